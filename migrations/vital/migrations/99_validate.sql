-- ============================================================================
-- Migration: Validation
-- ============================================================================
-- Revision: 99_validate
-- Revises: fix_runtime_errors
-- Date: 2026-02-11 00:03:00 +0000
-- Purpose: All tables and columns of version 1.3 are there: the first half of
--   99_validate_and_seed.sql. The other half is in seeds/.
-- ============================================================================

-- migrate:up
-- Nothing is changed.

-- migrate:down
-- Nothing was changed.

-- migrate:verify
SELECT id FROM sheets WHERE 1 = 0;
SELECT id FROM templates WHERE 1 = 0;
SELECT id FROM canonical_labels WHERE 1 = 0;
SELECT id FROM training_sheets WHERE 1 = 0;
SELECT id FROM qa_pairs WHERE 1 = 0;
SELECT id FROM model_training_lineage WHERE 1 = 0;
SELECT id FROM example_store WHERE 1 = 0;
SELECT id FROM monitor_alerts WHERE 1 = 0;
SELECT id FROM feedback_items WHERE 1 = 0;

-- migrate:verify dialect:databricks
SHOW TABLES;
-- expect: 9
SELECT count(*) FROM information_schema.tables
WHERE table_schema = current_schema() AND table_name IN ('sheets', 'templates', 'canonical_labels', 'training_sheets', 'qa_pairs',
'model_training_lineage', 'example_store', 'monitor_alerts', 'feedback_items');
-- expect: rows
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = 'templates' AND column_name = 'feature_columns'
ORDER BY ordinal_position;
DESCRIBE EXTENDED templates;
