--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- what is only explained notx
EXPLAIN UPDATE stock SET n = 0;
EXPLAIN QUERY PLAN DELETE FROM stock;
UPDATE stock SET n = n + 1;
VACUUM;
EXPLAIN DROP TABLE stock;
EXPLAIN BEGIN;
UPDATE stock SET n = n + 1;
EXPLAIN COMMIT;
EXPLAIN VACUUM;
UPDATE stock SET n = n + 1;
PRAGMA table_info(stock);
WITH x AS (SELECT 1 AS k) INSERT INTO stock SELECT k + 10, k FROM x RETURNING id;
WITH x AS (SELECT max(n) AS m FROM stock) UPDATE stock SET n = n + x.m FROM x WHERE id = 1 RETURNING n;
DELETE FROM stock WHERE id = 2 RETURNING *;
