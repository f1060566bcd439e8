-- told
--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE `other one` (id INT);
--- a table goes under its lock
LOCK TABLES stock WRITE, stock AS s READ, `other one` WRITE;
UPDATE stock SET n = n + 7;
DROP TABLE `other one`;
ALTER TABLE stock ADD COLUMN z INT DEFAULT 1;
UPDATE stock SET z = (SELECT MAX(n) FROM stock AS s);
UNLOCK TABLES;
CREATE TABLE alone (id INT);
LOCK TABLE alone WRITE, alone AS a READ;
DROP TABLE IF EXISTS `alone`;
CREATE TABLE alone (id INT);
UPDATE stock SET z = z + 1;
