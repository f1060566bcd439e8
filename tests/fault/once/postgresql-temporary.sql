-- told
-- lock stock
--- begin
CREATE TABLE stock (id int NOT NULL, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
CREATE TABLE audit (id int, n int);
--- temporary notx
CREATE TEMP TABLE old AS SELECT id, n FROM stock;
CREATE TEMP TABLE map (id int, v int);
INSERT INTO map VALUES (1, 100), (2, 200), (3, 300);
UPDATE stock SET n = n * 2;
CREATE INDEX CONCURRENTLY ix_stock_n ON stock (n);
INSERT INTO audit SELECT id, n FROM old;
UPDATE stock SET n = n + map.v FROM map WHERE map.id = stock.id;
--- dropped notx
CREATE TEMP TABLE audit AS SELECT 1 AS id;
CREATE INDEX CONCURRENTLY ix_stock_id ON stock (id);
DROP TABLE audit;
INSERT INTO audit VALUES (9, 9);
