-- told
--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- two files notx
ATTACH 'side.db' AS s;
ATTACH 'out.db' AS o;
CREATE TABLE s.a AS SELECT * FROM stock;
CREATE TABLE o.a AS SELECT * FROM s.a;
BEGIN;
UPDATE s.a SET n = n + 1;
UPDATE o.a SET n = n + 2;
UPDATE stock SET n = n + 3;
COMMIT;
INSERT INTO o.a SELECT id + 10, n FROM s.a;
PRAGMA s.user_version = 4;
DETACH s;
INSERT INTO o.a SELECT id + 100, n FROM stock;
ATTACH 'side.db' AS s;
INSERT INTO s.a SELECT id + 1000, n FROM o.a;
CREATE INDEX s.ia ON a (n);
VACUUM s;
DELETE FROM s.a WHERE id = 1;
UPDATE stock SET n = n + (SELECT count(*) FROM s.a);
--- down notx
ATTACH 'side.db' AS s;
UPDATE stock SET n = n - (SELECT count(*) FROM s.a);
DROP TABLE s.a;
PRAGMA s.user_version = 0;
ATTACH 'out.db' AS o;
DROP TABLE o.a;
UPDATE stock SET n = n - 3;
