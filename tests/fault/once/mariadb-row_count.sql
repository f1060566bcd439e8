--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
CREATE TABLE seen (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, what VARCHAR(20), n INT);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
--- counts
UPDATE stock SET n = n + 1;
INSERT INTO seen (what, n) VALUES ('updated', ROW_COUNT());
DELETE FROM stock WHERE id = 3;
SET @gone = ROW_COUNT();
ALTER TABLE seen ADD COLUMN z INT;
INSERT INTO seen (what, n, z) VALUES ('gone', @gone, ROW_COUNT());
SELECT * FROM stock;
INSERT INTO seen (what, n) VALUES ('found', FOUND_ROWS());
CREATE TABLE copied AS SELECT * FROM stock;
INSERT INTO seen (what, n) SELECT 'copied', ROW_COUNT();
START TRANSACTION;
UPDATE stock SET n = n + 1 WHERE id = 1;
INSERT INTO seen (what, n) VALUES ('one', ROW_COUNT());
COMMIT;
