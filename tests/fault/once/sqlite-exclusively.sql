--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- locked for as long as the connection lives notx
PRAGMA locking_mode = EXCLUSIVE;
UPDATE stock SET n = n + 1;
VACUUM;
UPDATE stock SET n = n + 1;
PRAGMA locking_mode = NORMAL;
UPDATE stock SET n = n + 1;
--- left so notx
PRAGMA locking_mode = EXCLUSIVE;
INSERT INTO seen VALUES ('a', 1);
--- and the next
INSERT INTO seen VALUES ('b', 2);
--- down
UPDATE stock SET n = n - 1;
DELETE FROM seen WHERE what = 'b';
