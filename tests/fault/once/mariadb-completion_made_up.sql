-- refused has set completion_type
--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT);
INSERT INTO t VALUES (1, 1), (2, 2);
CREATE TABLE o (id INT);
DELIMITER //
CREATE PROCEDURE ch(k VARCHAR(20)) BEGIN
	SET @s = CONCAT('SET comple', 'tion_type = ', k);
	PREPARE q FROM @s; EXECUTE q; DEALLOCATE PREPARE q;
END//
DELIMITER ;
--- a procedure chains
CALL ch('1');
START TRANSACTION;
UPDATE t SET n = n + 1;
COMMIT;
UPDATE t SET n = n + 10;
ROLLBACK;
ALTER TABLE o ADD COLUMN a INT;
UPDATE t SET n = n + 100;
--- next
UPDATE t SET n = n + 1000;
