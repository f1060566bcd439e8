--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
--- what is sent in another form
SET character_set_results = ucs2;
UPDATE stock SET n = n + 1;
ALTER TABLE other ADD COLUMN a INT;
SET character_set_connection = utf16;
INSERT INTO seen VALUES (CHARSET('x'), 1);
SET @v = 'ä';
ALTER TABLE other ADD COLUMN b INT;
INSERT INTO seen VALUES (CHARSET(@v), 2);
SET character_set_results = NULL;
ALTER TABLE other ADD COLUMN c INT;
SET character_set_client = latin1;
INSERT INTO seen VALUES ('ö', 3);
ALTER TABLE other ADD COLUMN `d` INT;
INSERT INTO seen VALUES ('ö', 4);
CREATE TEMPORARY TABLE t (w VARCHAR(20) CHARACTER SET utf8mb4);
INSERT INTO t VALUES (_utf8mb4 X'F09F9880'), ('ö');
ALTER TABLE other ADD COLUMN e INT;
INSERT INTO seen SELECT HEX(w), 5 FROM t;
--- usual
INSERT INTO seen VALUES (CHARSET('x'), 6);
