--- begin
CREATE TABLE seen (what VARCHAR(60), n VARCHAR(60));
CREATE TABLE other (id INT);
SET GLOBAL div_precision_increment = 4;
SET GLOBAL sql_mode = DEFAULT;
--- what later sessions begin with
SET GLOBAL div_precision_increment = 7;
INSERT INTO seen VALUES ('same', @@div_precision_increment);
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO seen VALUES ('same', @@div_precision_increment);
--- is what the next one begins with
INSERT INTO seen VALUES ('next', @@div_precision_increment);
ALTER TABLE other ADD COLUMN b INT;
INSERT INTO seen VALUES ('next', @@div_precision_increment);
--- back
SET GLOBAL div_precision_increment = 4;
INSERT INTO seen VALUES ('back', @@div_precision_increment);
