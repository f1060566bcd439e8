-- Migration: Add the preprocessing_history table
-- Revision: a1b2c3d4e5f6
-- Revises: 5c1b6116de51
-- Date: 2025-12-28 14:20:00 +0000
-- Author: AI Playground
-- Purpose: Remember every preprocessing operation: how long it took, how it
--   ended, what it counted, which dataset it read and which one it wrote.

-- migrate:up dialect:sqlite
CREATE TABLE preprocessing_history (
    id CHAR(36) NOT NULL PRIMARY KEY,
    dataset_id CHAR(36) NOT NULL,
    output_dataset_id CHAR(36),
    operation_type VARCHAR(50) NOT NULL,
    column_name VARCHAR(255),
    parameters JSON,
    status VARCHAR(20) NOT NULL DEFAULT 'completed',
    error_message TEXT,
    execution_time REAL,
    statistics JSON,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT preprocessing_history_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE,
    CONSTRAINT preprocessing_history_output_dataset_id_fkey
        FOREIGN KEY (output_dataset_id) REFERENCES datasets (id) ON DELETE SET NULL
);
CREATE INDEX ix_preprocessing_history_dataset_id ON preprocessing_history (dataset_id);
CREATE INDEX ix_preprocessing_history_output_dataset_id ON preprocessing_history (output_dataset_id);
CREATE INDEX ix_preprocessing_history_created_at ON preprocessing_history (created_at);

-- migrate:up dialect:postgresql
CREATE TABLE preprocessing_history (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    dataset_id UUID NOT NULL,
    output_dataset_id UUID,
    operation_type VARCHAR(50) NOT NULL,
    column_name VARCHAR(255),
    parameters JSONB,
    status VARCHAR(20) NOT NULL DEFAULT 'completed',
    error_message TEXT,
    execution_time DOUBLE PRECISION,
    statistics JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT preprocessing_history_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE,
    CONSTRAINT preprocessing_history_output_dataset_id_fkey
        FOREIGN KEY (output_dataset_id) REFERENCES datasets (id) ON DELETE SET NULL
);
CREATE INDEX ix_preprocessing_history_dataset_id ON preprocessing_history (dataset_id);
CREATE INDEX ix_preprocessing_history_output_dataset_id ON preprocessing_history (output_dataset_id);
CREATE INDEX ix_preprocessing_history_created_at ON preprocessing_history (created_at);

-- migrate:up dialect:mariadb
CREATE TABLE preprocessing_history (
    id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY DEFAULT (UUID()),
    dataset_id CHAR(36) CHARACTER SET ascii NOT NULL,
    output_dataset_id CHAR(36) CHARACTER SET ascii,
    operation_type VARCHAR(50) NOT NULL,
    column_name VARCHAR(255),
    parameters JSON,
    status VARCHAR(20) NOT NULL DEFAULT 'completed',
    error_message TEXT,
    execution_time DOUBLE,
    statistics JSON,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY ix_preprocessing_history_dataset_id (dataset_id),
    KEY ix_preprocessing_history_output_dataset_id (output_dataset_id),
    KEY ix_preprocessing_history_created_at (created_at),
    CONSTRAINT preprocessing_history_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE,
    CONSTRAINT preprocessing_history_output_dataset_id_fkey
        FOREIGN KEY (output_dataset_id) REFERENCES datasets (id) ON DELETE SET NULL
) ENGINE=InnoDB;

-- migrate:down
DROP TABLE preprocessing_history;

-- migrate:verify
-- expect: 0
SELECT count(*) FROM preprocessing_history WHERE execution_time < 0;
