-- The desired schema, as `whimbrel schema dump` writes it; `whimbrel check` compares with it.
CREATE SCHEMA IF NOT EXISTS public;
CREATE TABLE public.canonical_labels (
    id character varying(255) NOT NULL,
    sheet_id character varying(255) NOT NULL,
    item_ref character varying(255) NOT NULL,
    label_type character varying(50) NOT NULL,
    label_data text,
    created_at timestamp without time zone,
    created_by character varying(255),
    updated_at timestamp without time zone,
    updated_by character varying(255)
);
CREATE TABLE public.example_store (
    id character varying(255) NOT NULL,
    input text,
    expected_output text,
    embedding text,
    created_at timestamp without time zone,
    created_by character varying(255),
    updated_at timestamp without time zone,
    updated_by character varying(255)
);
CREATE TABLE public.feedback_items (
    id character varying(255) NOT NULL,
    item_ref character varying(255),
    rating character varying(20),
    comment_text text,
    created_at timestamp without time zone,
    created_by character varying(255),
    updated_at timestamp without time zone,
    updated_by character varying(255),
    flagged boolean DEFAULT false
);
CREATE TABLE public.model_training_lineage (
    id character varying(255) NOT NULL,
    model_name character varying(255) NOT NULL,
    training_sheet_id character varying(255) NOT NULL,
    created_at timestamp without time zone,
    created_by character varying(255),
    updated_at timestamp without time zone,
    updated_by character varying(255)
);
CREATE TABLE public.monitor_alerts (
    id character varying(255) NOT NULL,
    endpoint_id character varying(255),
    alert_type character varying(50),
    threshold double precision,
    condition character varying(10),
    status character varying(20),
    triggered_at timestamp without time zone,
    acknowledged_at timestamp without time zone,
    acknowledged_by character varying(255),
    resolved_at timestamp without time zone,
    current_value double precision,
    message text,
    created_at timestamp without time zone
);
CREATE TABLE public.qa_pairs (
    id character varying(255) NOT NULL,
    training_sheet_id character varying(255),
    item_ref character varying(255),
    messages text,
    created_at timestamp without time zone,
    created_by character varying(255),
    updated_at timestamp without time zone,
    updated_by character varying(255)
);
CREATE TABLE public.sheets (
    id character varying(255) NOT NULL,
    name character varying(255),
    description text,
    image_columns text,
    text_columns text,
    metadata_columns text,
    created_at timestamp without time zone,
    created_by character varying(255),
    updated_at timestamp without time zone,
    updated_by character varying(255)
);
CREATE TABLE public.templates (
    id character varying(255) NOT NULL,
    name character varying(255),
    prompt text,
    created_at timestamp without time zone,
    created_by character varying(255),
    updated_at timestamp without time zone,
    updated_by character varying(255),
    feature_columns text[],
    target_column character varying(255)
);
CREATE TABLE public.training_sheets (
    id character varying(255) NOT NULL,
    sheet_id character varying(255),
    template_id character varying(255),
    name character varying(255),
    created_at timestamp without time zone,
    created_by character varying(255),
    updated_at timestamp without time zone,
    updated_by character varying(255),
    feature_columns text[],
    target_column character varying(255)
);
