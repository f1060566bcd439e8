--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
--- functions of the session notx
CREATE FUNCTION pg_temp.twice(i int) RETURNS int LANGUAGE sql AS 'SELECT i * 2';
UPDATE stock SET n = pg_temp.twice(n);
VACUUM stock;
UPDATE stock SET n = pg_temp.twice(n);
--- a view that leans on one notx
CREATE TEMP VIEW doubled AS SELECT id, n * 2 AS n FROM stock;
CREATE TEMP TABLE d AS SELECT * FROM doubled;
UPDATE stock SET n = n + 1;
CREATE INDEX CONCURRENTLY ix ON stock (n);
INSERT INTO seen SELECT 'd', n FROM d;
INSERT INTO seen SELECT 'doubled', n FROM doubled;
--- a sequence of the session notx
CREATE TEMP SEQUENCE q START 10;
INSERT INTO seen SELECT 'q', nextval('q') FROM stock;
VACUUM stock;
INSERT INTO seen SELECT 'q', nextval('q') FROM stock;
--- a table that inherits notx
CREATE TEMP TABLE part (LIKE stock) PARTITION BY RANGE (id);
CREATE TEMP TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (100);
INSERT INTO part SELECT * FROM stock;
VACUUM stock;
INSERT INTO seen SELECT 'part', sum(n) FROM part;
