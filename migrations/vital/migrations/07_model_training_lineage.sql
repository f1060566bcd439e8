-- ============================================================================
-- Migration: Model training lineage
-- ============================================================================
-- Revision: 07_model_training_lineage
-- Revises: 06_qa_pairs
-- Date: 2026-02-06 00:07:00 +0000
-- Purpose: From a deployed model back to its data.
-- ============================================================================

-- migrate:up
CREATE TABLE model_training_lineage (
    id VARCHAR(255) NOT NULL,
    model_name VARCHAR(255) NOT NULL,
    training_sheet_id VARCHAR(255) NOT NULL,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);

-- migrate:up dialect:mariadb
CREATE TABLE model_training_lineage (
    id VARCHAR(255) NOT NULL,
    model_name VARCHAR(255) NOT NULL,
    training_sheet_id VARCHAR(255) NOT NULL,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);

-- migrate:up dialect:databricks
CREATE TABLE IF NOT EXISTS model_training_lineage (
    id STRING NOT NULL,
    model_name STRING NOT NULL,
    training_sheet_id STRING NOT NULL,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');

-- migrate:down
DROP TABLE model_training_lineage;

-- migrate:down dialect:databricks
DROP TABLE IF EXISTS model_training_lineage;
