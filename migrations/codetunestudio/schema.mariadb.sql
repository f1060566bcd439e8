-- The desired schema, as `whimbrel schema dump` writes it; `whimbrel check` compares with it.
CREATE TABLE `training_config` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `model_type` varchar(100) NOT NULL,
  `dataset_name` varchar(100) NOT NULL,
  `batch_size` int(11) NOT NULL,
  `learning_rate` double NOT NULL,
  `epochs` int(11) NOT NULL,
  `max_seq_length` int(11) NOT NULL,
  `warmup_steps` int(11) NOT NULL,
  `created_at` datetime DEFAULT utc_timestamp(),
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
CREATE TABLE `training_metric` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `config_id` int(11) NOT NULL,
  `epoch` int(11) NOT NULL,
  `step` int(11) NOT NULL,
  `train_loss` double NOT NULL,
  `eval_loss` double NOT NULL,
  `timestamp` datetime DEFAULT utc_timestamp(),
  `process_rank` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `training_metric_config_id_fkey` (`config_id`)
) ENGINE=InnoDB;
ALTER TABLE `training_metric` ADD CONSTRAINT `training_metric_config_id_fkey` FOREIGN KEY (`config_id`) REFERENCES `training_config` (`id`);
