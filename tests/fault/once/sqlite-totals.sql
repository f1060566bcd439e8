-- told
--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- totals notx
UPDATE stock SET n = n + 1;
INSERT INTO seen SELECT 'total', total_changes();
VACUUM;
DELETE FROM stock WHERE id = 2;
INSERT INTO seen SELECT 'total', total_changes();
--- in a transaction
UPDATE stock SET n = n + 1;
INSERT INTO seen SELECT 'total', total_changes();
