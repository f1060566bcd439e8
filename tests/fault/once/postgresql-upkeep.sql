-- told
-- lock stock
--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE TABLE part (id int, n int) PARTITION BY LIST (id);
CREATE TABLE part1 PARTITION OF part FOR VALUES IN (1);
CREATE TABLE part2 PARTITION OF part DEFAULT;
INSERT INTO part SELECT i, i FROM generate_series(1, 5) i;
--- upkeep notx
UPDATE stock SET n = n + 1;
CLUSTER stock USING stock_pkey;
VACUUM FULL stock;
UPDATE stock SET n = n * 2;
VACUUM (FULL, ANALYZE) part1;
ANALYZE stock, part;
INSERT INTO part VALUES (6, 6);
CREATE INDEX pix ON ONLY part (n);
CREATE INDEX CONCURRENTLY pix1 ON part1 (n);
CREATE INDEX CONCURRENTLY pix2 ON part2 (n);
ALTER INDEX pix ATTACH PARTITION pix1;
ALTER INDEX pix ATTACH PARTITION pix2;
REINDEX (VERBOSE) INDEX pix;
UPDATE part SET n = n + 1;
REINDEX SCHEMA CONCURRENTLY public;
UPDATE part SET n = n + 1;
ALTER TABLE part DETACH PARTITION part1;
ALTER TABLE part1 RENAME TO alone;
ALTER INDEX pix1 RENAME TO alone_n;
DROP INDEX CONCURRENTLY IF EXISTS alone_n;
UPDATE alone SET n = n + 1;
