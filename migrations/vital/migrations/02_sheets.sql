-- ============================================================================
-- Migration: Sheets
-- ============================================================================
-- Revision: 02_sheets
-- Revises: 01_create_catalog
-- Date: 2026-02-06 00:02:00 +0000
-- Purpose: Dataset definitions: images, text and metadata.
-- ============================================================================

-- migrate:up
CREATE TABLE sheets (
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    description TEXT,
    image_columns TEXT,
    text_columns TEXT,
    metadata_columns TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);

-- migrate:up dialect:mariadb
CREATE TABLE sheets (
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    description TEXT,
    image_columns TEXT,
    text_columns TEXT,
    metadata_columns TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);

-- migrate:up dialect:databricks
CREATE TABLE IF NOT EXISTS sheets (
    id STRING NOT NULL,
    name STRING,
    description STRING,
    image_columns STRING,
    text_columns STRING,
    metadata_columns STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');

-- migrate:down
DROP TABLE sheets;

-- migrate:down dialect:databricks
DROP TABLE IF EXISTS sheets;
