--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, n TINYINT);
--- what is said of the statement before
SET sql_mode = '';
INSERT INTO item (n) VALUES (1000), (2000);
INSERT INTO seen VALUES ('warnings', @@warning_count);
INSERT INTO seen VALUES ('errors', @@error_count), ('identity', @@identity), ('last', @@last_insert_id);
INSERT INTO seen VALUES ('auto', @@autocommit);
DROP TABLE IF EXISTS nothing;
INSERT INTO seen VALUES ('warnings', @@warning_count);
SELECT SQL_CALC_FOUND_ROWS n FROM stock LIMIT 1;
INSERT INTO seen VALUES ('found', FOUND_ROWS());
INSERT INTO item (n) VALUES (1);
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO seen VALUES ('identity', @@identity), ('last', LAST_INSERT_ID());
START TRANSACTION;
INSERT INTO seen VALUES ('in', @@in_transaction);
COMMIT;
