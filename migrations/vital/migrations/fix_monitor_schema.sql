-- ============================================================================
-- Migration: Monitor stage support
-- ============================================================================
-- Revision: fix_monitor_schema
-- Revises: create_model_training_lineage
-- Replaces: create_monitor_alerts, add_flagged_column
-- Tag: 1.2
-- Date: 2026-02-08 00:00:00 +0000
-- Purpose: Alerts on deployed endpoints, and a mark for feedback that is in
--   doubt. Stands for the two files that it consolidates.
-- Prerequisites: feedback_items
-- ============================================================================

-- migrate:require
SELECT id FROM feedback_items WHERE 1 = 0;

-- migrate:up
CREATE TABLE monitor_alerts (
    id VARCHAR(255) NOT NULL,
    endpoint_id VARCHAR(255),
    alert_type VARCHAR(50),
    threshold DOUBLE PRECISION,
    "condition" VARCHAR(10),
    status VARCHAR(20),
    triggered_at TIMESTAMP,
    acknowledged_at TIMESTAMP,
    acknowledged_by VARCHAR(255),
    resolved_at TIMESTAMP,
    current_value DOUBLE PRECISION,
    message TEXT,
    created_at TIMESTAMP
);
ALTER TABLE feedback_items ADD COLUMN flagged BOOLEAN DEFAULT FALSE;

-- migrate:up dialect:mariadb
CREATE TABLE monitor_alerts (
    id VARCHAR(255) NOT NULL,
    endpoint_id VARCHAR(255),
    alert_type VARCHAR(50),
    threshold DOUBLE PRECISION,
    `condition` VARCHAR(10),
    status VARCHAR(20),
    triggered_at DATETIME(6),
    acknowledged_at DATETIME(6),
    acknowledged_by VARCHAR(255),
    resolved_at DATETIME(6),
    current_value DOUBLE PRECISION,
    message TEXT,
    created_at DATETIME(6)
);
ALTER TABLE feedback_items ADD COLUMN flagged BOOLEAN DEFAULT FALSE;

-- migrate:up dialect:databricks
-- whimbrel:restore-point feedback_items
CREATE TABLE IF NOT EXISTS monitor_alerts (
    id STRING NOT NULL,
    endpoint_id STRING,
    alert_type STRING,
    threshold DOUBLE,
    condition STRING,
    status STRING,
    triggered_at TIMESTAMP,
    acknowledged_at TIMESTAMP,
    acknowledged_by STRING,
    resolved_at TIMESTAMP,
    current_value DOUBLE,
    message STRING,
    created_at TIMESTAMP
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
ALTER TABLE feedback_items ADD COLUMN flagged BOOLEAN;
ALTER TABLE feedback_items SET TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported');
ALTER TABLE feedback_items ALTER COLUMN flagged SET DEFAULT FALSE;
UPDATE feedback_items SET flagged = FALSE;

-- migrate:down
ALTER TABLE feedback_items DROP COLUMN flagged;
DROP TABLE monitor_alerts;

-- migrate:down dialect:databricks irreversible
-- A column goes only with its table, or by --restore.

-- migrate:verify
SELECT endpoint_id, threshold, current_value FROM monitor_alerts WHERE 1 = 0;
-- expect: no rows
SELECT id FROM monitor_alerts WHERE status NOT IN ('active', 'acknowledged', 'resolved');
