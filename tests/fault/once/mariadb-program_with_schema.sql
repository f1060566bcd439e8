--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
DELIMITER //
CREATE PROCEDURE reshape() BEGIN UPDATE stock SET n = n + 1; ALTER TABLE stock ADD COLUMN z INT; UPDATE stock SET z = n; END//
DELIMITER ;
--- called
CALL reshape();
UPDATE stock SET n = n * 2;
--- inside a transaction
START TRANSACTION;
UPDATE stock SET n = n + 100;
EXECUTE IMMEDIATE 'ALTER TABLE stock ADD COLUMN y INT';
UPDATE stock SET y = n;
COMMIT;
