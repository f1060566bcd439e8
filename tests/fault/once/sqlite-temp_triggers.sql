--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
CREATE TABLE noted (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT);
--- triggers of the connection notx
PRAGMA recursive_triggers = ON;
CREATE TEMP TABLE counter (n INT);
INSERT INTO counter VALUES (0);
CREATE TEMP TRIGGER a AFTER UPDATE ON main.stock BEGIN UPDATE counter SET n = n + 1; INSERT INTO noted (what) VALUES (new.n); END;
CREATE TEMP TRIGGER b AFTER INSERT ON main.noted WHEN new.id < 6 BEGIN INSERT INTO noted (what) VALUES ('again'); END;
UPDATE stock SET n = n + 1;
VACUUM;
UPDATE stock SET n = n + 1 WHERE id = 1;
INSERT INTO seen SELECT 'counter', n FROM counter;
INSERT INTO seen SELECT 'row', last_insert_rowid();
REINDEX;
INSERT INTO seen SELECT 'row', last_insert_rowid();
--- not any more
UPDATE stock SET n = n + 1;
