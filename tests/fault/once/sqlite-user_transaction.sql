-- told
-- lock stock
--- begin
CREATE TABLE stock (id INT, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- his own notx
BEGIN;
UPDATE stock SET n = n + 1;
SAVEPOINT here;
UPDATE stock SET n = 0;
ROLLBACK TO here;
COMMIT;
VACUUM;
BEGIN IMMEDIATE;
UPDATE stock SET n = n * 5;
ROLLBACK;
UPDATE stock SET n = n + 100;
--- in one
ALTER TABLE stock ADD COLUMN z DEFAULT 7;
UPDATE stock SET z = n;
--- down
ALTER TABLE stock DROP COLUMN z;
UPDATE stock SET n = n + 1;
