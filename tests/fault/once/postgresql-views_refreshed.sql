-- told
--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE MATERIALIZED VIEW total AS SELECT id, sum(n) AS n FROM stock GROUP BY id;
CREATE TABLE seen (what text, n int);
--- copies of what there was notx
UPDATE stock SET n = n + 1;
INSERT INTO seen SELECT 'before', sum(n) FROM total;
REFRESH MATERIALIZED VIEW total;
CREATE UNIQUE INDEX CONCURRENTLY total_id ON total (id);
UPDATE stock SET n = n + 1;
REFRESH MATERIALIZED VIEW CONCURRENTLY total;
CLUSTER stock USING stock_pkey;
CLUSTER;
INSERT INTO seen SELECT 'after', sum(n) FROM total;
UPDATE stock SET n = n + 1;
ANALYZE stock;
REINDEX TABLE CONCURRENTLY stock;
INSERT INTO seen SELECT 'still', sum(n) FROM total;
--- down notx
DELETE FROM seen;
UPDATE stock SET n = n - 3;
DROP INDEX CONCURRENTLY total_id;
REFRESH MATERIALIZED VIEW total;
REINDEX TABLE CONCURRENTLY stock;
INSERT INTO seen SELECT 'back', sum(n) FROM total;
