-- The desired schema, as `whimbrel schema dump` writes it; `whimbrel check` compares with it.
CREATE TABLE users (
    id CHAR(36) NOT NULL PRIMARY KEY,
    email VARCHAR(255) NOT NULL,
    hashed_password VARCHAR(255) NOT NULL,
    full_name VARCHAR(255),
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
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
CREATE TABLE feature_engineering (
    id CHAR(36) NOT NULL PRIMARY KEY,
    dataset_id CHAR(36) NOT NULL,
    operation VARCHAR(100) NOT NULL,
    parameters JSON,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT feature_engineering_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE
);
CREATE TABLE generated_code (
    id CHAR(36) NOT NULL PRIMARY KEY,
    experiment_id CHAR(36) NOT NULL,
    code_type VARCHAR(50) NOT NULL,
    content TEXT NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT generated_code_experiment_id_fkey
        FOREIGN KEY (experiment_id) REFERENCES experiments (id) ON DELETE CASCADE
);
CREATE TABLE model_runs (
    id CHAR(36) NOT NULL PRIMARY KEY,
    experiment_id CHAR(36) NOT NULL,
    model_type VARCHAR(100) NOT NULL,
    hyperparameters JSON,
    metrics JSON,
    training_time REAL,
    model_artifact_path VARCHAR(500),
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, status VARCHAR(20) NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')), metadata JSON,
    CONSTRAINT model_runs_experiment_id_fkey
        FOREIGN KEY (experiment_id) REFERENCES experiments (id) ON DELETE CASCADE
);
CREATE TABLE preprocessing_history (
    id CHAR(36) NOT NULL PRIMARY KEY,
    dataset_id CHAR(36) NOT NULL,
    output_dataset_id CHAR(36),
    operation_type VARCHAR(50) NOT NULL,
    column_name VARCHAR(255),
    parameters JSON,
    status VARCHAR(20) NOT NULL DEFAULT 'completed',
    error_message TEXT,
    execution_time REAL,
    statistics JSON,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT preprocessing_history_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE,
    CONSTRAINT preprocessing_history_output_dataset_id_fkey
        FOREIGN KEY (output_dataset_id) REFERENCES datasets (id) ON DELETE SET NULL
);
CREATE TABLE preprocessing_steps (
    id CHAR(36) NOT NULL PRIMARY KEY,
    dataset_id CHAR(36) NOT NULL,
    step_type VARCHAR(50) NOT NULL,
    parameters JSON,
    column_name VARCHAR(255),
    "order" INTEGER NOT NULL DEFAULT 0, is_active BOOLEAN NOT NULL DEFAULT TRUE, fitted_transformer BLOB,
    CONSTRAINT preprocessing_steps_dataset_id_fkey
        FOREIGN KEY (dataset_id) REFERENCES datasets (id) ON DELETE CASCADE
);
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
CREATE INDEX ix_datasets_user_id ON datasets (user_id);
CREATE INDEX ix_experiments_user_id ON experiments (user_id);
CREATE INDEX ix_feature_engineering_dataset_id ON feature_engineering (dataset_id);
CREATE INDEX ix_generated_code_experiment_id ON generated_code (experiment_id);
CREATE INDEX ix_model_runs_experiment_id ON model_runs (experiment_id);
CREATE INDEX ix_model_runs_status ON model_runs (status);
CREATE INDEX ix_preprocessing_history_created_at ON preprocessing_history (created_at);
CREATE INDEX ix_preprocessing_history_dataset_id ON preprocessing_history (dataset_id);
CREATE INDEX ix_preprocessing_history_output_dataset_id ON preprocessing_history (output_dataset_id);
CREATE INDEX ix_preprocessing_steps_dataset_id ON preprocessing_steps (dataset_id);
CREATE INDEX ix_preprocessing_steps_is_active ON preprocessing_steps (is_active);
CREATE INDEX ix_tuning_runs_model_run_id ON tuning_runs (model_run_id);
CREATE UNIQUE INDEX ix_users_email ON users (email);
