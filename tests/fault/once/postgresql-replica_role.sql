--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES ('tr', new.n); RETURN new; END $$;
CREATE TRIGGER tr AFTER UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION tr();
CREATE FUNCTION quiet() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('session_replication_role', 'replica', false); END $$;
--- without triggers notx
SET session_replication_role = replica;
UPDATE stock SET n = n + 1;
CREATE INDEX CONCURRENTLY ix ON stock (n);
UPDATE stock SET n = n + 1;
RESET session_replication_role;
UPDATE stock SET n = n + 1;
VACUUM stock;
UPDATE stock SET n = n + 1;
--- with them
UPDATE stock SET n = n + 1;
--- by a function notx
SELECT quiet();
UPDATE stock SET n = n + 1;
VACUUM stock;
UPDATE stock SET n = n + 1;
--- with them again
UPDATE stock SET n = n + 1;
