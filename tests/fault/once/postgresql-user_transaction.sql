-- told
--- begin
CREATE TABLE stock (id int NOT NULL, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- chained notx
BEGIN;
UPDATE stock SET n = n + 1;
COMMIT AND CHAIN;
UPDATE stock SET n = n * 2;
ROLLBACK AND CHAIN;
UPDATE stock SET n = n + 100;
END;
CREATE INDEX CONCURRENTLY ix ON stock (n);
START TRANSACTION;
UPDATE stock SET n = n + 1000;
SAVEPOINT here;
UPDATE stock SET n = 0;
ROLLBACK TO here;
COMMIT;
UPDATE stock SET n = n + 1;
--- down notx
UPDATE stock SET n = n - 1;
DROP INDEX CONCURRENTLY ix;
BEGIN;
UPDATE stock SET n = n - 1101;
COMMIT;
