-- told
--- begin
CREATE TABLE stock (id INT, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- persist notx
PRAGMA journal_mode = PERSIST;
UPDATE stock SET n = n + 1;
--- in a transaction
UPDATE stock SET n = n * 2;
INSERT INTO stock VALUES (3, 30);
--- truncate notx
PRAGMA journal_mode('truncate');
UPDATE stock SET n = n + 1;
--- last
UPDATE stock SET n = n + 1;
--- wal stays notx
PRAGMA journal_mode = WAL;
UPDATE stock SET n = n + 1;
