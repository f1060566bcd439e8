--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
DROP ROLE IF EXISTS once_b;
CREATE ROLE once_b;
GRANT ALL ON SCHEMA public TO once_b;
GRANT ALL ON stock, seen TO once_b;
CREATE FUNCTION become() RETURNS void LANGUAGE plpgsql AS $$ BEGIN SET ROLE once_b; END $$;
CREATE FUNCTION become_by(r text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('role', r, false); END $$;
--- a role by a function notx
SELECT become();
CREATE TABLE theirs (id int);
CREATE INDEX CONCURRENTLY ON theirs (id);
CREATE TABLE theirs_too (id int);
INSERT INTO seen VALUES (current_user, 1);
RESET ROLE;
SELECT become_by('once_b');
INSERT INTO seen VALUES (current_user, 2);
VACUUM theirs;
INSERT INTO seen VALUES (current_user, 3);
--- oneself
INSERT INTO seen VALUES (current_user, 4);
--- away
DROP OWNED BY once_b;
DROP ROLE once_b;
