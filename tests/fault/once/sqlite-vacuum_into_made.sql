--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- files that are made notx
VACUUM main INTO 'out' || '.db';
UPDATE stock SET n = n + 1;
ATTACH 'out.db' AS o;
INSERT INTO seen SELECT 'o', sum(n) FROM o.stock;
CREATE TEMP TABLE copied AS SELECT * FROM o.stock;
DETACH o;
VACUUM;
INSERT INTO seen SELECT 'c', n FROM copied;
