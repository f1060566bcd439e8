--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
CREATE TABLE other (n INT);
CREATE TRIGGER main_tr AFTER UPDATE ON stock BEGIN INSERT INTO seen VALUES ('tr', new.n); END;
--- what hides notx
CREATE TEMP VIEW stock AS SELECT 5 AS id, 50 AS n;
INSERT INTO seen SELECT 'hidden', n FROM stock;
CREATE TEMP TRIGGER ins INSTEAD OF UPDATE ON temp.stock BEGIN INSERT INTO other VALUES (new.n); END;
UPDATE stock SET n = 3;
VACUUM;
UPDATE stock SET n = 4;
DROP VIEW stock;
UPDATE stock SET n = n + 1;
CREATE TEMP TABLE seen (what TEXT, n INT);
INSERT INTO seen VALUES ('temp', 1);
UPDATE stock SET n = n + 1;
REINDEX;
INSERT INTO main.seen SELECT what, n + 100 FROM seen;
ALTER TABLE temp.seen RENAME TO seen2;
INSERT INTO seen SELECT what, n + 200 FROM seen2;
VACUUM;
INSERT INTO seen SELECT what, n + 300 FROM seen2;
