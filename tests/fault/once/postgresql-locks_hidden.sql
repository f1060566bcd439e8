-- told
--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n int);
CREATE FUNCTION hold() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_lock(77); RETURN 1; END $$;
--- by a function
UPDATE stock SET n = n + hold();
--- none is left
INSERT INTO seen SELECT 'left', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (77, 78);
CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_lock(78); RETURN new; END $$;
CREATE TRIGGER held AFTER UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION held();
--- by a trigger
UPDATE stock SET n = n + 1;
--- nor of that
INSERT INTO seen SELECT 'left', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (77, 78);
