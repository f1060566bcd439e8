--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- virtual tables of the connection notx
CREATE VIRTUAL TABLE temp.words USING fts5(body);
INSERT INTO words VALUES ('red fox'), ('blue sea');
UPDATE stock SET n = n + 1;
VACUUM;
INSERT INTO seen SELECT 'red', count(*) FROM words WHERE words MATCH 'red';
INSERT INTO words VALUES ('red sea');
REINDEX;
INSERT INTO seen SELECT 'red', count(*) FROM words WHERE words MATCH 'red';
DROP TABLE words;
UPDATE stock SET n = n + 1;
--- boxes notx
CREATE VIRTUAL TABLE box USING rtree(id, x0, x1);
INSERT INTO box VALUES (1, 0, 1), (2, 5, 6);
VACUUM;
UPDATE box SET x1 = 9 WHERE id = 2;
INSERT INTO seen SELECT 'box', count(*) FROM box WHERE x1 > 2;
CREATE VIRTUAL TABLE none USING fts5(a, content='');
INSERT INTO none (rowid, a) VALUES (7, 'x');
INSERT INTO none (none, rowid, a) VALUES ('delete', 7, 'x');
INSERT INTO none (rowid, a) VALUES (8, 'y');
VACUUM;
INSERT INTO seen SELECT 'none', rowid FROM none WHERE none MATCH 'y';
