-- ============================================================================
-- Migration: Canonical labels
-- ============================================================================
-- Revision: 04_canonical_labels
-- Revises: 03_templates
-- Date: 2026-02-06 00:04:00 +0000
-- Purpose: Ground truth labels, whose key is (sheet_id, item_ref, label_type): nothing
--   enforces it but the query below.
-- ============================================================================

-- migrate:up
CREATE TABLE canonical_labels (
    id VARCHAR(255) NOT NULL,
    sheet_id VARCHAR(255) NOT NULL,
    item_ref VARCHAR(255) NOT NULL,
    label_type VARCHAR(50) NOT NULL,
    label_data TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);

-- migrate:up dialect:mariadb
CREATE TABLE canonical_labels (
    id VARCHAR(255) NOT NULL,
    sheet_id VARCHAR(255) NOT NULL,
    item_ref VARCHAR(255) NOT NULL,
    label_type VARCHAR(50) NOT NULL,
    label_data TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);

-- migrate:up dialect:databricks
CREATE TABLE IF NOT EXISTS canonical_labels (
    id STRING NOT NULL,
    sheet_id STRING NOT NULL,
    item_ref STRING NOT NULL,
    label_type STRING NOT NULL,
    label_data STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');

-- migrate:down
DROP TABLE canonical_labels;

-- migrate:down dialect:databricks
DROP TABLE IF EXISTS canonical_labels;

-- migrate:verify
-- expect: no rows
SELECT sheet_id, item_ref, label_type FROM canonical_labels GROUP BY sheet_id, item_ref, label_type HAVING count(*) > 1;
