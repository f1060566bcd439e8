-- told
--- begin
CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT);
INSERT INTO doc VALUES (1, 'red fox'), (2, 'blue sea');
CREATE TABLE seen (what TEXT, n INT);
--- full text notx
CREATE VIRTUAL TABLE idx USING fts5(body, content='doc', content_rowid='id');
INSERT INTO idx(idx) VALUES ('rebuild');
VACUUM;
CREATE TRIGGER doc_ai AFTER INSERT ON doc BEGIN INSERT INTO idx(rowid, body) VALUES (new.id, new.body); END;
CREATE TRIGGER doc_ad AFTER DELETE ON doc BEGIN INSERT INTO idx(idx, rowid, body) VALUES ('delete', old.id, old.body); END;
INSERT INTO doc VALUES (3, 'red sea');
REINDEX;
DELETE FROM doc WHERE id = 1;
INSERT INTO seen SELECT 'red', count(*) FROM idx WHERE idx MATCH 'red';
INSERT INTO idx(idx) VALUES ('optimize');
VACUUM;
INSERT INTO seen SELECT 'row ' || rowid, 1 FROM idx WHERE idx MATCH 'sea' ORDER BY rowid;
--- down notx
DELETE FROM seen;
DROP TRIGGER doc_ai;
DROP TRIGGER doc_ad;
DROP TABLE idx;
INSERT INTO doc VALUES (1, 'red fox');
DELETE FROM doc WHERE id = 3;
VACUUM;
