-- ============================================================================
-- Migration: Training sheets
-- ============================================================================
-- Revision: 05_training_sheets
-- Revises: 04_canonical_labels
-- Date: 2026-02-06 00:05:00 +0000
-- Purpose: Datasets of questions and answers.
-- ============================================================================

-- migrate:up
CREATE TABLE training_sheets (
    id VARCHAR(255) NOT NULL,
    sheet_id VARCHAR(255),
    template_id VARCHAR(255),
    name VARCHAR(255),
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);

-- migrate:up dialect:mariadb
CREATE TABLE training_sheets (
    id VARCHAR(255) NOT NULL,
    sheet_id VARCHAR(255),
    template_id VARCHAR(255),
    name VARCHAR(255),
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);

-- migrate:up dialect:databricks
CREATE TABLE IF NOT EXISTS training_sheets (
    id STRING NOT NULL,
    sheet_id STRING,
    template_id STRING,
    name STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');

-- migrate:down
DROP TABLE training_sheets;

-- migrate:down dialect:databricks
DROP TABLE IF EXISTS training_sheets;
