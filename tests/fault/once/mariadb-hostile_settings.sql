--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, q VARCHAR(200));
--- settings that our own queries meet
SET group_concat_max_len = 4, sql_quote_show_create = 0;
CREATE TEMPORARY TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, `a b` VARCHAR(300), `select` INT DEFAULT 7);
INSERT INTO t (`a b`) VALUES (REPEAT('x', 250)), ('y');
SET @long = REPEAT('z', 200), @n = NULL, @d = 1.50, @b = X'00FF', @f = 1e100, @j = JSON_OBJECT('a', 1);
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO seen SELECT 'len', LENGTH(`a b`) + `select` FROM t;
INSERT INTO seen VALUES (CONCAT(HEX(@b), COALESCE(@n, 'null'), @d, @f, @j), LENGTH(@long));
SET sql_big_selects = 0, max_join_size = 1;
ALTER TABLE other ADD COLUMN b INT;
SET sql_big_selects = 1;
SET sql_safe_updates = 1;
UPDATE stock SET n = n + 1 WHERE id = 1;
ALTER TABLE other ADD COLUMN c INT;
SET sql_safe_updates = 0, sql_select_limit = 0;
INSERT INTO item (q) VALUES ('a');
ALTER TABLE other ADD COLUMN d INT;
SET sql_select_limit = DEFAULT;
INSERT INTO seen SELECT 'id', LAST_INSERT_ID();
SET sql_mode = 'EMPTY_STRING_IS_NULL,PAD_CHAR_TO_FULL_LENGTH,NO_UNSIGNED_SUBTRACTION,HIGH_NOT_PRECEDENCE,SIMULTANEOUS_ASSIGNMENT';
INSERT INTO seen VALUES (COALESCE('', 'empty'), 1);
ALTER TABLE other ADD COLUMN e INT;
INSERT INTO seen VALUES (COALESCE('', 'empty'), 2);
SET max_error_count = 0, max_sort_length = 8;
ALTER TABLE other ADD COLUMN f INT;
INSERT INTO seen SELECT 't', SUM(id * 10 + `select`) FROM t;
--- usual
INSERT INTO seen VALUES (COALESCE('', 'empty'), @@group_concat_max_len);
