-- lock stock
--- begin
CREATE TABLE stock (id int NOT NULL, n int NOT NULL, k text) PARTITION BY RANGE (id);
CREATE TABLE stock_1 PARTITION OF stock FOR VALUES FROM (0) TO (10);
CREATE TABLE stock_2 PARTITION OF stock FOR VALUES FROM (10) TO (20);
INSERT INTO stock VALUES (1, 1, 'a'), (12, 10, 'b');
CREATE TYPE mood AS ENUM ('sad');
CREATE INDEX old ON stock_1 (k);
--- in its parts notx
CREATE INDEX CONCURRENTLY ix_1 ON stock_1 (n);
CREATE UNIQUE INDEX CONCURRENTLY ON stock_2 (n, id);
UPDATE stock SET n = n + 1;
ALTER TYPE mood ADD VALUE 'glad';
REINDEX INDEX CONCURRENTLY ix_1;
DROP INDEX CONCURRENTLY old;
ALTER TABLE stock DETACH PARTITION stock_2 CONCURRENTLY;
UPDATE stock_2 SET n = n * 2;
VACUUM (ANALYZE) stock_1;
DO $$ BEGIN UPDATE stock SET n = n + 1; COMMIT; UPDATE stock_2 SET n = n + 1; END $$;
UPDATE stock SET n = n + 5;
