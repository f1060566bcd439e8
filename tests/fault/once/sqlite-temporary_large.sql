--- begin
CREATE TABLE stock (id INT, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- too large to be kept notx
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE large AS SELECT 1 AS id, zeroblob(5000000) AS b;
UPDATE stock SET n = n + 1;
UPDATE stock SET n = n + (SELECT count(*) FROM large);
DROP TABLE large;
CREATE TEMP TABLE small AS SELECT 5 AS n;
UPDATE stock SET n = n + 2;
UPDATE stock SET n = n + (SELECT n FROM small);
