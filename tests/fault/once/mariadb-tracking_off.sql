-- refused have the server tell what a step has
--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
CREATE TABLE side.stock (id INT, n INT);
INSERT INTO side.stock VALUES (1, 100);
--- tracking that is turned off
SET session_track_schema = 0;
USE side;
UPDATE stock SET n = n + 1;
ALTER TABLE test.other ADD COLUMN a INT;
UPDATE stock SET n = n + 1;
SET session_track_system_variables = '';
SET sql_mode = 'ANSI_QUOTES';
ALTER TABLE test.other ADD COLUMN "b" INT;
INSERT INTO test.seen VALUES ('x', @@div_precision_increment);
SET div_precision_increment = 7;
ALTER TABLE test.other ADD COLUMN "c" INT;
INSERT INTO test.seen VALUES ('y', @@div_precision_increment);
SET session_track_state_change = 1, session_track_transaction_info = 'CHARACTERISTICS';
ALTER TABLE test.other ADD COLUMN "d" INT;
UPDATE stock SET n = n + 1;
--- at home
INSERT INTO seen VALUES (DATABASE(), @@div_precision_increment);
UPDATE stock SET n = n + 1;
