-- ============================================================================
-- Migration: Runtime errors of the old demo
-- ============================================================================
-- Revision: fix_runtime_errors
-- Revises: add_ml_columns_to_training_sheets
-- Date: 2026-02-11 00:02:00 +0000
-- Purpose: Rows of one workspace that were written without an author. It is a
--   part of the history, and does nothing elsewhere.
-- ============================================================================

-- migrate:up target:erp
UPDATE sheets SET updated_by = created_by WHERE updated_by IS NULL;

-- migrate:down
-- What was filled in stays.
