--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
CREATE TABLE w (id INT, t TIMESTAMP NULL, c VARCHAR(20) CHARACTER SET latin1, u VARCHAR(20) CHARACTER SET utf8mb4);
--- how texts and times are read
SET NAMES latin1;
INSERT INTO w (id, c, u) VALUES (1, 'ä', 'ä');
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO w (id, c, u) VALUES (2, 'ö', _utf8mb4 X'C3B6');
SET NAMES utf8mb4 COLLATE utf8mb4_bin;
ALTER TABLE other ADD COLUMN b INT;
INSERT INTO seen VALUES ('bin', 'a' = 'A'), (@@collation_connection, 0);
SET time_zone = '+05:00';
INSERT INTO w (id, t) VALUES (3, '2020-01-01 00:00:00');
ALTER TABLE other ADD COLUMN c INT;
INSERT INTO w (id, t) VALUES (4, '2020-01-01 00:00:00');
INSERT INTO seen SELECT t, 1 FROM w WHERE id > 2;
SET lc_time_names = 'de_DE', div_precision_increment = 2, sql_select_limit = 1;
ALTER TABLE other ADD COLUMN d INT;
INSERT INTO seen SELECT CONCAT(DATE_FORMAT('2020-05-01', '%M'), 1 / 3), 0 FROM stock;
SET default_storage_engine = Aria;
CREATE TABLE en (id INT);
ALTER TABLE other ADD COLUMN e INT;
CREATE TABLE en2 (id INT);
--- usual
INSERT INTO seen SELECT t, 2 FROM w WHERE id > 2;
