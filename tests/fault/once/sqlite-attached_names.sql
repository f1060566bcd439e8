--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- one file under two names notx
ATTACH 'side.db' AS a;
CREATE TABLE a.x (id INTEGER PRIMARY KEY, n INT);
CREATE TRIGGER a.tx AFTER INSERT ON x BEGIN UPDATE x SET n = n + 1 WHERE id = new.id; END;
INSERT INTO a.x SELECT * FROM stock;
DETACH a;
ATTACH 'side.db' AS "a b";
INSERT INTO "a b".x VALUES (5, 50);
CREATE TEMP TRIGGER spread AFTER UPDATE ON main.stock BEGIN INSERT INTO x (n) VALUES (new.n); END;
UPDATE stock SET n = n + 1;
VACUUM;
UPDATE stock SET n = n + 1;
INSERT INTO seen SELECT 'x', sum(n) FROM "a b".x;
DROP TRIGGER spread;
DETACH DATABASE "a b";
UPDATE stock SET n = n + 1;
--- a file that is made by another notx
VACUUM INTO 'out.db';
ATTACH DATABASE 'out.db' AS o;
PRAGMA o.user_version = 5;
PRAGMA o.journal_mode = PERSIST;
UPDATE o.stock SET n = 0;
INSERT INTO seen SELECT 'o', sum(n) FROM o.stock;
ALTER TABLE o.stock RENAME TO old;
DROP TABLE o.seen;
UPDATE stock SET n = n + 1;
