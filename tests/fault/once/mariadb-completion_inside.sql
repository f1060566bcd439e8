-- refused sets completion_type
--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT);
INSERT INTO t VALUES (1, 1), (2, 2);
CREATE TABLE o (id INT);
--- a procedure chains
DELIMITER //
CREATE PROCEDURE ch() BEGIN SET completion_type = 'CHAIN'; END//
DELIMITER ;
CALL ch();
START TRANSACTION;
UPDATE t SET n = n + 1;
COMMIT;
UPDATE t SET n = n + 10;
ROLLBACK;
ALTER TABLE o ADD COLUMN a INT;
UPDATE t SET n = n + 100;
--- next
UPDATE t SET n = n + 1000;
