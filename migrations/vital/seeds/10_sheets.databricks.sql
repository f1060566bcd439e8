-- Two sheets to look at. What is not one transaction with its row in the log may come twice, so this may.
MERGE INTO sheets AS t USING (
    SELECT * FROM VALUES
        ('sheet-1', 'Detectors', 'Photographs of detectors, with their readings'),
        ('sheet-2', 'Reports', 'Maintenance reports') AS v (id, name, description)
) AS s ON t.id = s.id
WHEN NOT MATCHED THEN INSERT (id, name, description, created_by) VALUES (s.id, s.name, s.description, 'seed');
