--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION lev() RETURNS text LANGUAGE sql AS $$ SELECT current_setting('transaction_isolation') || current_setting('default_transaction_deferrable') $$;
--- how transactions begin notx
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;
INSERT INTO seen VALUES (lev(), 1);
VACUUM stock;
INSERT INTO seen VALUES (lev(), 2);
SET default_transaction_isolation = 'repeatable read';
SET default_transaction_deferrable = on;
CREATE INDEX CONCURRENTLY ix ON stock (n);
INSERT INTO seen VALUES (lev(), 3);
BEGIN ISOLATION LEVEL READ COMMITTED;
INSERT INTO seen VALUES (lev(), 4);
COMMIT;
BEGIN;
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
INSERT INTO seen VALUES (lev(), 5);
COMMIT AND CHAIN;
INSERT INTO seen VALUES (lev(), 6);
COMMIT;
--- as usual
INSERT INTO seen VALUES (lev(), 7);
