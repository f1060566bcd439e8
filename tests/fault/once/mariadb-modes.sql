--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n VARCHAR(40));
CREATE TABLE parent (id INT PRIMARY KEY);
CREATE TABLE child (id INT, pid INT, FOREIGN KEY (pid) REFERENCES parent (id));
--- how texts are read
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES';
INSERT INTO "stock" VALUES (1, 'a' || '\');
ALTER TABLE "stock" ADD COLUMN "more ""of"" it" INT;
INSERT INTO stock (id, n) VALUES (2, 'b' || '\' || 'c');
DELIMITER //
CREATE PROCEDURE put(k INT) BEGIN INSERT INTO stock (id, n) VALUES (k, 'p' || '\'); END//
DELIMITER ;
CALL put(3);
SET STATEMENT max_statement_time = 100 FOR INSERT INTO stock (id, n) VALUES (4, 'd\');
SET foreign_key_checks = 0, unique_checks = 0;
INSERT INTO child VALUES (1, 1);
ALTER TABLE child ADD COLUMN more INT;
INSERT INTO child (id, pid) VALUES (2, 2);
SET sql_mode = DEFAULT;
INSERT INTO parent VALUES (1), (2);
--- as usual
CALL put(5);
INSERT INTO stock (id, n) VALUES (6, "e\\");
INSERT INTO child (id, pid) SELECT 3, @@foreign_key_checks;
