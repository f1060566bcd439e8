-- Migration: Upper-case model_type
-- Revision: def456abc789
-- Revises: abc123def456
-- Date: 2024-12-20 08:30:00 +0000
-- Author: CodeTuneStudio
-- Purpose: Write model names in upper case and give them 100 characters.
--   The way back writes them in lower case: what they were before cannot be
--   told from the upper-case name, so save the table first if it matters.

-- migrate:require
-- Names that differ in nothing but case would become one.
-- expect: 0
SELECT count(*) FROM (
    SELECT UPPER(model_type) AS name FROM training_config
    GROUP BY UPPER(model_type)
    HAVING count(DISTINCT model_type) > 1
) AS clash;

-- migrate:up dialect:sqlite
-- A column that is added to a table with rows and may not be NULL needs a
-- default; the application always gives a value.
ALTER TABLE training_config ADD COLUMN temp_field VARCHAR(100) NOT NULL DEFAULT '';
UPDATE training_config SET temp_field = UPPER(model_type);
ALTER TABLE training_config DROP COLUMN model_type;
ALTER TABLE training_config RENAME COLUMN temp_field TO model_type;

-- migrate:up dialect:postgresql
-- Here a type and its values change in one statement, and the column keeps
-- its place, its NOT NULL and its grants.
ALTER TABLE training_config
    ALTER COLUMN model_type TYPE VARCHAR(100) USING UPPER(model_type);

-- migrate:up dialect:mariadb
ALTER TABLE training_config ADD COLUMN temp_field VARCHAR(100) AFTER model_type;
UPDATE training_config SET temp_field = UPPER(model_type);
ALTER TABLE training_config DROP COLUMN model_type;
ALTER TABLE training_config CHANGE COLUMN temp_field model_type VARCHAR(100) NOT NULL;

-- migrate:down dialect:sqlite
-- The table is made anew, so that the column stands in its old place without
-- a default. It is the parent of training_metric: this needs SQLite's usual
-- `foreign_keys = OFF`, and with ON it fails and leaves all as it was.
CREATE TABLE training_config_old (
    id INTEGER NOT NULL PRIMARY KEY,
    model_type VARCHAR(50) NOT NULL,
    dataset_name VARCHAR(100) NOT NULL,
    batch_size INTEGER NOT NULL,
    learning_rate FLOAT NOT NULL,
    epochs INTEGER NOT NULL,
    max_seq_length INTEGER NOT NULL,
    warmup_steps INTEGER NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO training_config_old
    (id, model_type, dataset_name, batch_size, learning_rate, epochs,
     max_seq_length, warmup_steps, created_at)
SELECT id, LOWER(model_type), dataset_name, batch_size, learning_rate, epochs,
       max_seq_length, warmup_steps, created_at
FROM training_config;
DROP TABLE training_config;
ALTER TABLE training_config_old RENAME TO training_config;

-- migrate:down dialect:postgresql
ALTER TABLE training_config
    ALTER COLUMN model_type TYPE VARCHAR(50) USING LOWER(model_type);

-- migrate:down dialect:mariadb
ALTER TABLE training_config CHANGE COLUMN model_type temp_field VARCHAR(100) NOT NULL;
ALTER TABLE training_config ADD COLUMN model_type VARCHAR(50) AFTER temp_field;
UPDATE training_config SET model_type = LOWER(temp_field);
ALTER TABLE training_config DROP COLUMN temp_field;
ALTER TABLE training_config MODIFY COLUMN model_type VARCHAR(50) NOT NULL;

-- migrate:verify
-- expect: 0
SELECT count(*) FROM training_config
WHERE model_type IS NULL OR model_type <> UPPER(model_type);

-- migrate:verify dialect:mariadb
-- The usual collations take a and A for the same.
-- expect: 0
SELECT count(*) FROM training_config
WHERE model_type IS NULL OR BINARY model_type <> BINARY UPPER(model_type);
