-- A prompt for them.
INSERT INTO templates (id, name, prompt, created_by) VALUES
    ('template-1', 'Defects', 'Which defect does this detector have?', 'seed');
