-- ============================================================================
-- Migration: Qa pairs
-- ============================================================================
-- Revision: 06_qa_pairs
-- Revises: 05_training_sheets
-- Date: 2026-02-06 00:06:00 +0000
-- Purpose: Questions and answers.
-- ============================================================================

-- migrate:up
CREATE TABLE qa_pairs (
    id VARCHAR(255) NOT NULL,
    training_sheet_id VARCHAR(255),
    item_ref VARCHAR(255),
    messages TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);

-- migrate:up dialect:mariadb
CREATE TABLE qa_pairs (
    id VARCHAR(255) NOT NULL,
    training_sheet_id VARCHAR(255),
    item_ref VARCHAR(255),
    messages TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);

-- migrate:up dialect:databricks
CREATE TABLE IF NOT EXISTS qa_pairs (
    id STRING NOT NULL,
    training_sheet_id STRING,
    item_ref STRING,
    messages STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');

-- migrate:down
DROP TABLE qa_pairs;

-- migrate:down dialect:databricks
DROP TABLE IF EXISTS qa_pairs;
