--- begin
CREATE TABLE stock (id int NOT NULL, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
CREATE TABLE audit (id int, n int);
CREATE FUNCTION noted(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit VALUES (i, 0); RETURN i; END $$;
--- a function that writes notx
CREATE TEMPORARY TABLE made AS SELECT noted(id) AS id FROM stock;
CREATE INDEX CONCURRENTLY ix_stock ON stock (id);
UPDATE stock SET n = n + 1 WHERE id IN (SELECT id FROM made);
--- into notx
SELECT id, n INTO TEMP taken FROM stock WHERE n > 2;
UPDATE stock SET n = n + 5;
CREATE INDEX CONCURRENTLY ix_stock_2 ON stock (n);
INSERT INTO audit SELECT id, n FROM taken;
--- a program notx
DO $$ BEGIN CREATE TEMP TABLE hidden (id int); INSERT INTO hidden VALUES (1), (2); END $$;
VACUUM stock;
DELETE FROM stock WHERE id IN (SELECT id FROM hidden);
--- not needed behind notx
CREATE TEMP TABLE once AS SELECT 1 AS id;
INSERT INTO audit SELECT id, 77 FROM once;
VACUUM stock;
INSERT INTO audit VALUES (5, 5);
