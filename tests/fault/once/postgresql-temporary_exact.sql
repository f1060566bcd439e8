-- told
-- lock stock
--- begin
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text);
CREATE SCHEMA side;
CREATE FUNCTION side.twice(i int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT i * 2';
--- all kinds notx
SET search_path = side, public;
CREATE TEMP TABLE "Kinds, x" (id int PRIMARY KEY, b bytea, f float4, ts timestamptz, m mood DEFAULT 'ok', a text[], j jsonb,
	t int GENERATED ALWAYS AS (id * 2) STORED, w varchar(10) COLLATE "C" CHECK (w <> ''), d int DEFAULT twice(4));
INSERT INTO "Kinds, x" (id, b, f, ts, a, j, w) VALUES (1, '\x00ff', 0.1, '2020-02-28 12:00:00.123456+03', '{a,NULL,"b,c"}', '{"k": 1.10}', 'a'),
	(2, NULL, 'NaN', 'infinity', NULL, NULL, NULL);
CREATE INDEX "by w" ON "Kinds, x" (twice(id), w DESC) WHERE m = 'ok';
ALTER TABLE "Kinds, x" ADD CONSTRAINT one_w UNIQUE (w), DROP COLUMN d, ADD COLUMN e int DEFAULT twice(5);
CREATE INDEX CONCURRENTLY ix_stock ON stock (n);
INSERT INTO "Kinds, x" (id, w) VALUES (3, 'b') ON CONFLICT (w) DO NOTHING;
INSERT INTO "Kinds, x" (id, w) VALUES (4, 'b') ON CONFLICT ON CONSTRAINT one_w DO NOTHING;
ALTER INDEX "by w" RENAME TO "by x";
DROP INDEX "by x";
VACUUM stock;
INSERT INTO public.seen SELECT concat_ws(' ', k.*) FROM "Kinds, x" k;
DROP TABLE "Kinds, x";
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
--- in transactions notx
CREATE TEMP TABLE old (n int);
BEGIN;
INSERT INTO old SELECT n FROM stock;
UPDATE stock SET n = n + 100;
COMMIT;
BEGIN;
DELETE FROM old;
TRUNCATE old;
ROLLBACK;
VACUUM stock;
UPDATE stock SET n = n - (SELECT max(n) FROM old);
SELECT n, n * 2 AS m INTO TEMP TABLE more FROM old;
VACUUM stock;
INSERT INTO seen SELECT 'more ' || n || ' ' || m FROM more;
TRUNCATE more;
VACUUM stock;
INSERT INTO seen SELECT 'none ' || count(*) FROM more;
DROP TABLE old, more;
--- the same name again notx
CREATE TEMP TABLE old AS SELECT 5 AS n;
CREATE INDEX CONCURRENTLY ix_stock_2 ON stock (n, id);
INSERT INTO seen SELECT 'old ' || n FROM old;
--- down notx
CREATE TEMP TABLE gone AS SELECT * FROM seen;
DROP INDEX CONCURRENTLY ix_stock_2;
DELETE FROM seen WHERE what LIKE 'old%';
INSERT INTO seen SELECT 'back ' || what FROM gone;
