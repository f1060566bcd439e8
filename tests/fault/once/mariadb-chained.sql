--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
--- chained
START TRANSACTION;
UPDATE stock SET n = n + 1;
COMMIT AND CHAIN;
UPDATE stock SET n = n * 2;
ROLLBACK AND CHAIN;
UPDATE stock SET n = n + 100;
COMMIT AND CHAIN;
UPDATE stock SET n = 0;
ROLLBACK;
--- autocommit off
SET autocommit = 0;
UPDATE stock SET n = n + 1;
COMMIT;
UPDATE stock SET n = n * 2;
ROLLBACK;
UPDATE stock SET n = n + 1000;
COMMIT;
SET autocommit = 1;
UPDATE stock SET n = n + 1;
--- last
ALTER TABLE stock ADD COLUMN z INT;
UPDATE stock SET z = n;
