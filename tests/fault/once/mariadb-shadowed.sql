--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE other (id INT);
--- a temporary table over a table
CREATE TEMPORARY TABLE stock AS SELECT id, n * 100 AS n FROM test.stock;
UPDATE stock SET n = n + 1;
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO other SELECT id, n FROM stock;
CREATE TABLE copied AS SELECT * FROM stock;
ALTER TABLE other ADD COLUMN b INT;
DROP TEMPORARY TABLE stock;
UPDATE stock SET n = n + 1;
ALTER TABLE other ADD COLUMN c INT;
INSERT INTO other (id, a) SELECT id, n FROM stock;
--- and its end with the step
UPDATE stock SET n = n + 1;
