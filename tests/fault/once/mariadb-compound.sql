--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (n INT);
--- programs without a name
DELIMITER //
BEGIN NOT ATOMIC
	DECLARE i INT DEFAULT 0;
	WHILE i < 3 DO
		INSERT INTO seen VALUES (i);
		SET i = i + 1;
	END WHILE;
END//
BEGIN NOT ATOMIC
	FOR r IN (SELECT id FROM stock) DO
		UPDATE stock SET n = n + 1 WHERE id = r.id;
		COMMIT;
	END FOR;
END//
IF (SELECT COUNT(*) FROM seen) = 3 THEN
	UPDATE stock SET n = n * 2;
END IF//
DELIMITER ;
ALTER TABLE seen ADD COLUMN m INT;
INSERT INTO seen SELECT id, n FROM stock;
--- a statement that is looked at is run
ANALYZE UPDATE stock SET n = n + 1000;
ANALYZE FORMAT=JSON UPDATE stock SET n = n + 10000 WHERE id = 1;
ANALYZE TABLE stock, seen;
