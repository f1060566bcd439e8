--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
DELIMITER //
CREATE PROCEDURE bump(IN d INT) BEGIN UPDATE stock SET n = n + d; END//
DELIMITER ;
--- rolled back
START TRANSACTION;
UPDATE stock SET n = n * 2;
CALL bump(5);
UPDATE stock SET n = n * 3;
ROLLBACK;
--- prepared, rolled back
PREPARE p FROM 'UPDATE stock SET n = n + 7';
START TRANSACTION;
UPDATE stock SET n = n * 2;
EXECUTE p;
ROLLBACK;
--- kept
BEGIN;
UPDATE stock SET n = n + 100;
CALL bump(1);
EXECUTE IMMEDIATE 'UPDATE stock SET n = n + 1000';
SAVEPOINT here;
UPDATE stock SET n = 0;
ROLLBACK TO here;
COMMIT;
--- last
UPDATE stock SET n = n + 1;
