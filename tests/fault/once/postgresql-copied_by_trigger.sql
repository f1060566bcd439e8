--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES ('tr', new.n + coalesce(nullif(current_setting('app.add', true), ''), '0')::int); RETURN new; END $$;
CREATE TRIGGER tr AFTER INSERT ON stock FOR EACH ROW EXECUTE FUNCTION tr();
--- copied notx
SET app.add = '1000';
COPY stock FROM STDIN WITH (FORMAT csv);
3,30
4,40
\.
CREATE INDEX CONCURRENTLY ix ON stock (n);
COPY stock (n, id) FROM STDIN;
50	5
60	6
\.
CREATE TEMP TABLE t (LIKE stock INCLUDING ALL);
COPY t FROM STDIN DELIMITER ';';
7;70
8;80
\.
VACUUM stock;
INSERT INTO stock SELECT * FROM t;
BEGIN;
COPY t FROM STDIN (DELIMITER ';');
9;90
\.
INSERT INTO stock SELECT * FROM t WHERE id = 9;
ROLLBACK;
INSERT INTO seen SELECT 't', count(*) FROM t;
--- down notx
DELETE FROM seen;
DELETE FROM stock WHERE id > 2;
DROP INDEX CONCURRENTLY ix;
COPY seen FROM STDIN;
back	1
\.
