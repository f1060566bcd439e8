-- told
--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
CREATE TABLE counted (id INTEGER PRIMARY KEY, n INTEGER DEFAULT (changes()));
CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT);
CREATE TRIGGER logs AFTER UPDATE ON stock BEGIN
	INSERT INTO log (what) VALUES (old.n || ' to ' || new.n || ', ' || changes() || ' before');
END;
--- conflicts and counts notx
INSERT INTO stock VALUES (1, 5), (3, 3) ON CONFLICT (id) DO UPDATE SET n = n + excluded.n;
INSERT INTO seen VALUES ('changes', changes());
INSERT INTO seen VALUES ('row', last_insert_rowid());
REINDEX;
INSERT INTO seen SELECT 'row still', last_insert_rowid();
INSERT OR REPLACE INTO stock VALUES (2, 20), (4, 4);
INSERT INTO seen SELECT 'replaced', changes();
INSERT INTO stock VALUES (5, 5), (6, 6);
INSERT INTO counted DEFAULT VALUES;
INSERT INTO counted (n) SELECT n FROM (SELECT changes() AS n);
UPDATE OR IGNORE stock SET id = 1 WHERE id = 4;
INSERT INTO seen SELECT 'ignored', changes();
DELETE FROM stock WHERE n < 4 RETURNING id;
VACUUM;
INSERT INTO log (what) SELECT 'total ' || count(*) FROM stock;
INSERT INTO seen SELECT 'log', last_insert_rowid();
--- down notx
DELETE FROM log;
UPDATE sqlite_sequence SET seq = 0 WHERE name = 'log';
DELETE FROM seen;
DELETE FROM counted;
DELETE FROM stock WHERE id > 2;
INSERT INTO stock VALUES (1, 1), (2, 10) ON CONFLICT DO UPDATE SET n = excluded.n;
