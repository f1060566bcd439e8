-- ============================================================================
-- Migration: Model training lineage
-- ============================================================================
-- Revision: create_model_training_lineage
-- Revises: 08_example_store
-- Tag: 1.3
-- Date: 2026-02-07 00:00:00 +0000
-- Purpose: From a deployed model back to its data. Already a part of
--   07_model_training_lineage: there is nothing to do.
-- Prerequisites: model_training_lineage of version 1.0
-- ============================================================================

-- migrate:require
SELECT model_name, training_sheet_id FROM model_training_lineage WHERE 1 = 0;

-- migrate:up
-- A part of 07_model_training_lineage.

-- migrate:down
-- A part of 07_model_training_lineage.
