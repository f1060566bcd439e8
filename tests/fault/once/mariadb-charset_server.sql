--- begin
CREATE TABLE seen (what VARCHAR(90), n INT);
CREATE TABLE o (id INT);
--- server's
SET character_set_server = latin1;
DROP DATABASE side;
CREATE DATABASE side;
SET character_set_filesystem = utf8mb4;
ALTER TABLE o ADD COLUMN a INT;
INSERT INTO seen VALUES (CONCAT(@@character_set_server, ' ', @@collation_server, ' ', @@character_set_filesystem), 1);
--- next
INSERT INTO seen VALUES (CONCAT(@@character_set_server, ' ', @@collation_server, ' ', @@character_set_filesystem, ' ', @@collation_database), 2);
SET collation_connection = latin1_bin;
SET GLOBAL character_set_server = latin2;
--- last
INSERT INTO seen VALUES (CONCAT(@@character_set_server, ' ', @@collation_connection), 3);
SET GLOBAL character_set_server = DEFAULT;
SET GLOBAL collation_server = DEFAULT;
