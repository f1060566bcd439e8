-- refused leaves autocommit off
--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT);
INSERT INTO t VALUES (1, 1), (2, 2);
CREATE TABLE o (id INT);
--- a procedure turns it off
DELIMITER //
CREATE PROCEDURE off() BEGIN SET autocommit = 0; END//
DELIMITER ;
CALL off();
UPDATE t SET n = n + 1;
ROLLBACK;
UPDATE t SET n = n + 10;
ALTER TABLE o ADD COLUMN a INT;
UPDATE t SET n = n + 100;
ROLLBACK;
SET autocommit = 1;
UPDATE t SET n = n + 1000;
--- next
UPDATE t SET n = n + 10000;
ROLLBACK;
