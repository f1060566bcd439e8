-- ============================================================================
-- Migration: ML columns of training sheets
-- ============================================================================
-- Revision: add_ml_columns_to_training_sheets
-- Revises: add_ml_columns_to_templates
-- Tag: 1.1
-- Date: 2026-02-11 00:01:00 +0000
-- Purpose: Features and target of supervised learning. There is no way back:
--   there, a column goes only with its table.
-- Prerequisites: training_sheets of version 1.0
-- ============================================================================

-- migrate:require
SELECT id FROM training_sheets WHERE 1 = 0;

-- migrate:up
ALTER TABLE training_sheets ADD COLUMN feature_columns TEXT;
ALTER TABLE training_sheets ADD COLUMN target_column VARCHAR(255);

-- migrate:up dialect:postgresql
ALTER TABLE training_sheets ADD COLUMN feature_columns TEXT[];
ALTER TABLE training_sheets ADD COLUMN target_column VARCHAR(255);

-- migrate:up dialect:databricks
-- whimbrel:restore-point training_sheets
ALTER TABLE training_sheets ADD COLUMN feature_columns ARRAY<STRING>;
ALTER TABLE training_sheets ADD COLUMN target_column STRING;

-- migrate:down irreversible

-- migrate:verify
SELECT feature_columns, target_column FROM training_sheets WHERE 1 = 0;
