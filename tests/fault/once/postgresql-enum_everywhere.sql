--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN cheer AS mood DEFAULT 'ok';
ALTER TABLE stock ADD COLUMN m mood DEFAULT 'sad', ADD COLUMN c cheer;
--- values that come notx
ALTER TYPE mood ADD VALUE 'glad' AFTER 'sad';
ALTER TABLE stock ALTER m SET DEFAULT 'glad';
INSERT INTO stock (id, n) VALUES (3, 3);
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad';
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
ALTER TYPE mood ADD VALUE 'sad';
UPDATE stock SET m = 'sad' WHERE m = 'blue';
CREATE INDEX CONCURRENTLY ix ON stock (m) WHERE m <> 'glad';
INSERT INTO seen SELECT string_agg(m::text, ',' ORDER BY m, id), 1 FROM stock;
BEGIN;
ALTER TYPE mood ADD VALUE 'last';
COMMIT;
UPDATE stock SET c = 'last' WHERE id = 1;
