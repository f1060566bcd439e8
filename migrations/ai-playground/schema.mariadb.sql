-- The desired schema, as `whimbrel schema dump` writes it; `whimbrel check` compares with it.
CREATE TABLE `datasets` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT uuid(),
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `name` varchar(255) NOT NULL,
  `description` text DEFAULT NULL,
  `file_path` varchar(500) NOT NULL,
  `row_count` int(11) DEFAULT NULL,
  `column_count` int(11) DEFAULT NULL,
  `dtypes` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`dtypes`)),
  `missing_values` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`missing_values`)),
  `uploaded_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  KEY `ix_datasets_user_id` (`user_id`)
) ENGINE=InnoDB;
CREATE TABLE `experiments` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT uuid(),
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `name` varchar(255) NOT NULL,
  `description` text DEFAULT NULL,
  `status` varchar(20) NOT NULL DEFAULT 'draft',
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `updated_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  KEY `ix_experiments_user_id` (`user_id`)
) ENGINE=InnoDB;
CREATE TABLE `feature_engineering` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT uuid(),
  `dataset_id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `operation` varchar(100) NOT NULL,
  `parameters` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`parameters`)),
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  KEY `ix_feature_engineering_dataset_id` (`dataset_id`)
) ENGINE=InnoDB;
CREATE TABLE `generated_code` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT uuid(),
  `experiment_id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `code_type` varchar(50) NOT NULL,
  `content` longtext NOT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  KEY `ix_generated_code_experiment_id` (`experiment_id`)
) ENGINE=InnoDB;
CREATE TABLE `model_runs` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT uuid(),
  `experiment_id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `model_type` varchar(100) NOT NULL,
  `hyperparameters` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`hyperparameters`)),
  `metrics` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`metrics`)),
  `training_time` double DEFAULT NULL,
  `model_artifact_path` varchar(500) DEFAULT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `status` varchar(20) NOT NULL DEFAULT 'pending' CHECK (`status` in ('pending','running','completed','failed','cancelled')),
  `metadata` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`metadata`)),
  PRIMARY KEY (`id`),
  KEY `ix_model_runs_experiment_id` (`experiment_id`),
  KEY `ix_model_runs_status` (`status`)
) ENGINE=InnoDB;
CREATE TABLE `preprocessing_history` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT uuid(),
  `dataset_id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `output_dataset_id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci DEFAULT NULL,
  `operation_type` varchar(50) NOT NULL,
  `column_name` varchar(255) DEFAULT NULL,
  `parameters` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`parameters`)),
  `status` varchar(20) NOT NULL DEFAULT 'completed',
  `error_message` text DEFAULT NULL,
  `execution_time` double DEFAULT NULL,
  `statistics` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`statistics`)),
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  KEY `ix_preprocessing_history_dataset_id` (`dataset_id`),
  KEY `ix_preprocessing_history_output_dataset_id` (`output_dataset_id`),
  KEY `ix_preprocessing_history_created_at` (`created_at`)
) ENGINE=InnoDB;
CREATE TABLE `preprocessing_steps` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT uuid(),
  `dataset_id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `step_type` varchar(50) NOT NULL,
  `parameters` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`parameters`)),
  `column_name` varchar(255) DEFAULT NULL,
  `order` int(11) NOT NULL DEFAULT 0,
  `is_active` tinyint(1) NOT NULL DEFAULT 1,
  `fitted_transformer` longblob DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_preprocessing_steps_dataset_id` (`dataset_id`),
  KEY `ix_preprocessing_steps_is_active` (`is_active`)
) ENGINE=InnoDB;
CREATE TABLE `tuning_runs` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT uuid(),
  `model_run_id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `tuning_method` varchar(50) NOT NULL,
  `best_params` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`best_params`)),
  `results` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`results`)),
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  KEY `ix_tuning_runs_model_run_id` (`model_run_id`)
) ENGINE=InnoDB;
CREATE TABLE `users` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT uuid(),
  `email` varchar(255) NOT NULL,
  `hashed_password` varchar(255) NOT NULL,
  `full_name` varchar(255) DEFAULT NULL,
  `is_active` tinyint(1) NOT NULL DEFAULT 1,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `updated_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_users_email` (`email`)
) ENGINE=InnoDB;
ALTER TABLE `datasets` ADD CONSTRAINT `datasets_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE;
ALTER TABLE `experiments` ADD CONSTRAINT `experiments_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE;
ALTER TABLE `feature_engineering` ADD CONSTRAINT `feature_engineering_dataset_id_fkey` FOREIGN KEY (`dataset_id`) REFERENCES `datasets` (`id`) ON DELETE CASCADE;
ALTER TABLE `generated_code` ADD CONSTRAINT `generated_code_experiment_id_fkey` FOREIGN KEY (`experiment_id`) REFERENCES `experiments` (`id`) ON DELETE CASCADE;
ALTER TABLE `model_runs` ADD CONSTRAINT `model_runs_experiment_id_fkey` FOREIGN KEY (`experiment_id`) REFERENCES `experiments` (`id`) ON DELETE CASCADE;
ALTER TABLE `preprocessing_history` ADD CONSTRAINT `preprocessing_history_dataset_id_fkey` FOREIGN KEY (`dataset_id`) REFERENCES `datasets` (`id`) ON DELETE CASCADE;
ALTER TABLE `preprocessing_history` ADD CONSTRAINT `preprocessing_history_output_dataset_id_fkey` FOREIGN KEY (`output_dataset_id`) REFERENCES `datasets` (`id`) ON DELETE SET NULL;
ALTER TABLE `preprocessing_steps` ADD CONSTRAINT `preprocessing_steps_dataset_id_fkey` FOREIGN KEY (`dataset_id`) REFERENCES `datasets` (`id`) ON DELETE CASCADE;
ALTER TABLE `tuning_runs` ADD CONSTRAINT `tuning_runs_model_run_id_fkey` FOREIGN KEY (`model_run_id`) REFERENCES `model_runs` (`id`) ON DELETE CASCADE;
