--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (id INT, n INT);
DELIMITER //
CREATE PROCEDURE makes() BEGIN
	CREATE TEMPORARY TABLE by_routine (id INT PRIMARY KEY, n INT);
	INSERT INTO by_routine SELECT id, n + 5 FROM stock;
END//
CREATE PROCEDURE drops() DROP TEMPORARY TABLE by_text//
DELIMITER ;
--- temporary tables that programs make
DELIMITER //
BEGIN NOT ATOMIC
	CREATE TEMPORARY TABLE tmp AS SELECT * FROM stock;
	UPDATE stock SET n = n + 100;
END//
DELIMITER ;
ALTER TABLE seen ADD COLUMN m INT;
INSERT INTO seen (id, n) SELECT id, n FROM tmp;
CALL makes();
ALTER TABLE seen ADD COLUMN o INT;
INSERT INTO seen (id, n) SELECT id, n FROM by_routine;
EXECUTE IMMEDIATE 'CREATE OR REPLACE TEMPORARY TABLE by_text AS SELECT 7 AS id, 8 AS n';
UPDATE by_text SET n = n + 1;
ALTER TABLE seen ADD COLUMN p INT;
INSERT INTO seen (id, n) SELECT id, n FROM by_text;
CALL drops();
ALTER TABLE seen ADD COLUMN q INT;
CREATE TABLE by_text (id INT);
INSERT INTO by_text SELECT id FROM tmp;
--- and nothing of theirs is left
CREATE TABLE tmp (id INT);
