--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
CREATE TABLE noted (id INT AUTO_INCREMENT PRIMARY KEY, n INT);
CREATE SEQUENCE s START 10;
DELIMITER //
CREATE FUNCTION note(x INT) RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO noted (n) VALUES (x); RETURN x; END//
DELIMITER ;
--- a value that writes rows
SET @v = note(5);
ALTER TABLE other ADD COLUMN a INT;
UPDATE stock SET n = n + @v;
DO note(6);
SELECT note(7);
SELECT note(8) INTO @w;
ALTER TABLE other ADD COLUMN b INT;
INSERT INTO seen VALUES ('w', @w);
SET @q = (SELECT note(9) FROM stock WHERE id = 1), @r = 3;
ALTER TABLE other ADD COLUMN c INT;
INSERT INTO seen VALUES ('q', @q + @r);
SET @m = note(70);
SET max_error_count = @m;
ALTER TABLE other ADD COLUMN d INT;
