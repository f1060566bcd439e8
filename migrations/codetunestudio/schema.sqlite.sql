-- The desired schema, as `whimbrel schema dump` writes it; `whimbrel check` compares with it.
CREATE TABLE "training_config" (
    id INTEGER NOT NULL PRIMARY KEY,
    dataset_name VARCHAR(100) NOT NULL,
    batch_size INTEGER NOT NULL,
    learning_rate FLOAT NOT NULL,
    epochs INTEGER NOT NULL,
    max_seq_length INTEGER NOT NULL,
    warmup_steps INTEGER NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP
, model_type VARCHAR(100) NOT NULL DEFAULT '');
CREATE TABLE "training_metric" (
    id INTEGER NOT NULL PRIMARY KEY,
    config_id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    train_loss FLOAT NOT NULL,
    eval_loss FLOAT NOT NULL,
    timestamp DATETIME DEFAULT CURRENT_TIMESTAMP, process_rank INTEGER,
    CONSTRAINT training_metric_config_id_fkey
        FOREIGN KEY (config_id) REFERENCES training_config (id)
);
