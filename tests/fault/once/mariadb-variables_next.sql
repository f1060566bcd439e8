-- told
--- begin
CREATE TABLE stock (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT);
CREATE TABLE seen (what VARCHAR(40));
INSERT INTO stock (n) VALUES (1), (10), (20);
--- sets
SET @factor = 3;
SET @`a name` := 'x', @other = 1.5;
SELECT 7 INTO @last;
PREPARE p FROM 'UPDATE stock SET n = n + 1';
EXECUTE p;
SET sql_mode = 'ANSI_QUOTES';
INSERT INTO stock (n) VALUES (@factor);
--- reads
INSERT INTO seen VALUES (CONCAT_WS(',', COALESCE(@factor, 'none'), COALESCE(@`a name`, 'none'), COALESCE(@other, 'none'), COALESCE(@last, 'none')));
INSERT INTO seen VALUES ("text"), (CONCAT('last id ', LAST_INSERT_ID()));
ALTER TABLE seen ADD COLUMN x INT;
--- prepares the same name
PREPARE p FROM 'INSERT INTO seen (what) VALUES (''prepared'')';
EXECUTE p;
