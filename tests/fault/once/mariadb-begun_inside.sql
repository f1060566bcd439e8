-- refused leaves a transaction open
--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE other (id INT);
DELIMITER //
CREATE PROCEDURE opens() BEGIN START TRANSACTION; UPDATE stock SET n = n + 1; END//
DELIMITER ;
--- a procedure begins and the file ends
CALL opens();
UPDATE stock SET n = n + 10;
ROLLBACK;
UPDATE stock SET n = n + 100;
CALL opens();
UPDATE stock SET n = n + 1000;
COMMIT;
--- next
UPDATE stock SET n = n + 10000;
ALTER TABLE other ADD COLUMN a INT;
