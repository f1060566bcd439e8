--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT) WITH SYSTEM VERSIONING;
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(40), n INT);
--- rows that were
UPDATE stock SET n = n + 1;
INSERT INTO seen SELECT 'all', COUNT(*) FROM stock FOR SYSTEM_TIME ALL;
SET @@system_versioning_alter_history = KEEP;
ALTER TABLE stock ADD COLUMN more INT DEFAULT 5 INVISIBLE;
UPDATE stock SET n = n + more;
INSERT INTO seen SELECT 'all again', COUNT(*) FROM stock FOR SYSTEM_TIME ALL;
ALTER TABLE stock ADD COLUMN last INT;
DELETE FROM stock WHERE id = 2;
DELETE HISTORY FROM stock;
INSERT INTO seen SELECT 'none', COUNT(*) FROM stock FOR SYSTEM_TIME ALL;
--- no more of them
INSERT INTO seen SELECT @@system_versioning_alter_history, 0;
ALTER TABLE stock DROP SYSTEM VERSIONING;
