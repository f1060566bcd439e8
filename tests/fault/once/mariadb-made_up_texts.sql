--- begin
CREATE TABLE plain (id INT, n INT) ENGINE=Aria;
INSERT INTO plain VALUES (1, 1);
CREATE TABLE stock (id INT, n INT);
INSERT INTO stock VALUES (1, 1);
DELIMITER //
CREATE PROCEDURE any_table(t VARCHAR(40)) BEGIN
	EXECUTE IMMEDIATE CONCAT('UPDATE ', t, ' SET n = n + 1');
END//
DELIMITER ;
--- names that no text shows
CALL any_table(CONCAT('pl', 'ain'));
UPDATE stock SET n = n + 1;
CALL any_table('stock');
ALTER TABLE stock ADD COLUMN plain INT;
EXECUTE IMMEDIATE CONCAT('UPDATE pl', 'ain SET n = n * 3');
UPDATE stock SET n = n * 2, plain = 4;
SET @t = REVERSE('nialp');
PREPARE p FROM 'INSERT INTO stock (id, n) VALUES (?, 2)';
EXECUTE p USING @t IS NOT NULL;
UPDATE stock SET n = n + 1 WHERE CONCAT('UPDATE plain', id) <> 'plain';
