-- lock stock
--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
CREATE OR REPLACE TABLE side.stock (id INT, n INT);
INSERT INTO side.stock VALUES (1, 100);
--- elsewhere
USE side;
UPDATE stock SET n = n * 2;
--- at home again
UPDATE stock SET n = n + 1;
ALTER TABLE stock ADD COLUMN place INT;
UPDATE stock SET place = n;
--- elsewhere at its end
ALTER TABLE stock ADD COLUMN shelf INT;
USE side;
--- and a change of the schema first
ALTER TABLE stock ADD COLUMN tray INT;
