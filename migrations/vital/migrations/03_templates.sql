-- ============================================================================
-- Migration: Templates
-- ============================================================================
-- Revision: 03_templates
-- Revises: 02_sheets
-- Date: 2026-02-06 00:03:00 +0000
-- Purpose: Prompt templates.
-- ============================================================================

-- migrate:up
CREATE TABLE templates (
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    prompt TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);

-- migrate:up dialect:mariadb
CREATE TABLE templates (
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    prompt TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);

-- migrate:up dialect:databricks
CREATE TABLE IF NOT EXISTS templates (
    id STRING NOT NULL,
    name STRING,
    prompt STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');

-- migrate:down
DROP TABLE templates;

-- migrate:down dialect:databricks
DROP TABLE IF EXISTS templates;
