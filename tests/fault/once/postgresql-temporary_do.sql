-- told
--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
--- made in a block notx
DO $$ BEGIN CREATE TEMP TABLE m AS SELECT id, n FROM stock; END $$;
UPDATE stock SET n = n + 1;
CREATE INDEX CONCURRENTLY ON stock (n);
INSERT INTO seen SELECT 'm', n FROM m;
DO $$ BEGIN UPDATE m SET n = n + 100; EXECUTE 'INSERT INTO m VALUES (9, 9)'; END $$;
VACUUM stock;
UPDATE stock SET n = n + (SELECT sum(n) FROM m);
DROP TABLE m;
VACUUM seen;
INSERT INTO seen VALUES ('end', 0);
--- down notx
DELETE FROM seen;
CREATE TEMP TABLE z AS SELECT id, n FROM stock;
DROP INDEX CONCURRENTLY stock_n_idx;
UPDATE stock SET n = z.n - (SELECT min(n) FROM z) FROM z WHERE z.id = stock.id;
