-- refused a setting by a function of the database's
--- begin
CREATE TABLE noted (n INT);
DELIMITER //
CREATE FUNCTION note(x INT) RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO noted (n) VALUES (x); RETURN x; END//
DELIMITER ;
--- a value that writes rows
SET max_error_count = note(70);
