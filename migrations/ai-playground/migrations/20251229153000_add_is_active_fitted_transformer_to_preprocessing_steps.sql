-- Migration: Add is_active and fitted_transformer to preprocessing_steps
-- Revision: c3d4e5f6g7h8
-- Revises: b2c3d4e5f6g7
-- Date: 2025-12-29 15:30:00 +0000
-- Author: AI Playground
-- Purpose: Switch a step off without losing it, and keep the transformer that
--   was fitted for it, as bytes.

-- migrate:up dialect:sqlite
ALTER TABLE preprocessing_steps ADD COLUMN is_active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE preprocessing_steps ADD COLUMN fitted_transformer BLOB;
CREATE INDEX ix_preprocessing_steps_is_active ON preprocessing_steps (is_active);

-- migrate:up dialect:postgresql
ALTER TABLE preprocessing_steps ADD COLUMN is_active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE preprocessing_steps ADD COLUMN fitted_transformer BYTEA;
CREATE INDEX ix_preprocessing_steps_is_active ON preprocessing_steps (is_active);

-- migrate:up dialect:mariadb
ALTER TABLE preprocessing_steps
    ADD COLUMN is_active BOOLEAN NOT NULL DEFAULT TRUE,
    ADD COLUMN fitted_transformer LONGBLOB,
    ADD INDEX ix_preprocessing_steps_is_active (is_active);

-- migrate:down
DROP INDEX ix_preprocessing_steps_is_active;
ALTER TABLE preprocessing_steps DROP COLUMN fitted_transformer;
ALTER TABLE preprocessing_steps DROP COLUMN is_active;

-- migrate:down dialect:mariadb
ALTER TABLE preprocessing_steps
    DROP INDEX ix_preprocessing_steps_is_active,
    DROP COLUMN fitted_transformer,
    DROP COLUMN is_active;

-- migrate:verify
-- expect: 0
SELECT count(*) FROM preprocessing_steps WHERE is_active IS NULL;
