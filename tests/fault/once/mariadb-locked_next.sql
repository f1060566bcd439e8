-- told
--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
CREATE TABLE other (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
INSERT INTO other VALUES (1, 1), (2, 10), (3, 20);
--- left locked
LOCK TABLES stock WRITE;
UPDATE stock SET n = n * 2;
--- what is not locked
UPDATE other SET n = n + 1;
UPDATE stock SET n = n + 1;
ALTER TABLE other ADD COLUMN z INT;
--- a change of the schema while locked
LOCK TABLES stock WRITE, other READ;
ALTER TABLE stock ADD COLUMN z INT;
UPDATE stock SET z = n;
--- the last
UPDATE other SET z = 7;
