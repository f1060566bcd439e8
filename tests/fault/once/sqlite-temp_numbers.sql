--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- a temporary database of its own numbers notx
PRAGMA temp.user_version = 5;
CREATE TEMP TABLE t (id INTEGER PRIMARY KEY, n INT);
PRAGMA temp.application_id = 6;
INSERT INTO t SELECT * FROM stock;
UPDATE stock SET n = n + 1;
VACUUM;
INSERT INTO seen SELECT 'version', user_version FROM pragma_user_version;
INSERT INTO seen SELECT 'id', application_id FROM pragma_application_id;
CREATE TEMP VIEW tv AS SELECT t.n + stock.n AS s FROM t JOIN stock USING (id);
CREATE TEMP TRIGGER tt INSTEAD OF INSERT ON tv BEGIN UPDATE stock SET n = n + new.s; END;
INSERT INTO tv VALUES (3);
REINDEX;
INSERT INTO tv VALUES (4);
INSERT INTO seen SELECT 'v', s FROM tv;
ANALYZE temp;
VACUUM;
INSERT INTO seen SELECT 'stat', count(*) FROM temp.sqlite_stat1;
ALTER TABLE t ADD COLUMN d REFERENCES t (id);
DROP VIEW tv;
VACUUM;
INSERT INTO seen SELECT 't', count(*) FROM t WHERE d IS NULL;
--- fresh
INSERT INTO seen SELECT 'version', user_version FROM pragma_user_version;
INSERT INTO seen SELECT 'objects', count(*) FROM temp.sqlite_schema;
