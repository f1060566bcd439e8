-- refused completion_type would
--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
--- chained by a setting
SET completion_type = CHAIN;
START TRANSACTION;
UPDATE stock SET n = n + 1;
COMMIT;
UPDATE stock SET n = n * 2;
ROLLBACK;
UPDATE stock SET n = n + 100;
COMMIT AND NO CHAIN;
SET completion_type = NO_CHAIN;
ALTER TABLE other ADD COLUMN x INT;
UPDATE stock SET n = n + 3;
--- and then
SET completion_type = 1;
UPDATE stock SET n = n + 1;
ALTER TABLE other ADD COLUMN y INT;
UPDATE stock SET n = n + 1;
--- usual
UPDATE stock SET n = n + 1;
