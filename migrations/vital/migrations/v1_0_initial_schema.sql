-- ============================================================================
-- Migration: Initial schema
-- ============================================================================
-- Revision: v1_0_initial_schema
-- Tag: 1.0
-- Date: 2026-02-06 00:00:00 +0000
-- Purpose: Sheets, templates, labels, questions and answers, lineage, examples
--   and feedback. JSON is text, which the application reads.
-- ============================================================================

-- migrate:up
CREATE TABLE sheets (
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    description TEXT,
    image_columns TEXT,
    text_columns TEXT,
    metadata_columns TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);
CREATE TABLE templates (
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    prompt TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);
CREATE TABLE canonical_labels (
    id VARCHAR(255) NOT NULL,
    sheet_id VARCHAR(255) NOT NULL,
    item_ref VARCHAR(255) NOT NULL,
    label_type VARCHAR(50) NOT NULL,
    label_data TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);
CREATE TABLE training_sheets (
    id VARCHAR(255) NOT NULL,
    sheet_id VARCHAR(255),
    template_id VARCHAR(255),
    name VARCHAR(255),
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);
CREATE TABLE qa_pairs (
    id VARCHAR(255) NOT NULL,
    training_sheet_id VARCHAR(255),
    item_ref VARCHAR(255),
    messages TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);
CREATE TABLE model_training_lineage (
    id VARCHAR(255) NOT NULL,
    model_name VARCHAR(255) NOT NULL,
    training_sheet_id VARCHAR(255) NOT NULL,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);
CREATE TABLE example_store (
    id VARCHAR(255) NOT NULL,
    input TEXT,
    expected_output TEXT,
    embedding TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);
CREATE TABLE feedback_items (
    id VARCHAR(255) NOT NULL,
    item_ref VARCHAR(255),
    rating VARCHAR(20),
    comment_text TEXT,
    created_at TIMESTAMP,
    created_by VARCHAR(255),
    updated_at TIMESTAMP,
    updated_by VARCHAR(255)
);

-- migrate:up dialect:mariadb
CREATE TABLE sheets (
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    description TEXT,
    image_columns TEXT,
    text_columns TEXT,
    metadata_columns TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);
CREATE TABLE templates (
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255),
    prompt TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);
CREATE TABLE canonical_labels (
    id VARCHAR(255) NOT NULL,
    sheet_id VARCHAR(255) NOT NULL,
    item_ref VARCHAR(255) NOT NULL,
    label_type VARCHAR(50) NOT NULL,
    label_data TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);
CREATE TABLE training_sheets (
    id VARCHAR(255) NOT NULL,
    sheet_id VARCHAR(255),
    template_id VARCHAR(255),
    name VARCHAR(255),
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);
CREATE TABLE qa_pairs (
    id VARCHAR(255) NOT NULL,
    training_sheet_id VARCHAR(255),
    item_ref VARCHAR(255),
    messages TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);
CREATE TABLE model_training_lineage (
    id VARCHAR(255) NOT NULL,
    model_name VARCHAR(255) NOT NULL,
    training_sheet_id VARCHAR(255) NOT NULL,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);
CREATE TABLE example_store (
    id VARCHAR(255) NOT NULL,
    input TEXT,
    expected_output TEXT,
    embedding TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);
CREATE TABLE feedback_items (
    id VARCHAR(255) NOT NULL,
    item_ref VARCHAR(255),
    rating VARCHAR(20),
    comment_text TEXT,
    created_at DATETIME(6),
    created_by VARCHAR(255),
    updated_at DATETIME(6),
    updated_by VARCHAR(255)
);

-- migrate:up dialect:databricks
CREATE TABLE sheets (
    id STRING NOT NULL,
    name STRING,
    description STRING,
    image_columns STRING,
    text_columns STRING,
    metadata_columns STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE templates (
    id STRING NOT NULL,
    name STRING,
    prompt STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE canonical_labels (
    id STRING NOT NULL,
    sheet_id STRING NOT NULL,
    item_ref STRING NOT NULL,
    label_type STRING NOT NULL,
    label_data STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE training_sheets (
    id STRING NOT NULL,
    sheet_id STRING,
    template_id STRING,
    name STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE qa_pairs (
    id STRING NOT NULL,
    training_sheet_id STRING,
    item_ref STRING,
    messages STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE model_training_lineage (
    id STRING NOT NULL,
    model_name STRING NOT NULL,
    training_sheet_id STRING NOT NULL,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE example_store (
    id STRING NOT NULL,
    input STRING,
    expected_output STRING,
    embedding STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE feedback_items (
    id STRING NOT NULL,
    item_ref STRING,
    rating STRING,
    comment_text STRING,
    created_at TIMESTAMP,
    created_by STRING,
    updated_at TIMESTAMP,
    updated_by STRING
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');

-- migrate:down
DROP TABLE feedback_items;
DROP TABLE example_store;
DROP TABLE model_training_lineage;
DROP TABLE qa_pairs;
DROP TABLE training_sheets;
DROP TABLE canonical_labels;
DROP TABLE templates;
DROP TABLE sheets;

-- migrate:verify
-- expect: no rows
SELECT sheet_id, item_ref, label_type FROM canonical_labels GROUP BY sheet_id, item_ref, label_type HAVING count(*) > 1;
