-- told
--- begin
CREATE TABLE stock (id int NOT NULL, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- a settled session notx
SET statement_timeout = '1min';
PREPARE bump (int) AS UPDATE stock SET n = n + $1;
EXECUTE bump (5);
VACUUM stock;
EXECUTE bump (6);
SET app.x = 'y';
CREATE INDEX CONCURRENTLY ix ON stock (n);
UPDATE stock SET n = n + length(current_setting('app.x'));
RESET app.x;
DEALLOCATE bump;
UPDATE stock SET n = n + 1;
