--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT) ENGINE=InnoDB;
INSERT INTO stock VALUES (1, 1), (2, 10);
DELIMITER //
CREATE PROCEDURE bump(k INT) BEGIN
	UPDATE stock SET n = n + k WHERE id = 1;
	COMMIT;
	UPDATE stock SET n = n + k WHERE id = 2;
END//
CREATE PROCEDURE own(k INT) BEGIN
	START TRANSACTION;
	UPDATE stock SET n = n * k;
	ROLLBACK;
	UPDATE stock SET n = n + 1000 * k;
END//
DELIMITER ;
--- in a transaction of the user's
START TRANSACTION;
UPDATE stock SET n = n + 100;
CALL bump(1);
UPDATE stock SET n = n + 7;
ROLLBACK;
CALL own(2);
UPDATE stock SET n = n + 1;
CALL bump(3);
--- and by a text
SET @sql = 'CALL bump(4)';
PREPARE p FROM @sql;
EXECUTE p;
UPDATE stock SET n = n * 2;
EXECUTE IMMEDIATE 'CALL own(3)';
UPDATE stock SET n = n + 1;
