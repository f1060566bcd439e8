-- Migration: Create the initial tables
-- Revision: 5c1b6116de51
-- Revises:
-- Date: 2025-12-23 09:00:00 +0000
-- Author: AI Playground
-- Purpose: Accounts, uploaded datasets with the work done on them, experiments
--   with their runs and the code made from them. PostgreSQL and MariaDB
--   make the keys themselves; on SQLite the application gives them.

-- migrate:up dialect:sqlite
CREATE TABLE users (
    id CHAR(36) NOT NULL PRIMARY KEY,
    email VARCHAR(255) NOT NULL,
    hashed_password VARCHAR(255) NOT NULL,
    full_name VARCHAR(255),
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX ix_users_email ON users (email);

CREATE TABLE datasets (
    id CHAR(36) NOT NULL PRIMARY KEY,
    user_id CHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    file_path VARCHAR(500) NOT NULL,
    row_count INTEGER,
    column_count INTEGER,
    dtypes JSON,
    missing_values JSON,
    uploaded_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT datasets_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_datasets_user_id ON datasets (user_id);

CREATE TABLE experiments (
    id CHAR(36) NOT NULL PRIMARY KEY,
    user_id CHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    status VARCHAR(20) NOT NULL DEFAULT 'draft',
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT experiments_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_experiments_user_id ON experiments (user_id);

CREATE TABLE feature_engineering (
    id CHAR(36) NOT NULL PRIMARY KEY,
    dataset_id CHAR(36) NOT NULL,
    operation VARCHAR(100) NOT NULL,
    parameters JSON,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT feature_engineering_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE
);
CREATE INDEX ix_feature_engineering_dataset_id ON feature_engineering (dataset_id);

CREATE TABLE preprocessing_steps (
    id CHAR(36) NOT NULL PRIMARY KEY,
    dataset_id CHAR(36) NOT NULL,
    step_type VARCHAR(50) NOT NULL,
    parameters JSON,
    column_name VARCHAR(255),
    "order" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT preprocessing_steps_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE
);
CREATE INDEX ix_preprocessing_steps_dataset_id ON preprocessing_steps (dataset_id);

CREATE TABLE model_runs (
    id CHAR(36) NOT NULL PRIMARY KEY,
    experiment_id CHAR(36) NOT NULL,
    model_type VARCHAR(100) NOT NULL,
    hyperparameters JSON,
    metrics JSON,
    training_time REAL,
    model_artifact_path VARCHAR(500),
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT model_runs_experiment_id_fkey
        FOREIGN KEY (experiment_id) REFERENCES experiments (id) ON DELETE CASCADE
);
CREATE INDEX ix_model_runs_experiment_id ON model_runs (experiment_id);

CREATE TABLE tuning_runs (
    id CHAR(36) NOT NULL PRIMARY KEY,
    model_run_id CHAR(36) NOT NULL,
    tuning_method VARCHAR(50) NOT NULL,
    best_params JSON,
    results JSON,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT tuning_runs_model_run_id_fkey
        FOREIGN KEY (model_run_id) REFERENCES model_runs (id) ON DELETE CASCADE
);
CREATE INDEX ix_tuning_runs_model_run_id ON tuning_runs (model_run_id);

CREATE TABLE generated_code (
    id CHAR(36) NOT NULL PRIMARY KEY,
    experiment_id CHAR(36) NOT NULL,
    code_type VARCHAR(50) NOT NULL,
    content TEXT NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT generated_code_experiment_id_fkey
        FOREIGN KEY (experiment_id) REFERENCES experiments (id) ON DELETE CASCADE
);
CREATE INDEX ix_generated_code_experiment_id ON generated_code (experiment_id);

-- migrate:up dialect:postgresql
CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email VARCHAR(255) NOT NULL,
    hashed_password VARCHAR(255) NOT NULL,
    full_name VARCHAR(255),
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX ix_users_email ON users (email);

CREATE TABLE datasets (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    file_path VARCHAR(500) NOT NULL,
    row_count INTEGER,
    column_count INTEGER,
    dtypes JSONB,
    missing_values JSONB,
    uploaded_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT datasets_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_datasets_user_id ON datasets (user_id);

CREATE TABLE experiments (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    status VARCHAR(20) NOT NULL DEFAULT 'draft',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT experiments_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_experiments_user_id ON experiments (user_id);

CREATE TABLE feature_engineering (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    dataset_id UUID NOT NULL,
    operation VARCHAR(100) NOT NULL,
    parameters JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT feature_engineering_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE
);
CREATE INDEX ix_feature_engineering_dataset_id ON feature_engineering (dataset_id);

CREATE TABLE preprocessing_steps (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    dataset_id UUID NOT NULL,
    step_type VARCHAR(50) NOT NULL,
    parameters JSONB,
    column_name VARCHAR(255),
    "order" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT preprocessing_steps_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE
);
CREATE INDEX ix_preprocessing_steps_dataset_id ON preprocessing_steps (dataset_id);

CREATE TABLE model_runs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    experiment_id UUID NOT NULL,
    model_type VARCHAR(100) NOT NULL,
    hyperparameters JSONB,
    metrics JSONB,
    training_time DOUBLE PRECISION,
    model_artifact_path VARCHAR(500),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT model_runs_experiment_id_fkey
        FOREIGN KEY (experiment_id) REFERENCES experiments (id) ON DELETE CASCADE
);
CREATE INDEX ix_model_runs_experiment_id ON model_runs (experiment_id);

CREATE TABLE tuning_runs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    model_run_id UUID NOT NULL,
    tuning_method VARCHAR(50) NOT NULL,
    best_params JSONB,
    results JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT tuning_runs_model_run_id_fkey
        FOREIGN KEY (model_run_id) REFERENCES model_runs (id) ON DELETE CASCADE
);
CREATE INDEX ix_tuning_runs_model_run_id ON tuning_runs (model_run_id);

CREATE TABLE generated_code (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    experiment_id UUID NOT NULL,
    code_type VARCHAR(50) NOT NULL,
    content TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT generated_code_experiment_id_fkey
        FOREIGN KEY (experiment_id) REFERENCES experiments (id) ON DELETE CASCADE
);
CREATE INDEX ix_generated_code_experiment_id ON generated_code (experiment_id);

-- migrate:up dialect:mariadb
CREATE TABLE users (
    id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY DEFAULT (UUID()),
    email VARCHAR(255) NOT NULL,
    hashed_password VARCHAR(255) NOT NULL,
    full_name VARCHAR(255),
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    UNIQUE KEY ix_users_email (email)
) ENGINE=InnoDB;

CREATE TABLE datasets (
    id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY DEFAULT (UUID()),
    user_id CHAR(36) CHARACTER SET ascii NOT NULL,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    file_path VARCHAR(500) NOT NULL,
    row_count INTEGER,
    column_count INTEGER,
    dtypes JSON,
    missing_values JSON,
    uploaded_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY ix_datasets_user_id (user_id),
    CONSTRAINT datasets_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE experiments (
    id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY DEFAULT (UUID()),
    user_id CHAR(36) CHARACTER SET ascii NOT NULL,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    status VARCHAR(20) NOT NULL DEFAULT 'draft',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY ix_experiments_user_id (user_id),
    CONSTRAINT experiments_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE feature_engineering (
    id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY DEFAULT (UUID()),
    dataset_id CHAR(36) CHARACTER SET ascii NOT NULL,
    operation VARCHAR(100) NOT NULL,
    parameters JSON,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY ix_feature_engineering_dataset_id (dataset_id),
    CONSTRAINT feature_engineering_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE preprocessing_steps (
    id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY DEFAULT (UUID()),
    dataset_id CHAR(36) CHARACTER SET ascii NOT NULL,
    step_type VARCHAR(50) NOT NULL,
    parameters JSON,
    column_name VARCHAR(255),
    `order` INTEGER NOT NULL DEFAULT 0,
    KEY ix_preprocessing_steps_dataset_id (dataset_id),
    CONSTRAINT preprocessing_steps_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE model_runs (
    id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY DEFAULT (UUID()),
    experiment_id CHAR(36) CHARACTER SET ascii NOT NULL,
    model_type VARCHAR(100) NOT NULL,
    hyperparameters JSON,
    metrics JSON,
    training_time DOUBLE,
    model_artifact_path VARCHAR(500),
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY ix_model_runs_experiment_id (experiment_id),
    CONSTRAINT model_runs_experiment_id_fkey
        FOREIGN KEY (experiment_id) REFERENCES experiments (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE tuning_runs (
    id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY DEFAULT (UUID()),
    model_run_id CHAR(36) CHARACTER SET ascii NOT NULL,
    tuning_method VARCHAR(50) NOT NULL,
    best_params JSON,
    results JSON,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY ix_tuning_runs_model_run_id (model_run_id),
    CONSTRAINT tuning_runs_model_run_id_fkey
        FOREIGN KEY (model_run_id) REFERENCES model_runs (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE generated_code (
    id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY DEFAULT (UUID()),
    experiment_id CHAR(36) CHARACTER SET ascii NOT NULL,
    code_type VARCHAR(50) NOT NULL,
    content LONGTEXT NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY ix_generated_code_experiment_id (experiment_id),
    CONSTRAINT generated_code_experiment_id_fkey
        FOREIGN KEY (experiment_id) REFERENCES experiments (id) ON DELETE CASCADE
) ENGINE=InnoDB;

-- migrate:down
DROP TABLE generated_code;
DROP TABLE tuning_runs;
DROP TABLE model_runs;
DROP TABLE preprocessing_steps;
DROP TABLE feature_engineering;
DROP TABLE experiments;
DROP TABLE datasets;
DROP TABLE users;

-- migrate:verify
-- expect: no rows
SELECT id, email, hashed_password, full_name, is_active, created_at, updated_at FROM users WHERE 1 = 0;
-- expect: no rows
SELECT id, user_id, name, description, file_path, row_count, column_count, dtypes, missing_values, uploaded_at FROM datasets WHERE 1 = 0;
-- expect: no rows
SELECT id, user_id, name, description, status, created_at, updated_at FROM experiments WHERE 1 = 0;
-- expect: no rows
SELECT id, dataset_id, operation, parameters, created_at FROM feature_engineering WHERE 1 = 0;
-- expect: no rows
SELECT id, dataset_id, step_type, parameters, column_name FROM preprocessing_steps WHERE 1 = 0;
-- expect: no rows
SELECT id, experiment_id, model_type, hyperparameters, metrics, training_time, model_artifact_path, created_at FROM model_runs WHERE 1 = 0;
-- expect: no rows
SELECT id, model_run_id, tuning_method, best_params, results, created_at FROM tuning_runs WHERE 1 = 0;
-- expect: no rows
SELECT id, experiment_id, code_type, content, created_at FROM generated_code WHERE 1 = 0;
