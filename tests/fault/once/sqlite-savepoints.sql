--- begin
CREATE TABLE t (id INT);
INSERT INTO t VALUES (1), (2);
--- savepoints notx
SAVEPOINT a;
UPDATE t SET id = id + 10;
SAVEPOINT b;
UPDATE t SET id = id + 100;
ROLLBACK TO b;
RELEASE a;
VACUUM;
BEGIN;
UPDATE t SET id = id + 1000;
SAVEPOINT c;
DELETE FROM t;
ROLLBACK TO c;
END;
INSERT INTO t VALUES (3);
--- pragmas in a transaction notx
BEGIN;
PRAGMA user_version = 7;
INSERT INTO t VALUES (4);
ROLLBACK;
PRAGMA recursive_triggers = ON;
VACUUM;
INSERT INTO t VALUES (5);
