--- begin
CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(40));
INSERT INTO item (what) VALUES ('a'), ('b');
CREATE TABLE child (pid INT, what VARCHAR(40));
CREATE TABLE other (id INT);
--- counters of the session
ALTER TABLE item AUTO_INCREMENT = 50;
INSERT INTO item (what) VALUES ('c');
INSERT INTO child VALUES (LAST_INSERT_ID(), 'c');
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO child VALUES (LAST_INSERT_ID(), 'c again');
SET auto_increment_increment = 10, auto_increment_offset = 3;
INSERT INTO item (what) VALUES ('d'), ('e');
ALTER TABLE other ADD COLUMN b INT;
INSERT INTO item (what) VALUES ('f');
INSERT INTO child SELECT LAST_INSERT_ID(), 'f';
INSERT INTO child VALUES (LAST_INSERT_ID(700), 'given');
ALTER TABLE other ADD COLUMN c INT;
INSERT INTO child VALUES (LAST_INSERT_ID(), 'kept');
DO LAST_INSERT_ID(900);
ALTER TABLE item AUTO_INCREMENT = 2000;
INSERT INTO child VALUES (LAST_INSERT_ID(), 'set');
SET timestamp = 1000000000;
ALTER TABLE other ADD COLUMN d INT;
INSERT INTO child VALUES (UNIX_TIMESTAMP(), NOW());
--- of none
INSERT INTO item (what) VALUES ('g');
INSERT INTO child VALUES (LAST_INSERT_ID(), 'g');
INSERT INTO child SELECT COUNT(*), NOW() > '2020-01-01' FROM other;
