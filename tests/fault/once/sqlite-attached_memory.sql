--- begin
CREATE TABLE t (id INT);
INSERT INTO t VALUES (1), (2);
--- memory notx
ATTACH ':memory:' AS m;
CREATE TABLE m.x AS SELECT id FROM t;
UPDATE t SET id = id + 10;
VACUUM;
INSERT INTO t SELECT id FROM m.x;
DETACH m;
--- nameless notx
ATTACH '' AS n;
CREATE TABLE n.y (id INT);
INSERT INTO n.y VALUES (5);
VACUUM;
INSERT INTO t SELECT id FROM n.y;
