--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
--- set for a statement
SET STATEMENT sql_mode = 'PIPES_AS_CONCAT' FOR INSERT INTO seen VALUES ('a' || 'b', 1);
SET STATEMENT auto_increment_increment = 5 FOR CREATE TABLE auto (id INT AUTO_INCREMENT PRIMARY KEY, n INT);
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE other ADD COLUMN a INT;
SET @@SESSION.sql_mode = 'PIPES_AS_CONCAT', @@max_error_count = 33;
INSERT INTO seen VALUES ('b' || 'c', 2);
ALTER TABLE other ADD COLUMN b INT;
INSERT INTO seen VALUES ('d' || 'e', @@max_error_count);
SET LOCAL sql_mode = (SELECT CONCAT('ANSI', '_QUOTES'));
INSERT INTO "seen" VALUES ('f', 3);
SET SESSION group_concat_max_len = 7 + 3;
ALTER TABLE "other" ADD COLUMN "c d" INT;
INSERT INTO seen VALUES ('g', @@group_concat_max_len);
SET group_concat_max_len = @@group_concat_max_len + 1;
ALTER TABLE other ADD COLUMN e INT;
INSERT INTO seen VALUES ('h', @@group_concat_max_len);
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
ALTER TABLE other ADD COLUMN f INT;
INSERT INTO seen VALUES (@@tx_isolation, 4);
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
START TRANSACTION;
UPDATE stock SET n = n + 1;
COMMIT;
INSERT INTO seen VALUES (@@tx_isolation, 5);
