-- The desired schema, as `whimbrel schema dump` writes it; `whimbrel check` compares with it.
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
	updated_by VARCHAR(255),
	flagged BOOLEAN DEFAULT FALSE
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
CREATE TABLE monitor_alerts (
	id VARCHAR(255) NOT NULL,
	endpoint_id VARCHAR(255),
	alert_type VARCHAR(50),
	threshold DOUBLE PRECISION,
	condition VARCHAR(10),
	status VARCHAR(20),
	triggered_at TIMESTAMP,
	acknowledged_at TIMESTAMP,
	acknowledged_by VARCHAR(255),
	resolved_at TIMESTAMP,
	current_value DOUBLE PRECISION,
	message TEXT,
	created_at TIMESTAMP
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
	updated_by VARCHAR(255),
	feature_columns TEXT,
	target_column VARCHAR(255)
);
CREATE TABLE training_sheets (
	id VARCHAR(255) NOT NULL,
	sheet_id VARCHAR(255),
	template_id VARCHAR(255),
	name VARCHAR(255),
	created_at TIMESTAMP,
	created_by VARCHAR(255),
	updated_at TIMESTAMP,
	updated_by VARCHAR(255),
	feature_columns TEXT,
	target_column VARCHAR(255)
);
