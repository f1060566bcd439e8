-- pair: an index of another table's texts is filled again
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIRTUAL TABLE doc_fts USING fts5(title, content=doc, content_rowid=id);
CREATE TRIGGER doc_ai AFTER INSERT ON doc BEGIN INSERT INTO doc_fts (rowid, title) VALUES (new.id, new.title); END;
CREATE TRIGGER doc_ad AFTER DELETE ON doc BEGIN INSERT INTO doc_fts (doc_fts, rowid, title) VALUES ('delete', old.id, old.title); END;
-- rows
INSERT INTO doc (title) VALUES ('hello'), ('hello again'), ('bye');
INSERT INTO doc_fts (doc_fts, rank) VALUES ('automerge', 3);
-- ask
SELECT count(*) FROM doc_fts WHERE doc_fts MATCH 'hello';
INSERT INTO doc_fts (doc_fts, rank) VALUES ('integrity-check', 1);
SELECT * FROM doc_fts_config WHERE k <> 'version';
BEGIN; DELETE FROM doc; SELECT count(*) FROM doc_fts WHERE doc_fts MATCH 'hello'; ROLLBACK;
-- desired
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIRTUAL TABLE doc_fts USING fts5(title, content=doc, content_rowid=id, prefix=2);
CREATE TRIGGER doc_ai AFTER INSERT ON doc BEGIN INSERT INTO doc_fts (rowid, title) VALUES (new.id, new.title); END;
CREATE TRIGGER doc_ad AFTER DELETE ON doc BEGIN INSERT INTO doc_fts (doc_fts, rowid, title) VALUES ('delete', old.id, old.title); END;
-- pair: an index of fts4 is filled again when its table gets a column
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIRTUAL TABLE doc_fts USING fts4(content="doc", title);
-- rows
INSERT INTO doc (title) VALUES ('hello'), ('hello again'), ('bye');
INSERT INTO doc_fts (doc_fts) VALUES ('rebuild');
-- ask
SELECT docid, title FROM doc_fts WHERE doc_fts MATCH 'hello' ORDER BY docid;
INSERT INTO doc_fts (doc_fts) VALUES ('integrity-check');
-- desired
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT, body TEXT NOT NULL DEFAULT 'nothing');
CREATE VIRTUAL TABLE doc_fts USING fts4(content="doc", title, body, tokenize=porter);
-- pair: a new index has the rows that are there
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
-- rows
INSERT INTO doc (title) VALUES ('hello'), ('hello again'), ('bye');
-- ask
SELECT count(*) FROM doc;
-- desired
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '');
CREATE VIRTUAL TABLE doc_fts USING fts5(title, content='doc', content_rowid='id');
-- pair: the table under an index is written anew, and its NULLs become words
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIRTUAL TABLE doc_fts USING fts5(title, content=doc, content_rowid=id);
-- rows
INSERT INTO doc (title) VALUES ('hello'), (NULL);
INSERT INTO doc_fts (doc_fts) VALUES ('rebuild');
-- ask
INSERT INTO doc_fts (doc_fts, rank) VALUES ('integrity-check', 1);
SELECT rowid FROM doc_fts WHERE doc_fts MATCH 'hello';
-- desired
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT 'unknown' CHECK (title <> ''));
CREATE VIRTUAL TABLE doc_fts USING fts5(title, content=doc, content_rowid=id);
-- pair: a view under an index changes
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIEW shown AS SELECT id, title FROM doc;
CREATE TRIGGER shown_i INSTEAD OF INSERT ON shown BEGIN INSERT INTO doc (title) VALUES (new.title); END;
CREATE VIRTUAL TABLE shown_fts USING fts5(title, content=shown, content_rowid=id);
-- rows
INSERT INTO doc (title) VALUES ('hello'), ('bye');
INSERT INTO shown_fts (shown_fts) VALUES ('rebuild');
-- ask
INSERT INTO shown_fts (shown_fts, rank) VALUES ('integrity-check', 1);
-- desired
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIEW shown AS SELECT id, title || ' there' AS title FROM doc;
CREATE TRIGGER shown_i INSTEAD OF INSERT ON shown BEGIN INSERT INTO doc (title) VALUES (new.title); END;
CREATE VIRTUAL TABLE shown_fts USING fts5(title, content=shown, content_rowid=id);
-- pair: the table under a view under an index is written anew
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIEW shown AS SELECT id, title FROM doc;
CREATE VIRTUAL TABLE shown_fts USING fts5(title, content=shown, content_rowid=id);
-- rows
INSERT INTO doc (title) VALUES ('hello'), (NULL);
INSERT INTO shown_fts (shown_fts) VALUES ('rebuild');
-- ask
INSERT INTO shown_fts (shown_fts, rank) VALUES ('integrity-check', 1);
-- desired
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT 'x');
CREATE VIEW shown AS SELECT id, title FROM doc;
CREATE VIRTUAL TABLE shown_fts USING fts5(title, content=shown, content_rowid=id);
-- pair: a full-text table keeps its rows
CREATE VIRTUAL TABLE f USING fts5(title, "the body");
CREATE TABLE log (n INTEGER);
CREATE TRIGGER log_i AFTER INSERT ON log BEGIN DELETE FROM f WHERE rowid = new.n; END;
-- rows
INSERT INTO f (rowid, title, "the body") VALUES (7, 'hello', 'there'), (9, 'bye', 'you');
-- ask
SELECT rowid, title, "the body" FROM f WHERE f MATCH 'hello OR bye' ORDER BY rowid;
INSERT INTO f (f) VALUES ('integrity-check');
-- desired
CREATE VIRTUAL TABLE f USING fts5(title, "the body", author UNINDEXED, prefix='2 3', tokenize='porter ascii');
CREATE TABLE log (n INTEGER);
CREATE TRIGGER log_i AFTER INSERT ON log BEGIN DELETE FROM f WHERE rowid = new.n; END;
-- pair: fts3 and fts4 keep their rows
CREATE VIRTUAL TABLE a USING fts3(title TEXT, body, tokenize simple);
CREATE VIRTUAL TABLE b USING fts4(body, languageid="lid");
CREATE VIRTUAL TABLE c USING fts4;
-- rows
INSERT INTO a (docid, title, body) VALUES (3, 'hello', 'x');
INSERT INTO b (docid, body, lid) VALUES (5, 'hello', 2);
INSERT INTO c (docid, content) VALUES (6, 'hello');
-- ask
SELECT docid, title, body FROM a WHERE a MATCH 'hello';
SELECT docid, body, lid FROM b WHERE b MATCH 'hello' AND lid = 2;
SELECT docid, content FROM c WHERE c MATCH 'hello';
-- desired
CREATE VIRTUAL TABLE a USING fts4(title, body, tokenize=porter);
CREATE VIRTUAL TABLE b USING fts4(body, languageid="lid", prefix="2");
CREATE VIRTUAL TABLE c USING fts4(content, matchinfo=fts3);
-- pair: R-trees keep their rows
CREATE VIRTUAL TABLE box USING rtree(id, x0, x1, +label TEXT);
CREATE VIRTUAL TABLE box2 USING rtree_i32(id, x0, x1, y0, y1);
-- rows
INSERT INTO box VALUES (4, 1.5, 2.5, 'here'), (5, -1, 0, NULL);
INSERT INTO box2 VALUES (4, 1, 2, 3, 4);
-- ask
SELECT label, x0, x1 FROM box ORDER BY x0;
SELECT id, x0 = 1, x1 = 2, y0 = 3, y1 = 4 FROM box2;
SELECT rtreecheck('box'), rtreecheck('box2');
-- desired
CREATE VIRTUAL TABLE box USING rtree(key, x0, x1, +label TEXT, +note TEXT);
CREATE VIRTUAL TABLE box2 USING rtree(id, x0, x1, y0, y1);
-- pair: texts move out of a full-text table to another one and back, where they came from
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIRTUAL TABLE f USING fts5(title, content=doc, content_rowid=id);
-- rows
INSERT INTO doc (title) VALUES ('hello'), ('bye');
INSERT INTO f (f) VALUES ('rebuild');
-- ask
SELECT rowid, title FROM f WHERE f MATCH 'hello';
INSERT INTO f (f) VALUES ('integrity-check');
-- desired
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIRTUAL TABLE f USING fts5(title);
-- pair: an index that nothing fills
CREATE VIRTUAL TABLE f USING fts5(a, content='');
CREATE VIRTUAL TABLE w USING fts5vocab('f', 'row');
CREATE VIRTUAL TABLE lost USING fts5(a, content='elsewhere');
-- desired
CREATE VIRTUAL TABLE f USING fts5(a, content='', prefix=1);
CREATE VIRTUAL TABLE w USING fts5vocab('f', 'col');
CREATE VIRTUAL TABLE lost USING fts5(a, content='elsewhere', prefix=1);
