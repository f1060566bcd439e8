-- told
--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n INT);
CREATE TABLE other (id INT);
DELIMITER //
CREATE PROCEDURE modes() BEGIN SET SESSION foreign_key_checks = 0; SET max_error_count = 77; END//
DELIMITER ;
--- set by a routine
CALL modes();
INSERT INTO seen VALUES (@@max_error_count, @@foreign_key_checks);
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO seen VALUES (@@max_error_count, @@foreign_key_checks);
DELIMITER //
BEGIN NOT ATOMIC SET div_precision_increment = 7; END//
DELIMITER ;
ALTER TABLE other ADD COLUMN b INT;
INSERT INTO seen VALUES (1 / 3, @@div_precision_increment);
EXECUTE IMMEDIATE 'SET group_concat_max_len = 1000';
ALTER TABLE other ADD COLUMN c INT;
INSERT INTO seen VALUES ('len', @@group_concat_max_len);
PREPARE p FROM 'SET sort_buffer_size = 1048576';
EXECUTE p;
ALTER TABLE other ADD COLUMN d INT;
INSERT INTO seen VALUES ('sort', @@sort_buffer_size);
--- fresh
INSERT INTO seen VALUES (@@max_error_count, @@foreign_key_checks);
INSERT INTO seen VALUES (1 / 3, @@div_precision_increment);
