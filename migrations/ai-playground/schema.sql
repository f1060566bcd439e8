-- The desired schema, as `whimbrel schema dump` writes it; `whimbrel check` compares with it.
CREATE SCHEMA IF NOT EXISTS public;
CREATE TABLE public.datasets (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description text,
    file_path character varying(500) NOT NULL,
    row_count integer,
    column_count integer,
    dtypes jsonb,
    missing_values jsonb,
    uploaded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT datasets_pkey PRIMARY KEY (id)
);
CREATE TABLE public.experiments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description text,
    status character varying(20) DEFAULT 'draft'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT experiments_pkey PRIMARY KEY (id)
);
CREATE TABLE public.feature_engineering (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    dataset_id uuid NOT NULL,
    operation character varying(100) NOT NULL,
    parameters jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT feature_engineering_pkey PRIMARY KEY (id)
);
CREATE TABLE public.generated_code (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    experiment_id uuid NOT NULL,
    code_type character varying(50) NOT NULL,
    content text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT generated_code_pkey PRIMARY KEY (id)
);
CREATE TABLE public.model_runs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    experiment_id uuid NOT NULL,
    model_type character varying(100) NOT NULL,
    hyperparameters jsonb,
    metrics jsonb,
    training_time double precision,
    model_artifact_path character varying(500),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    metadata jsonb,
    CONSTRAINT model_runs_pkey PRIMARY KEY (id),
    CONSTRAINT model_runs_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying, 'completed'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[])))
);
CREATE TABLE public.preprocessing_history (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    dataset_id uuid NOT NULL,
    output_dataset_id uuid,
    operation_type character varying(50) NOT NULL,
    column_name character varying(255),
    parameters jsonb,
    status character varying(20) DEFAULT 'completed'::character varying NOT NULL,
    error_message text,
    execution_time double precision,
    statistics jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT preprocessing_history_pkey PRIMARY KEY (id)
);
CREATE TABLE public.preprocessing_steps (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    dataset_id uuid NOT NULL,
    step_type character varying(50) NOT NULL,
    parameters jsonb,
    column_name character varying(255),
    "order" integer DEFAULT 0 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    fitted_transformer bytea,
    CONSTRAINT preprocessing_steps_pkey PRIMARY KEY (id)
);
CREATE TABLE public.tuning_runs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    model_run_id uuid NOT NULL,
    tuning_method character varying(50) NOT NULL,
    best_params jsonb,
    results jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tuning_runs_pkey PRIMARY KEY (id)
);
CREATE TABLE public.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(255) NOT NULL,
    hashed_password character varying(255) NOT NULL,
    full_name character varying(255),
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);
ALTER TABLE public.datasets ADD CONSTRAINT datasets_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE public.experiments ADD CONSTRAINT experiments_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE public.feature_engineering ADD CONSTRAINT feature_engineering_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES public.datasets(id) ON DELETE CASCADE;
ALTER TABLE public.generated_code ADD CONSTRAINT generated_code_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES public.experiments(id) ON DELETE CASCADE;
ALTER TABLE public.model_runs ADD CONSTRAINT model_runs_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES public.experiments(id) ON DELETE CASCADE;
ALTER TABLE public.preprocessing_history ADD CONSTRAINT preprocessing_history_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES public.datasets(id) ON DELETE CASCADE;
ALTER TABLE public.preprocessing_history ADD CONSTRAINT preprocessing_history_output_dataset_id_fkey FOREIGN KEY (output_dataset_id) REFERENCES public.datasets(id) ON DELETE SET NULL;
ALTER TABLE public.preprocessing_steps ADD CONSTRAINT preprocessing_steps_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES public.datasets(id) ON DELETE CASCADE;
ALTER TABLE public.tuning_runs ADD CONSTRAINT tuning_runs_model_run_id_fkey FOREIGN KEY (model_run_id) REFERENCES public.model_runs(id) ON DELETE CASCADE;
CREATE INDEX ix_datasets_user_id ON public.datasets USING btree (user_id);
CREATE INDEX ix_experiments_user_id ON public.experiments USING btree (user_id);
CREATE INDEX ix_feature_engineering_dataset_id ON public.feature_engineering USING btree (dataset_id);
CREATE INDEX ix_generated_code_experiment_id ON public.generated_code USING btree (experiment_id);
CREATE INDEX ix_model_runs_experiment_id ON public.model_runs USING btree (experiment_id);
CREATE INDEX ix_model_runs_status ON public.model_runs USING btree (status);
CREATE INDEX ix_preprocessing_history_created_at ON public.preprocessing_history USING btree (created_at);
CREATE INDEX ix_preprocessing_history_dataset_id ON public.preprocessing_history USING btree (dataset_id);
CREATE INDEX ix_preprocessing_history_output_dataset_id ON public.preprocessing_history USING btree (output_dataset_id);
CREATE INDEX ix_preprocessing_steps_dataset_id ON public.preprocessing_steps USING btree (dataset_id);
CREATE INDEX ix_preprocessing_steps_is_active ON public.preprocessing_steps USING btree (is_active);
CREATE INDEX ix_tuning_runs_model_run_id ON public.tuning_runs USING btree (model_run_id);
CREATE UNIQUE INDEX ix_users_email ON public.users USING btree (email);
