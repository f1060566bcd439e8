-- Migration: step 2
-- Revision: r02
-- Revises: r01

-- migrate:up
CREATE INDEX ix_s ON acc (s);
ALTER TABLE acc MODIFY COLUMN s VARCHAR(80) NOT NULL DEFAULT '';
INSERT INTO lg SELECT n, s FROM acc;
ALTER TABLE lg ADD COLUMN k INT FIRST;
DROP INDEX ix_s ON acc;
ALTER TABLE acc ENGINE=InnoDB;

-- migrate:down
ALTER TABLE lg DROP COLUMN k;
