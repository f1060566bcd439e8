-- ============================================================================
-- Migration: ML columns of templates
-- ============================================================================
-- Revision: add_ml_columns_to_templates
-- Revises: fix_monitor_schema
-- Date: 2026-02-11 00:00:00 +0000
-- Purpose: Features and target of supervised learning. There is no way back:
--   there, a column goes only with its table.
-- Prerequisites: templates of version 1.0
-- ============================================================================

-- migrate:require
SELECT id FROM templates WHERE 1 = 0;

-- migrate:up
ALTER TABLE templates ADD COLUMN feature_columns TEXT;
ALTER TABLE templates ADD COLUMN target_column VARCHAR(255);

-- migrate:up dialect:postgresql
ALTER TABLE templates ADD COLUMN feature_columns TEXT[];
ALTER TABLE templates ADD COLUMN target_column VARCHAR(255);

-- migrate:up dialect:databricks
-- whimbrel:restore-point templates
ALTER TABLE templates ADD COLUMN feature_columns ARRAY<STRING>;
ALTER TABLE templates ADD COLUMN target_column STRING;

-- migrate:down irreversible

-- migrate:verify
SELECT feature_columns, target_column FROM templates WHERE 1 = 0;
