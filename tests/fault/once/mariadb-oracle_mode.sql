--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
--- programs of another tongue
SET sql_mode = ORACLE;
DELIMITER //
CREATE PROCEDURE bump(k INT) AS BEGIN UPDATE stock SET n = n + k; END;
//
CREATE FUNCTION twice(k INT) RETURN INT AS v INT := k * 2; BEGIN RETURN v; END;
//
DECLARE v INT := 3; BEGIN UPDATE stock SET n = n + v; INSERT INTO seen VALUES ('block', v); END;
//
CREATE PACKAGE pk AS PROCEDURE go(k INT); END;
//
CREATE PACKAGE BODY pk AS PROCEDURE go(k INT) AS BEGIN UPDATE stock SET n = n + k; SET @pk = k; END; END;
//
DELIMITER ;
CALL bump(5);
CALL pk.go(7);
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO seen VALUES ('twice' || 'x', twice(4)), ('pk', @pk);
UPDATE stock SET n = n + 1;
SET sql_mode = DEFAULT;
CALL bump(1);
--- usual
INSERT INTO seen VALUES ('1' || '2', twice(1));
