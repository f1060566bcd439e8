--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
CREATE VIEW v AS SELECT id, n FROM stock;
CREATE TRIGGER vi INSTEAD OF INSERT ON v BEGIN INSERT INTO stock VALUES (new.id, new.n); INSERT INTO seen VALUES ('in', changes()); END;
CREATE TABLE w (a TEXT PRIMARY KEY, b INT) WITHOUT ROWID;
--- counts that go on notx
INSERT INTO v VALUES (3, 30), (4, 40);
INSERT INTO seen SELECT 'changes', changes();
INSERT INTO seen SELECT 'row', last_insert_rowid();
REINDEX;
INSERT INTO seen SELECT 'row', last_insert_rowid();
INSERT INTO w VALUES ('a', 1), ('b', 2);
INSERT INTO seen SELECT 'row', last_insert_rowid();
DELETE FROM w;
INSERT INTO seen SELECT 'gone', changes();
UPDATE stock SET n = n + 1 WHERE id > 100;
INSERT INTO seen SELECT 'none', changes();
CREATE TABLE copy AS SELECT * FROM stock;
INSERT INTO seen SELECT 'copied', changes();
SELECT * FROM stock;
INSERT INTO seen SELECT 'selected', changes();
BEGIN;
DELETE FROM copy WHERE id = 1;
ROLLBACK;
INSERT INTO seen SELECT 'rolled', changes();
REINDEX;
INSERT INTO seen SELECT 'total', total_changes();
--- a beginning
INSERT INTO seen SELECT 'fresh', changes() + total_changes() + last_insert_rowid();
