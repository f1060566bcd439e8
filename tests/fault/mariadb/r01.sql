-- Migration: step 1
-- Revision: r01
-- Revises: 

-- migrate:up
CREATE TABLE acc (id INT PRIMARY KEY, n INT NOT NULL DEFAULT 0, s VARCHAR(60));
CREATE TABLE lg (x INT, s VARCHAR(60));
INSERT INTO acc (id, s) VALUES (1, 'a'),(2, 'b'),(3, 'c');
CREATE TABLE ai (id INT AUTO_INCREMENT PRIMARY KEY, s INT);
INSERT INTO lg VALUES (1,'one');
UPDATE acc SET n = n + 1;
INSERT INTO lg SELECT id, s FROM acc;
ALTER TABLE acc ADD COLUMN d DATETIME NULL;
UPDATE acc SET n = n + 1;

-- migrate:down
DROP TABLE lg;
DROP TABLE acc;
