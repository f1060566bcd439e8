--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
--- discards notx
SET app.a = '1';
PREPARE p AS UPDATE stock SET n = n + 1;
CREATE TEMP TABLE t AS SELECT * FROM stock;
EXECUTE p;
DISCARD PLANS;
EXECUTE p;
VACUUM stock;
DISCARD TEMP;
INSERT INTO seen SELECT 'temp', count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r';
EXECUTE p;
DEALLOCATE ALL;
CREATE TEMP TABLE t AS SELECT 5 AS n;
VACUUM stock;
INSERT INTO seen SELECT 't', n FROM t;
RESET ALL;
INSERT INTO seen VALUES ('a' || coalesce(nullif(current_setting('app.a', true), ''), 'none'), 0);
VACUUM stock;
CLOSE ALL;
UNLISTEN *;
INSERT INTO seen VALUES ('a' || coalesce(nullif(current_setting('app.a', true), ''), 'none'), 0);
