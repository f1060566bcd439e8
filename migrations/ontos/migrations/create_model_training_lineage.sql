-- ============================================================================
-- Migration: Create model_training_lineage
-- ============================================================================
-- Revision: create_model_training_lineage
-- Revises: create_monitor_alerts
-- Date: 2026-02-07 09:00:00 +0000
-- Purpose: Which model was trained with which training sheet: from a deployed
--   model back to its data. For /api/v1/deployment and the Train stage.
-- Prerequisites: CREATE TABLE in the schema
-- ============================================================================

-- migrate:up
CREATE TABLE IF NOT EXISTS model_training_lineage (
    id VARCHAR(255) NOT NULL PRIMARY KEY,
    model_name VARCHAR(255) NOT NULL,
    model_version VARCHAR(255),
    model_registry_path VARCHAR(1000),
    training_sheet_id VARCHAR(255) NOT NULL,
    training_sheet_name VARCHAR(255),
    training_job_id VARCHAR(255),
    training_run_id VARCHAR(255),
    training_started_at TIMESTAMP,
    training_completed_at TIMESTAMP,
    training_duration_seconds INTEGER,
    base_model VARCHAR(255),
    training_params JSON,
    final_loss DOUBLE PRECISION,
    final_accuracy DOUBLE PRECISION,
    training_metrics JSON,
    training_examples_count INTEGER,
    validation_examples_count INTEGER,
    deployment_status VARCHAR(20) DEFAULT 'training',
    deployed_at TIMESTAMP,
    deployed_by VARCHAR(255),
    deployment_endpoint VARCHAR(255),
    data_lineage JSON,
    compliance_notes TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);

-- migrate:up dialect:mariadb
CREATE TABLE IF NOT EXISTS model_training_lineage (
    id VARCHAR(255) NOT NULL PRIMARY KEY,
    model_name VARCHAR(255) NOT NULL,
    model_version VARCHAR(255),
    model_registry_path VARCHAR(1000),
    training_sheet_id VARCHAR(255) NOT NULL,
    training_sheet_name VARCHAR(255),
    training_job_id VARCHAR(255),
    training_run_id VARCHAR(255),
    training_started_at DATETIME(6),
    training_completed_at DATETIME(6),
    training_duration_seconds INTEGER,
    base_model VARCHAR(255),
    training_params JSON,
    final_loss DOUBLE,
    final_accuracy DOUBLE,
    training_metrics JSON,
    training_examples_count INTEGER,
    validation_examples_count INTEGER,
    deployment_status VARCHAR(20) DEFAULT 'training',
    deployed_at DATETIME(6),
    deployed_by VARCHAR(255),
    deployment_endpoint VARCHAR(255),
    data_lineage JSON,
    compliance_notes TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);

-- migrate:up dialect:databricks
CREATE TABLE IF NOT EXISTS model_training_lineage (
    id STRING NOT NULL,
    model_name STRING NOT NULL,
    model_version STRING,
    model_registry_path STRING,
    training_sheet_id STRING NOT NULL,
    training_sheet_name STRING,
    training_job_id STRING,
    training_run_id STRING,
    training_started_at TIMESTAMP,
    training_completed_at TIMESTAMP,
    training_duration_seconds INT,
    base_model STRING,
    training_params VARIANT,
    final_loss DOUBLE,
    final_accuracy DOUBLE,
    training_metrics VARIANT,
    training_examples_count INT,
    validation_examples_count INT,
    deployment_status STRING DEFAULT 'training',
    deployed_at TIMESTAMP,
    deployed_by STRING,
    deployment_endpoint STRING,
    data_lineage VARIANT,
    compliance_notes STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING,
    CONSTRAINT pk_model_training_lineage PRIMARY KEY (id)
)
TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported');

-- migrate:down
DROP TABLE IF EXISTS model_training_lineage;

-- migrate:verify
SELECT model_name, training_sheet_id, training_params, data_lineage, updated_by FROM model_training_lineage WHERE 1 = 0;
-- expect: no rows
SELECT id FROM model_training_lineage
WHERE deployment_status NOT IN ('training', 'completed', 'deployed', 'deprecated');

-- migrate:verify dialect:databricks
-- expect: rows
SHOW TABLES LIKE 'model_training_lineage';
DESCRIBE TABLE EXTENDED model_training_lineage;
SELECT COUNT(*) FROM model_training_lineage;
SELECT model_name, training_sheet_id, training_params, data_lineage, updated_by FROM model_training_lineage WHERE 1 = 0;
-- expect: no rows
SELECT id FROM model_training_lineage
WHERE deployment_status NOT IN ('training', 'completed', 'deployed', 'deprecated');

-- migrate:verify dialect:databricks target:workspace_dev,workspace_prod
-- expect: rows
SHOW TABLES IN ${catalog!ident}.${schema!ident} LIKE 'model_training_lineage';
DESCRIBE TABLE EXTENDED ${catalog!ident}.${schema!ident}.model_training_lineage;
SELECT COUNT(*) FROM ${catalog!ident}.${schema!ident}.model_training_lineage;
SELECT model_name, training_sheet_id, training_params, data_lineage, updated_by FROM model_training_lineage WHERE 1 = 0;
-- expect: no rows
SELECT id FROM model_training_lineage
WHERE deployment_status NOT IN ('training', 'completed', 'deployed', 'deprecated');
