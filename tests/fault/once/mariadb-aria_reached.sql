--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
CREATE TABLE plain (id INT AUTO_INCREMENT PRIMARY KEY, n INT) ENGINE=MyISAM;
CREATE TABLE side.far (id INT, n INT) ENGINE=Aria;
CREATE VIEW seen AS SELECT n FROM plain;
DELIMITER //
CREATE FUNCTION noted(x INT) RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO plain (n) VALUES (x); RETURN x; END//
CREATE PROCEDURE note(x INT) BEGIN UPDATE stock SET n = n + x; INSERT INTO plain (n) VALUES (x); END//
DELIMITER ;
--- view
INSERT INTO seen VALUES (5);
UPDATE stock SET n = n + 1;
--- function
UPDATE stock SET n = noted(n) + 1;
--- elsewhere
INSERT INTO side.far VALUES (1, 2);
USE side;
INSERT INTO far VALUES (3, 4);
--- procedure
CALL note(7);
UPDATE stock SET n = n + 1;
--- prepared
PREPARE p FROM 'INSERT INTO plain (n) VALUES (9)';
EXECUTE p;
