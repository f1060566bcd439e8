--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION prep() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'PREPARE bump(int) AS UPDATE stock SET n = n + $1'; END $$;
--- prepared by a function notx
SELECT prep();
EXECUTE bump(1);
CREATE INDEX CONCURRENTLY ix ON stock (n);
EXECUTE bump(10);
VACUUM stock;
EXECUTE bump(100);
DO $$ BEGIN EXECUTE 'DEALLOCATE bump'; END $$;
UPDATE stock SET n = n * 2;
--- over a temporary table notx
CREATE TEMP TABLE t AS SELECT id, n FROM stock;
PREPARE q AS INSERT INTO seen SELECT 'q', n FROM t;
EXECUTE q;
VACUUM stock;
EXECUTE q;
