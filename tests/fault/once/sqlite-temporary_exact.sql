-- told
-- lock stock
--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what);
--- all kinds notx
CREATE TEMP TABLE kinds (id INTEGER PRIMARY KEY AUTOINCREMENT, v, low TEXT COLLATE NOCASE CHECK (low <> ''), twice AS (id * 2) STORED);
INSERT INTO kinds (id, v, low) VALUES (7, x'00ff', 'a'), (8, 0.1 + 0.2, 'B'), (9, NULL, 'c');
DELETE FROM kinds WHERE id = 9;
CREATE UNIQUE INDEX temp.by_low ON kinds (low);
CREATE TEMP TABLE words (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TEMP TRIGGER spread AFTER UPDATE ON main.stock BEGIN INSERT OR IGNORE INTO words VALUES (NEW.id, NEW.n); END;
CREATE TEMP VIEW both AS SELECT * FROM words JOIN stock ON a = stock.id;
UPDATE stock SET n = n * 2;
VACUUM;
UPDATE stock SET n = n + 1;
INSERT INTO kinds (v, low) VALUES ('next', 'd');
INSERT INTO seen SELECT id || ' ' || quote(v) || ' ' || typeof(v) || ' ' || low || twice FROM kinds;
INSERT OR IGNORE INTO kinds (low) VALUES ('b');
INSERT INTO seen SELECT 'both ' || a || ' ' || b || ' ' || n FROM both;
--- in a transaction of its own notx
CREATE TEMP TABLE old (n);
BEGIN;
INSERT INTO old SELECT n FROM stock;
UPDATE stock SET n = n + 100;
COMMIT;
BEGIN;
DELETE FROM old;
ROLLBACK;
UPDATE stock SET n = n - (SELECT max(n) FROM old);
ALTER TABLE old ADD COLUMN m DEFAULT 5;
INSERT INTO seen SELECT 'old ' || n || m FROM old;
DROP TABLE old;
INSERT INTO seen SELECT count(*) FROM temp.sqlite_schema WHERE name NOT LIKE 'sqlite%';
--- the same names again notx
CREATE TEMP TABLE old (n);
INSERT INTO seen SELECT 'none' FROM old;
VACUUM;
INSERT INTO seen SELECT 'old ' || count(*) FROM old;
--- down notx
CREATE TEMP TABLE gone AS SELECT * FROM seen;
DELETE FROM seen WHERE what LIKE 'old%';
INSERT INTO seen SELECT 'back ' || what FROM gone;
