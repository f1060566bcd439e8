-- refused is in WAL
--- begin
CREATE TABLE stock (id INT, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- wal notx
PRAGMA journal_mode = WAL;
ATTACH 'side.db' AS side;
CREATE TABLE side.far (id INT, n INT);
INSERT INTO side.far SELECT id, n FROM stock;
UPDATE stock SET n = n + (SELECT count(*) FROM side.far);
DETACH side;
