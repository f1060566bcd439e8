-- refused DISCARD ALL
--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
--- all is discarded notx
SET app.a = '1';
CREATE TEMP TABLE t AS SELECT * FROM stock;
DISCARD ALL;
UPDATE stock SET n = n + 1;
INSERT INTO seen VALUES ('a' || coalesce(nullif(current_setting('app.a', true), ''), 'none'), 0);
