--- begin
CREATE TABLE seen (what VARCHAR(90), n VARCHAR(90));
CREATE TABLE other (id INT);
DELIMITER //
CREATE PROCEDURE sets() BEGIN SET @@max_error_count = 7; END//
CREATE PROCEDURE sets_by_text() BEGIN EXECUTE IMMEDIATE 'SET @@group_concat_max_len = 9'; END//
DELIMITER ;
--- of which the server says nothing
SET @@max_sort_length = 100, @a = 1, @@sql_safe_updates = 0;
SET @@sql_mode = 'ANSI_QUOTES';
ALTER TABLE "other" ADD COLUMN a INT;
INSERT INTO seen VALUES ('mode', @@sql_mode), ('sort', @@max_sort_length), ('errors', @@max_error_count),
	('concat', @@group_concat_max_len), ('sorts', @@sort_buffer_size), ('joins', @@join_buffer_size);
SET @@foreign_key_checks = 0;
--- is gone for the next step
INSERT INTO seen VALUES ('mode', @@sql_mode), ('sort', @@max_sort_length), ('errors', @@max_error_count),
	('concat', @@group_concat_max_len), ('sorts', @@sort_buffer_size), ('joins', @@join_buffer_size), ('keys', @@foreign_key_checks);
SET @@max_sort_length = @@max_sort_length + 10;
SET @@lc_time_names = 'de_DE';
--- by what it calls
INSERT INTO seen VALUES ('sort', @@max_sort_length), ('names', DATE_FORMAT('2020-01-01', '%M'));
CALL sets();
CALL sets_by_text();
EXECUTE IMMEDIATE 'SET @@sort_buffer_size = 65536';
DELIMITER //
BEGIN NOT ATOMIC
	SET @@join_buffer_size := 65536;
END//
DELIMITER ;
--- and for the one behind that
INSERT INTO seen VALUES ('errors', @@max_error_count), ('concat', @@group_concat_max_len), ('sorts', @@sort_buffer_size), ('joins', @@join_buffer_size);
