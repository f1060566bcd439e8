-- A prompt for them.
MERGE INTO templates AS t USING (
    SELECT 'template-1' AS id
) AS s ON t.id = s.id
WHEN NOT MATCHED THEN INSERT (id, name, prompt, created_by)
    VALUES (s.id, 'Defects', 'Which defect does this detector have?', 'seed');
