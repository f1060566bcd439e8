--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
CREATE UNIQUE INDEX u ON stock (n);
--- rolls back by itself notx
INSERT OR IGNORE INTO stock VALUES (3, 10);
BEGIN;
INSERT INTO stock VALUES (4, 40);
INSERT OR IGNORE INTO stock VALUES (5, 40);
REPLACE INTO stock VALUES (6, 40);
COMMIT;
UPDATE OR REPLACE stock SET n = 1 WHERE id = 2;
CREATE TRIGGER t BEFORE INSERT ON seen WHEN new.n < 0 BEGIN SELECT RAISE(IGNORE); END;
INSERT INTO seen VALUES ('a', -1), ('b', 1);
INSERT INTO seen SELECT 'changes', changes();
VACUUM;
INSERT INTO seen VALUES ('c', -1), ('d', 1);
INSERT INTO seen SELECT 'changes', changes();
--- down notx
DROP TRIGGER t;
DELETE FROM seen;
DELETE FROM stock;
INSERT INTO stock VALUES (1, 1), (2, 10);
