--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int, pid int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES ('late', (SELECT max(n) FROM stock)); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON stock DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late();
--- each statement by itself notx
UPDATE stock SET n = n + 1;
UPDATE stock SET n = n * 2;
SET LOCAL app.x = '1';
INSERT INTO seen SELECT 'local ' || coalesce(nullif(current_setting('app.x', true), ''), 'none'), 0;
SELECT set_config('app.y', '2', true);
INSERT INTO seen SELECT 'local ' || coalesce(nullif(current_setting('app.y', true), ''), 'none'), 0;
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE stock SET n = n + 5;
UPDATE stock SET n = n + 7 WHERE id = 1;
CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT 1 AS id;
INSERT INTO seen SELECT 'gone', count(*) FROM pg_class WHERE relname = 'gone';
SELECT pg_advisory_xact_lock(5);
INSERT INTO seen SELECT 'locks', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 5;
VACUUM stock;
INSERT INTO seen SELECT 'rows', count(*) FROM seen;
--- down notx
UPDATE stock SET n = 1 WHERE id = 1;
UPDATE stock SET n = 10 WHERE id = 2;
DELETE FROM seen;
