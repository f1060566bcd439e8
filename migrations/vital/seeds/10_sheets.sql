-- Two sheets to look at.
INSERT INTO sheets (id, name, description, created_by) VALUES
    ('sheet-1', 'Detectors', 'Photographs of detectors, with their readings', 'seed'),
    ('sheet-2', 'Reports', 'Maintenance reports', 'seed');
