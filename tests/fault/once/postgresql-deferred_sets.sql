--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE TABLE child (id int, sid int REFERENCES stock DEFERRABLE INITIALLY IMMEDIATE);
CREATE FUNCTION at_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.end', (coalesce(nullif(current_setting('app.end', true), ''), '0')::int + 1)::text, false); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER at_end AFTER UPDATE ON stock DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_end();
--- what happens at a commit notx
BEGIN;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO child VALUES (1, 9);
INSERT INTO stock VALUES (9, 9);
UPDATE stock SET n = n + 1;
COMMIT;
INSERT INTO seen VALUES ('end', current_setting('app.end')::int);
UPDATE stock SET n = n + 1;
CREATE INDEX CONCURRENTLY ix ON child (sid);
INSERT INTO seen VALUES ('end', current_setting('app.end')::int);
BEGIN;
SAVEPOINT a;
UPDATE stock SET n = 0;
ROLLBACK TO a;
SET CONSTRAINTS at_end IMMEDIATE;
UPDATE stock SET n = n + 1 WHERE id = 1;
INSERT INTO seen VALUES ('end', current_setting('app.end')::int);
COMMIT;
VACUUM stock;
INSERT INTO seen VALUES ('end', current_setting('app.end')::int);
--- in a transaction
UPDATE stock SET n = n + 1;
INSERT INTO seen VALUES ('end' || coalesce(current_setting('app.end', true), ''), 0);
