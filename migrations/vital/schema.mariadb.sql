-- The desired schema, as `whimbrel schema dump` writes it; `whimbrel check` compares with it.
CREATE TABLE `canonical_labels` (
  `id` varchar(255) NOT NULL,
  `sheet_id` varchar(255) NOT NULL,
  `item_ref` varchar(255) NOT NULL,
  `label_type` varchar(50) NOT NULL,
  `label_data` text DEFAULT NULL,
  `created_at` datetime(6) DEFAULT NULL,
  `created_by` varchar(255) DEFAULT NULL,
  `updated_at` datetime(6) DEFAULT NULL,
  `updated_by` varchar(255) DEFAULT NULL
) ENGINE=InnoDB;
CREATE TABLE `example_store` (
  `id` varchar(255) NOT NULL,
  `input` text DEFAULT NULL,
  `expected_output` text DEFAULT NULL,
  `embedding` text DEFAULT NULL,
  `created_at` datetime(6) DEFAULT NULL,
  `created_by` varchar(255) DEFAULT NULL,
  `updated_at` datetime(6) DEFAULT NULL,
  `updated_by` varchar(255) DEFAULT NULL
) ENGINE=InnoDB;
CREATE TABLE `feedback_items` (
  `id` varchar(255) NOT NULL,
  `item_ref` varchar(255) DEFAULT NULL,
  `rating` varchar(20) DEFAULT NULL,
  `comment_text` text DEFAULT NULL,
  `created_at` datetime(6) DEFAULT NULL,
  `created_by` varchar(255) DEFAULT NULL,
  `updated_at` datetime(6) DEFAULT NULL,
  `updated_by` varchar(255) DEFAULT NULL,
  `flagged` tinyint(1) DEFAULT 0
) ENGINE=InnoDB;
CREATE TABLE `model_training_lineage` (
  `id` varchar(255) NOT NULL,
  `model_name` varchar(255) NOT NULL,
  `training_sheet_id` varchar(255) NOT NULL,
  `created_at` datetime(6) DEFAULT NULL,
  `created_by` varchar(255) DEFAULT NULL,
  `updated_at` datetime(6) DEFAULT NULL,
  `updated_by` varchar(255) DEFAULT NULL
) ENGINE=InnoDB;
CREATE TABLE `monitor_alerts` (
  `id` varchar(255) NOT NULL,
  `endpoint_id` varchar(255) DEFAULT NULL,
  `alert_type` varchar(50) DEFAULT NULL,
  `threshold` double DEFAULT NULL,
  `condition` varchar(10) DEFAULT NULL,
  `status` varchar(20) DEFAULT NULL,
  `triggered_at` datetime(6) DEFAULT NULL,
  `acknowledged_at` datetime(6) DEFAULT NULL,
  `acknowledged_by` varchar(255) DEFAULT NULL,
  `resolved_at` datetime(6) DEFAULT NULL,
  `current_value` double DEFAULT NULL,
  `message` text DEFAULT NULL,
  `created_at` datetime(6) DEFAULT NULL
) ENGINE=InnoDB;
CREATE TABLE `qa_pairs` (
  `id` varchar(255) NOT NULL,
  `training_sheet_id` varchar(255) DEFAULT NULL,
  `item_ref` varchar(255) DEFAULT NULL,
  `messages` text DEFAULT NULL,
  `created_at` datetime(6) DEFAULT NULL,
  `created_by` varchar(255) DEFAULT NULL,
  `updated_at` datetime(6) DEFAULT NULL,
  `updated_by` varchar(255) DEFAULT NULL
) ENGINE=InnoDB;
CREATE TABLE `sheets` (
  `id` varchar(255) NOT NULL,
  `name` varchar(255) DEFAULT NULL,
  `description` text DEFAULT NULL,
  `image_columns` text DEFAULT NULL,
  `text_columns` text DEFAULT NULL,
  `metadata_columns` text DEFAULT NULL,
  `created_at` datetime(6) DEFAULT NULL,
  `created_by` varchar(255) DEFAULT NULL,
  `updated_at` datetime(6) DEFAULT NULL,
  `updated_by` varchar(255) DEFAULT NULL
) ENGINE=InnoDB;
CREATE TABLE `templates` (
  `id` varchar(255) NOT NULL,
  `name` varchar(255) DEFAULT NULL,
  `prompt` text DEFAULT NULL,
  `created_at` datetime(6) DEFAULT NULL,
  `created_by` varchar(255) DEFAULT NULL,
  `updated_at` datetime(6) DEFAULT NULL,
  `updated_by` varchar(255) DEFAULT NULL,
  `feature_columns` text DEFAULT NULL,
  `target_column` varchar(255) DEFAULT NULL
) ENGINE=InnoDB;
CREATE TABLE `training_sheets` (
  `id` varchar(255) NOT NULL,
  `sheet_id` varchar(255) DEFAULT NULL,
  `template_id` varchar(255) DEFAULT NULL,
  `name` varchar(255) DEFAULT NULL,
  `created_at` datetime(6) DEFAULT NULL,
  `created_by` varchar(255) DEFAULT NULL,
  `updated_at` datetime(6) DEFAULT NULL,
  `updated_by` varchar(255) DEFAULT NULL,
  `feature_columns` text DEFAULT NULL,
  `target_column` varchar(255) DEFAULT NULL
) ENGINE=InnoDB;
