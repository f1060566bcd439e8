-- The desired schema, as `whimbrel schema dump` writes it; `whimbrel check` compares with it.
CREATE TABLE canonical_labels (
	id string NOT NULL,
	sheet_id string NOT NULL,
	item_ref string NOT NULL,
	label_type string NOT NULL,
	label_data string,
	created_at timestamp,
	created_by string,
	updated_at timestamp,
	updated_by string
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE example_store (
	id string NOT NULL,
	input string,
	expected_output string,
	embedding string,
	created_at timestamp,
	created_by string,
	updated_at timestamp,
	updated_by string
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE feedback_items (
	id string NOT NULL,
	item_ref string,
	rating string,
	comment_text string,
	created_at timestamp,
	created_by string,
	updated_at timestamp,
	updated_by string,
	flagged boolean DEFAULT FALSE
)
TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported', 'delta.enableChangeDataFeed' = 'true');
CREATE TABLE model_training_lineage (
	id string NOT NULL,
	model_name string NOT NULL,
	training_sheet_id string NOT NULL,
	created_at timestamp,
	created_by string,
	updated_at timestamp,
	updated_by string
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE monitor_alerts (
	id string NOT NULL,
	endpoint_id string,
	alert_type string,
	threshold double,
	condition string,
	status string,
	triggered_at timestamp,
	acknowledged_at timestamp,
	acknowledged_by string,
	resolved_at timestamp,
	current_value double,
	message string,
	created_at timestamp
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE qa_pairs (
	id string NOT NULL,
	training_sheet_id string,
	item_ref string,
	messages string,
	created_at timestamp,
	created_by string,
	updated_at timestamp,
	updated_by string
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE sheets (
	id string NOT NULL,
	name string,
	description string,
	image_columns string,
	text_columns string,
	metadata_columns string,
	created_at timestamp,
	created_by string,
	updated_at timestamp,
	updated_by string
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE templates (
	id string NOT NULL,
	name string,
	prompt string,
	created_at timestamp,
	created_by string,
	updated_at timestamp,
	updated_by string,
	feature_columns array<string>,
	target_column string
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
CREATE TABLE training_sheets (
	id string NOT NULL,
	sheet_id string,
	template_id string,
	name string,
	created_at timestamp,
	created_by string,
	updated_at timestamp,
	updated_by string,
	feature_columns array<string>,
	target_column string
)
TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
