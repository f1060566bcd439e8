-- ============================================================================
-- Migration: ML columns of templates and training sheets
-- ============================================================================
-- Revision: add_ml_columns
-- Revises: fix_monitor_schema
-- Tag: 1.1
-- Date: 2026-02-11 00:00:00 +0000
-- Purpose: Features and target of supervised learning. There is no way back:
--   there, a column goes only with its table.
-- ============================================================================

-- migrate:up
ALTER TABLE templates ADD COLUMN feature_columns TEXT;
ALTER TABLE templates ADD COLUMN target_column VARCHAR(255);
ALTER TABLE training_sheets ADD COLUMN feature_columns TEXT;
ALTER TABLE training_sheets ADD COLUMN target_column VARCHAR(255);

-- migrate:up dialect:postgresql
ALTER TABLE templates ADD COLUMN feature_columns TEXT[];
ALTER TABLE templates ADD COLUMN target_column VARCHAR(255);
ALTER TABLE training_sheets ADD COLUMN feature_columns TEXT[];
ALTER TABLE training_sheets ADD COLUMN target_column VARCHAR(255);

-- migrate:up dialect:databricks
ALTER TABLE templates ADD COLUMN feature_columns ARRAY<STRING>;
ALTER TABLE templates ADD COLUMN target_column STRING;
ALTER TABLE training_sheets ADD COLUMN feature_columns ARRAY<STRING>;
ALTER TABLE training_sheets ADD COLUMN target_column STRING;

-- migrate:down irreversible

-- migrate:verify
SELECT feature_columns, target_column FROM templates WHERE 1 = 0;
SELECT feature_columns, target_column FROM training_sheets WHERE 1 = 0;
