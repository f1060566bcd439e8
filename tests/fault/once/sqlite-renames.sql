-- told
--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE VIEW v AS SELECT id, n FROM stock;
CREATE TABLE seen (what TEXT);
CREATE TRIGGER t AFTER INSERT ON seen BEGIN UPDATE stock SET n = n + 1; END;
--- tables made anew notx
PRAGMA legacy_alter_table = ON;
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE new_stock (id INTEGER PRIMARY KEY, n INT NOT NULL, m INT DEFAULT 3);
INSERT INTO new_stock (id, n) SELECT id, n FROM stock;
DROP TABLE stock;
ALTER TABLE new_stock RENAME TO stock;
COMMIT;
INSERT INTO seen VALUES ('a');
PRAGMA legacy_alter_table = OFF;
ALTER TABLE stock RENAME COLUMN n TO amount;
INSERT INTO seen VALUES ('b');
ALTER TABLE stock RENAME TO store;
INSERT INTO seen VALUES ('c');
ALTER TABLE store DROP COLUMN m;
CREATE TEMP VIEW now AS SELECT sum(amount) AS total FROM store;
VACUUM;
INSERT INTO seen SELECT 'total ' || total FROM now;
--- down notx
ALTER TABLE store RENAME TO stock;
ALTER TABLE stock RENAME COLUMN amount TO n;
DELETE FROM seen;
UPDATE stock SET n = n - 4;
