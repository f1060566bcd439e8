--- begin
CREATE TABLE seen (what text);
DROP ROLE IF EXISTS once_less;
CREATE ROLE once_less;
GRANT CREATE, USAGE ON SCHEMA public TO once_less;
--- as another notx
SET ROLE once_less;
CREATE TABLE theirs (id int);
INSERT INTO theirs VALUES (1);
CREATE INDEX CONCURRENTLY ix_theirs ON theirs (id);
RESET ROLE;
INSERT INTO seen SELECT 'theirs ' || id FROM theirs;
--- in a transaction notx
BEGIN;
SET LOCAL ROLE once_less;
INSERT INTO theirs VALUES (2);
COMMIT;
VACUUM seen;
SET SESSION AUTHORIZATION once_less;
INSERT INTO theirs VALUES (3);
RESET SESSION AUTHORIZATION;
INSERT INTO seen VALUES (current_user);
--- away
DROP OWNED BY once_less CASCADE;
DROP ROLE once_less;
