--- begin
CREATE TABLE seen (what VARCHAR(40), n INT);
CREATE TABLE o (id INT);
--- a procedure sets a global
DELIMITER //
CREATE PROCEDURE g(IN v INT) BEGIN SET GLOBAL max_connections = v; SET GLOBAL div_precision_increment = 6; END//
DELIMITER ;
CALL g(140);
ALTER TABLE o ADD COLUMN a INT;
INSERT INTO seen VALUES (CONCAT('one ', 1 / 3), @@max_connections);
--- the next begins with it
INSERT INTO seen VALUES (CONCAT('two ', 1 / 3), @@max_connections);
ALTER TABLE o ADD COLUMN b INT;
INSERT INTO seen VALUES (CONCAT('three ', 1 / 3), 0);
--- and back
SET GLOBAL div_precision_increment = DEFAULT;
CALL g(151);
SET GLOBAL div_precision_increment = DEFAULT;
INSERT INTO seen VALUES (CONCAT('four ', 1 / 3), 0);
--- last
INSERT INTO seen VALUES (CONCAT('five ', 1 / 3), 0);
