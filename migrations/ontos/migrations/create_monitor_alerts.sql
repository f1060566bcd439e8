-- ============================================================================
-- Migration: Create monitor_alerts
-- ============================================================================
-- Revision: create_monitor_alerts
-- Date: 2026-02-05 09:00:00 +0000
-- Purpose: Alerts on deployed model endpoints, for /api/v1/monitoring/alerts
--   and the Monitor stage.
-- Prerequisites: CREATE TABLE in the schema
-- ============================================================================

-- migrate:up
CREATE TABLE IF NOT EXISTS monitor_alerts (
    id VARCHAR(255) NOT NULL PRIMARY KEY,
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

-- migrate:up dialect:mariadb
CREATE TABLE IF NOT EXISTS monitor_alerts (
    id VARCHAR(255) NOT NULL PRIMARY KEY,
    endpoint_id VARCHAR(255),
    alert_type VARCHAR(50),
    threshold DOUBLE,
    `condition` VARCHAR(10),
    status VARCHAR(20),
    triggered_at DATETIME(6),
    acknowledged_at DATETIME(6),
    acknowledged_by VARCHAR(255),
    resolved_at DATETIME(6),
    current_value DOUBLE,
    message TEXT,
    created_at DATETIME(6)
);

-- migrate:up dialect:databricks
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
    created_at TIMESTAMP,
    CONSTRAINT pk_monitor_alerts PRIMARY KEY (id)
);

-- migrate:down
DROP TABLE IF EXISTS monitor_alerts;

-- migrate:verify
SELECT id, endpoint_id, threshold, status, triggered_at, current_value FROM monitor_alerts WHERE 1 = 0;
-- expect: no rows
SELECT id FROM monitor_alerts WHERE alert_type NOT IN ('drift', 'latency', 'error_rate', 'quality');

-- migrate:verify dialect:databricks
-- expect: rows
SHOW TABLES LIKE 'monitor_alerts';
DESCRIBE TABLE EXTENDED monitor_alerts;
SELECT COUNT(*) FROM monitor_alerts;
SELECT id, endpoint_id, threshold, status, triggered_at, current_value FROM monitor_alerts WHERE 1 = 0;
-- expect: no rows
SELECT id FROM monitor_alerts WHERE alert_type NOT IN ('drift', 'latency', 'error_rate', 'quality');

-- migrate:verify dialect:databricks target:workspace_dev,workspace_prod
-- expect: rows
SHOW TABLES IN ${catalog!ident}.${schema!ident} LIKE 'monitor_alerts';
DESCRIBE TABLE EXTENDED ${catalog!ident}.${schema!ident}.monitor_alerts;
SELECT COUNT(*) FROM ${catalog!ident}.${schema!ident}.monitor_alerts;
SELECT id, endpoint_id, threshold, status, triggered_at, current_value FROM monitor_alerts WHERE 1 = 0;
-- expect: no rows
SELECT id FROM monitor_alerts WHERE alert_type NOT IN ('drift', 'latency', 'error_rate', 'quality');
