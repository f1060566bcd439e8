--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- values that come once notx
CREATE TEMP TABLE dice AS SELECT id, random() AS r, strftime('%f', 'now') AS at FROM stock;
CREATE TABLE kept AS SELECT * FROM dice;
VACUUM;
INSERT INTO seen SELECT 'same', count(*) FROM kept k JOIN dice d ON k.r = d.r AND k.at = d.at;
UPDATE kept SET r = id, at = 0;
REINDEX;
UPDATE stock SET n = n + (SELECT count(*) FROM dice);
--- down notx
DROP TABLE kept;
UPDATE stock SET n = n - 2;
DELETE FROM seen;
VACUUM;
