-- told
--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- in memory notx
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE t AS SELECT * FROM stock;
UPDATE stock SET n = n + 1;
VACUUM;
INSERT INTO seen SELECT 't', n FROM t;
PRAGMA temp_store = memory;
DELETE FROM t WHERE id = 1;
UPDATE stock SET n = n * 2;
INSERT INTO seen SELECT 't', n FROM t;
--- in a file again notx
CREATE TEMP TABLE t AS SELECT 5 AS n;
INSERT INTO seen SELECT 'store', temp_store FROM pragma_temp_store;
VACUUM;
INSERT INTO seen SELECT 't', n FROM t;
