-- told
--- begin
CREATE TABLE parent (id INTEGER PRIMARY KEY, n INT);
CREATE TABLE child (id INTEGER PRIMARY KEY, pid INT REFERENCES parent (id) ON DELETE CASCADE ON UPDATE CASCADE);
INSERT INTO parent VALUES (1, 1), (2, 2);
INSERT INTO child VALUES (1, 1), (2, 2);
--- keys that are followed notx
PRAGMA foreign_keys = ON;
UPDATE parent SET id = 10 WHERE id = 1;
REINDEX;
DELETE FROM parent WHERE id = 2;
BEGIN;
PRAGMA defer_foreign_keys = ON;
INSERT INTO child VALUES (3, 30);
INSERT INTO parent VALUES (30, 3);
COMMIT;
PRAGMA recursive_triggers = ON;
CREATE TRIGGER sinks AFTER UPDATE ON parent WHEN new.n < 10 BEGIN UPDATE parent SET n = n + 1 WHERE id = new.id; END;
UPDATE parent SET n = 5 WHERE id = 30;
VACUUM;
UPDATE parent SET n = 6 WHERE id = 30;
--- and not
UPDATE parent SET n = 1 WHERE id = 30;
DELETE FROM parent WHERE id = 10;
DELETE FROM child WHERE pid = 10;
