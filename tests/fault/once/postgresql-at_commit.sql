--- begin
CREATE TABLE stock (id int, n int);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n int);
--- temporary tables that end with a transaction notx
BEGIN;
CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT * FROM stock;
CREATE TEMP TABLE emptied (n int) ON COMMIT DELETE ROWS;
INSERT INTO emptied SELECT n FROM gone;
UPDATE stock SET n = n + (SELECT sum(n) FROM emptied);
COMMIT;
INSERT INTO seen SELECT 'emptied', count(*) FROM emptied;
CREATE INDEX CONCURRENTLY stock_id ON stock (id);
INSERT INTO seen SELECT 'gone', count(*) FROM pg_class WHERE relname = 'gone';
CREATE TABLE taken AS SELECT * FROM emptied;
CREATE TEMP TABLE kept AS SELECT id, n FROM stock;
UPDATE stock SET n = 0;
CREATE TABLE copied AS SELECT * FROM kept;
VACUUM copied;
CREATE TABLE copied_again AS TABLE kept;
--- made by a program notx
DO $$ BEGIN EXECUTE format('CREATE TEMP TABLE %I AS SELECT id, n + 1 AS n FROM stock', 'dy' || 'namic'); END $$;
UPDATE stock SET n = n + 7;
VACUUM stock;
INSERT INTO seen SELECT 'dynamic', n FROM dynamic;
