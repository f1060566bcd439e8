-- ============================================================================
-- Migration: Model training lineage
-- ============================================================================
-- Revision: v1_3_model_training_lineage
-- Revises: v1_0_initial_schema
-- Tag: 1.3
-- Date: 2026-02-07 00:00:00 +0000
-- Purpose: From a deployed model back to its data. Already a part of the
--   initial schema: there is nothing to do.
-- Prerequisites: model_training_lineage of version 1.0
-- ============================================================================

-- migrate:require
SELECT model_name, training_sheet_id FROM model_training_lineage WHERE 1 = 0;

-- migrate:up
-- A part of the initial schema.

-- migrate:down
-- A part of the initial schema.
