-- told
--- begin
CREATE TABLE stock (id int, n int);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- what no rollback takes back notx
BEGIN;
PREPARE bump (int) AS UPDATE stock SET n = n + $1;
EXECUTE bump (1);
ROLLBACK;
EXECUTE bump (2);
CREATE INDEX CONCURRENTLY stock_id ON stock (id);
BEGIN;
DEALLOCATE bump;
PREPARE bump (int) AS UPDATE stock SET n = n * $1;
ROLLBACK;
EXECUTE bump (3);
VACUUM stock;
EXECUTE bump (4);
BEGIN;
SAVEPOINT a;
PREPARE last AS INSERT INTO stock VALUES (9, 9);
ROLLBACK TO a;
EXECUTE last;
COMMIT;
EXECUTE last;
