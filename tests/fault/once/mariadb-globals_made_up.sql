--- begin
CREATE TABLE seen (what VARCHAR(90), n INT);
CREATE TABLE o (id INT);
--- by texts
PREPARE p FROM 'SET GLOBAL div_precision_increment = 6';
EXECUTE p;
ALTER TABLE o ADD COLUMN a INT;
INSERT INTO seen VALUES (CONCAT('one ', 1 / 3), 1);
SET @t = CONCAT('SET GLOBAL div_precision_increment', ' = 8');
PREPARE q FROM @t;
EXECUTE q;
ALTER TABLE o ADD COLUMN b INT;
INSERT INTO seen VALUES (CONCAT('two ', 1 / 3), 1);
EXECUTE IMMEDIATE CONCAT('SET div_precision_', 'increment = 3');
ALTER TABLE o ADD COLUMN c INT;
INSERT INTO seen VALUES (CONCAT('three ', 1 / 3), 1);
--- next
INSERT INTO seen VALUES (CONCAT('four ', 1 / 3), 1);
EXECUTE IMMEDIATE 'SET GLOBAL div_precision_increment = DEFAULT';
INSERT INTO seen VALUES (CONCAT('five ', 1 / 3), 1);
--- last
INSERT INTO seen VALUES (CONCAT('six ', 1 / 3), 1);
