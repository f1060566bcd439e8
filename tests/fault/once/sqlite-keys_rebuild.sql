--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
CREATE TABLE child (id INTEGER PRIMARY KEY, sid INT REFERENCES stock (id) ON DELETE CASCADE);
INSERT INTO child VALUES (1, 1), (2, 2);
--- made anew under its keys notx
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE stock_new (id INTEGER PRIMARY KEY, n INT NOT NULL, k INT DEFAULT 4);
INSERT INTO stock_new (id, n) SELECT id, n FROM stock;
DROP TABLE stock;
ALTER TABLE stock_new RENAME TO stock;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;
DELETE FROM stock WHERE id = 1;
VACUUM;
INSERT INTO stock VALUES (3, 30, 0);
INSERT INTO child VALUES (3, 3);
DELETE FROM stock WHERE id = 2;
INSERT INTO seen SELECT 'child', count(*) FROM child;
--- down notx
PRAGMA foreign_keys = ON;
DELETE FROM stock;
INSERT INTO stock (id, n) VALUES (1, 1), (2, 10);
REINDEX;
INSERT INTO child VALUES (1, 1), (2, 2);
ALTER TABLE stock DROP COLUMN k;
DELETE FROM seen;
