--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
DELIMITER //
CREATE PROCEDURE inner_one(k INT) BEGIN
	DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET @err = 1;
	CREATE TEMPORARY TABLE IF NOT EXISTS acc (n INT);
	INSERT INTO acc SELECT n FROM stock;
	INSERT INTO stock VALUES (1, k);
	SET @inner = k;
END//
CREATE PROCEDURE outer_one(k INT) BEGIN
	DECLARE i INT DEFAULT 0;
	WHILE i < k DO CALL inner_one(i); SET i = i + 1; END WHILE;
	PREPARE made FROM 'INSERT INTO seen SELECT ''acc'', COUNT(*) FROM acc';
	SET @@SESSION.max_sp_recursion_depth = 7;
END//
DELIMITER ;
--- called
CALL outer_one(2);
ALTER TABLE other ADD COLUMN a INT;
EXECUTE made;
INSERT INTO seen VALUES ('inner', @inner), ('err', @err), ('depth', @@max_sp_recursion_depth);
ALTER TABLE other ADD COLUMN b INT;
EXECUTE made;
DEALLOCATE PREPARE made;
DROP TEMPORARY TABLE acc;
ALTER TABLE other ADD COLUMN c INT;
UPDATE stock SET n = n + 1;
--- none
INSERT INTO seen VALUES ('inner', @inner), ('depth', @@max_sp_recursion_depth);
