-- told
-- lock stock
--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- many kinds
SET @add = 5;
UPDATE stock SET n = n + @add;
CREATE TEMPORARY TABLE t AS SELECT * FROM stock;
ALTER TABLE stock ADD COLUMN z INT, ADD INDEX (z);
UPDATE stock, t SET stock.z = t.n WHERE stock.id = t.id;
DROP TEMPORARY TABLE t;
LOCK TABLES stock WRITE;
UPDATE stock SET z = z + 1;
UNLOCK TABLES;
UPDATE stock SET n = n + @add;
--- down
UPDATE stock SET n = n - 5;
ALTER TABLE stock DROP INDEX z, DROP COLUMN z;
UPDATE stock SET n = n - 5;
