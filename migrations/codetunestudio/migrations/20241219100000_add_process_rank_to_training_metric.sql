-- Migration: Add process_rank to training_metric
-- Revision: abc123def456
-- Revises: xyz789abc123
-- Date: 2024-12-19 10:00:00 +0000
-- Author: CodeTuneStudio
-- Purpose: Tell the processes of a distributed training apart. Empty for
--   runs on one machine. All three databases read these statements alike.

-- migrate:up
ALTER TABLE training_metric ADD COLUMN process_rank INTEGER;

-- migrate:down
ALTER TABLE training_metric DROP COLUMN process_rank;

-- migrate:verify
-- expect: no rows
SELECT process_rank FROM training_metric WHERE process_rank < 0;
