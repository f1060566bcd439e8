--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- kinds of temporary tables notx
CREATE TEMP TABLE a (k TEXT PRIMARY KEY, v INT) WITHOUT ROWID, STRICT;
INSERT INTO a VALUES ('x', 1), ('y', 2);
CREATE TEMP TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT, g INT AS (id * 2) VIRTUAL, s TEXT DEFAULT 'd');
INSERT INTO b (id) VALUES (10);
DELETE FROM b;
CREATE TEMP TABLE "odd ""name" ("a b" BLOB, "select" REAL);
INSERT INTO "odd ""name" VALUES (x'00', 1e100), (NULL, -0.0), ('text', 9007199254740993);
CREATE TEMP TABLE e (id);
UPDATE stock SET n = n + 1;
VACUUM;
INSERT INTO b DEFAULT VALUES;
INSERT INTO a VALUES ('z', 3) ON CONFLICT (k) DO NOTHING;
INSERT INTO seen SELECT 'b' || s, id + g FROM b;
INSERT INTO seen SELECT k, v FROM a;
INSERT INTO seen SELECT typeof("a b") || typeof("select") || quote("select"), length("a b") FROM "odd ""name";
INSERT INTO seen SELECT 'e', count(*) FROM e;
CREATE UNIQUE INDEX temp.ue ON e (id COLLATE NOCASE DESC) WHERE id > 0;
INSERT INTO e VALUES (5), (6), (-1), (-1);
INSERT INTO b DEFAULT VALUES;
REINDEX;
INSERT OR IGNORE INTO e VALUES (5), (7);
INSERT INTO seen SELECT 'e', count(*) FROM e;
INSERT INTO seen SELECT 'rowid', max(rowid) FROM e;
INSERT INTO seen SELECT 'seq', seq FROM temp.sqlite_sequence;
