-- Migration: step 4
-- Revision: r04
-- Revises: r03

-- migrate:up
START TRANSACTION;
UPDATE acc SET n = n * 2;
INSERT INTO lg (x, s) VALUES (100, 'tx');
COMMIT;
SET @a = 7;
INSERT INTO lg (x, s) VALUES (@a, 'var');
INSERT INTO ai (s) VALUES (1);
INSERT INTO lg (x, s) VALUES (LAST_INSERT_ID() = (SELECT MAX(id) FROM ai), 'lid');
CREATE TABLE q1 (a INT);
CREATE TABLE q2 (a INT);
CREATE TABLE q3 AS SELECT id, n FROM acc;
DROP TABLE q1, q2;
RENAME TABLE q3 TO q4;
INSERT INTO q4 SELECT id, n FROM acc;
TRUNCATE TABLE q4;
INSERT INTO q4 SELECT id, n FROM acc;
UPDATE q4 SET n = n + 1;
DROP TABLE ai;

-- migrate:down
DROP TABLE q4;
