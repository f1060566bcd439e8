-- refused has turned autocommit off
--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT);
INSERT INTO t VALUES (1, 1), (2, 2);
CREATE TABLE o (id INT);
DELIMITER //
CREATE PROCEDURE ac(k VARCHAR(20)) BEGIN
	SET @s = CONCAT('SET auto', 'commit = ', k);
	PREPARE q FROM @s; EXECUTE q; DEALLOCATE PREPARE q;
END//
DELIMITER ;
--- a procedure turns it off
CALL ac('0');
UPDATE t SET n = n + 1;
ROLLBACK;
UPDATE t SET n = n + 10;
ALTER TABLE o ADD COLUMN a INT;
UPDATE t SET n = n + 100;
ROLLBACK;
CALL ac('1');
UPDATE t SET n = n + 1000;
--- next
UPDATE t SET n = n + 10000;
