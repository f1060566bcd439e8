--- begin
CREATE TABLE stock (id INT, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- out notx
UPDATE stock SET n = n + 1;
VACUUM INTO 'out.db';
UPDATE stock SET n = n + 1;
