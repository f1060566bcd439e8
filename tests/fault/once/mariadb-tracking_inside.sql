-- refused sets session_track_schema
--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT);
INSERT INTO t VALUES (1, 1), (2, 2);
CREATE TABLE o (id INT);
CREATE TABLE seen (what VARCHAR(40), n INT);
--- a procedure blinds
DELIMITER //
CREATE PROCEDURE bl() BEGIN SET session_track_system_variables = ''; SET SESSION session_track_schema = 0; SET div_precision_increment = 7; END//
DELIMITER ;
CALL bl();
ALTER TABLE o ADD COLUMN a INT;
SET div_precision_increment = 9;
INSERT INTO seen VALUES (CONCAT('a ', 1 / 3), 0);
ALTER TABLE o ADD COLUMN b INT;
INSERT INTO seen VALUES (CONCAT('b ', 1 / 3), 0);
--- next
INSERT INTO seen VALUES (CONCAT('c ', 1 / 3), 0);
