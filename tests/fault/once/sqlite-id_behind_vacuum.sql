--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
CREATE VIEW v AS SELECT * FROM stock;
CREATE TRIGGER tr AFTER UPDATE ON stock BEGIN SELECT 1; END;
CREATE VIRTUAL TABLE ft USING fts5(a);
--- an id behind VACUUM notx
INSERT INTO stock (n) VALUES (50);
VACUUM;
INSERT INTO seen VALUES ('vacuum', last_insert_rowid());
INSERT INTO stock (n) VALUES (60);
UPDATE stock SET n = n + 1;
VACUUM;
REINDEX;
INSERT INTO seen VALUES ('again', last_insert_rowid());
ATTACH 'side.db' AS s;
CREATE TABLE s.t (id INTEGER PRIMARY KEY);
CREATE VIEW s.sv AS SELECT 1;
INSERT INTO s.t VALUES (77);
VACUUM s;
INSERT INTO seen VALUES ('side', last_insert_rowid());
DETACH s;
VACUUM INTO 'out.db';
INSERT INTO seen VALUES ('into', last_insert_rowid());
