--- begin
CREATE TABLE parent (id INTEGER PRIMARY KEY, n INT);
CREATE TABLE child (pid INT, what TEXT);
INSERT INTO parent (id, n) VALUES (100, 1);
--- last id notx
INSERT INTO parent (n) VALUES (2);
INSERT INTO child VALUES (last_insert_rowid(), 'tied');
INSERT INTO parent (n) VALUES (3);
VACUUM;
INSERT INTO child VALUES (last_insert_rowid(), 'behind vacuum');
UPDATE parent SET n = n + 1;
INSERT INTO child VALUES (changes(), 'changes');
