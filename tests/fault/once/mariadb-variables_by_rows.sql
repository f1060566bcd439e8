--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
CREATE TRIGGER tr AFTER UPDATE ON stock FOR EACH ROW SET @last = NEW.n, @times = COALESCE(@times, 0) + 1;
DELIMITER //
CREATE FUNCTION total() RETURNS INT READS SQL DATA RETURN (SELECT SUM(n) FROM stock)//
CREATE PROCEDURE out_of(OUT a INT, INOUT b INT) BEGIN SET a = 5; SET b = b + 1; END//
DELIMITER ;
--- variables that statements set beside
SET @i = 0;
UPDATE stock SET n = n + (@i := @i + 1) ORDER BY id;
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO seen VALUES ('i', @i), ('last', @last), ('times', @times);
SELECT @j := COUNT(*), @k := SUM(n) FROM stock;
SELECT id, n INTO @x, @y FROM stock WHERE id = 2;
ALTER TABLE other ADD COLUMN b INT;
INSERT INTO seen VALUES ('j', @j), ('k', @k), ('x', @x), ('y', @y);
SET @b = 1;
CALL out_of(@a, @b);
ALTER TABLE other ADD COLUMN c INT;
INSERT INTO seen VALUES ('a', @a), ('b', @b);
SET @t = total(), @u = NULL, @s = 'a''b', @h = X'00FF', @d = 1.50, @f = 1e10;
ALTER TABLE other ADD COLUMN d INT;
INSERT INTO seen VALUES ('t', @t), (COALESCE(@u, 'null'), 0), (@s, LENGTH(@h)), (CONCAT(@d, ' ', @f), 0);
INSERT INTO seen SELECT 'made', @n := n FROM stock;
UPDATE stock SET n = @n WHERE id = 1;
--- none
INSERT INTO seen VALUES ('i', @i), ('last', @last), ('times', @times), ('a', @a);
