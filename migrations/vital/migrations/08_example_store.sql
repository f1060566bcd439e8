-- ============================================================================
-- Migration: Example store
-- ============================================================================
-- Revision: 08_example_store
-- Revises: 07_model_training_lineage
-- Tag: 1.0
-- Date: 2026-02-06 00:08:00 +0000
-- Purpose: Examples for few-shot prompts; and feedback, which version 1.2 alters.
-- ============================================================================

-- migrate:up
CREATE TABLE example_store (
    id VARCHAR(255) NOT NULL,
    input TEXT,
    expected_output TEXT,
    embedding TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);
CREATE TABLE feedback_items (
    id VARCHAR(255) NOT NULL,
    item_ref VARCHAR(255),
    rating VARCHAR(20),
    comment_text TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);

-- migrate:up dialect:mariadb
CREATE TABLE example_store (
    id VARCHAR(255) NOT NULL,
    input TEXT,
    expected_output TEXT,
    embedding TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);
CREATE TABLE feedback_items (
    id VARCHAR(255) NOT NULL,
    item_ref VARCHAR(255),
    rating VARCHAR(20),
    comment_text TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);

-- migrate:up dialect:databricks
CREATE TABLE IF NOT EXISTS example_store (
    id STRING NOT NULL,
    input STRING,
    expected_output STRING,
    embedding STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE IF NOT EXISTS feedback_items (
    id STRING NOT NULL,
    item_ref STRING,
    rating STRING,
    comment_text STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');

-- migrate:down
DROP TABLE feedback_items;
DROP TABLE example_store;

-- migrate:down dialect:databricks
DROP TABLE IF EXISTS feedback_items;
DROP TABLE IF EXISTS example_store;
