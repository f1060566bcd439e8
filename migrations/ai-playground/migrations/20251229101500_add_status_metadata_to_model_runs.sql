-- Migration: Add status and metadata to model_runs
-- Revision: b2c3d4e5f6g7
-- Revises: a1b2c3d4e5f6
-- Date: 2025-12-29 10:15:00 +0000
-- Author: AI Playground
-- Purpose: Track how a training run stands, so that the dashboard can filter
--   on it, and keep what belongs to it: the task's id, the importance of the
--   features, the error of a run that failed.

-- migrate:up dialect:sqlite
ALTER TABLE model_runs ADD COLUMN status VARCHAR(20) NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled'));
ALTER TABLE model_runs ADD COLUMN metadata JSON;
CREATE INDEX ix_model_runs_status ON model_runs (status);

-- migrate:up dialect:postgresql
ALTER TABLE model_runs
    ADD COLUMN status VARCHAR(20) NOT NULL DEFAULT 'pending'
        CONSTRAINT model_runs_status_check
        CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    ADD COLUMN metadata JSONB;
CREATE INDEX ix_model_runs_status ON model_runs (status);

-- migrate:up dialect:mariadb
ALTER TABLE model_runs
    ADD COLUMN status VARCHAR(20) NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    ADD COLUMN metadata JSON,
    ADD INDEX ix_model_runs_status (status);

-- migrate:down
DROP INDEX ix_model_runs_status;
ALTER TABLE model_runs DROP COLUMN metadata;
ALTER TABLE model_runs DROP COLUMN status;

-- migrate:down dialect:mariadb
-- One statement: its parts stay or go together.
ALTER TABLE model_runs
    DROP INDEX ix_model_runs_status,
    DROP COLUMN metadata,
    DROP COLUMN status;

-- migrate:verify
-- expect: 0
SELECT count(*) FROM model_runs WHERE status IS NULL;
