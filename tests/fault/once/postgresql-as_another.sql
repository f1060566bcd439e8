--- begin
DROP ROLE IF EXISTS once_a;
CREATE ROLE once_a;
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
GRANT ALL ON ALL TABLES IN SCHEMA public TO once_a;
GRANT CREATE, USAGE ON SCHEMA public TO once_a;
CREATE FUNCTION who() RETURNS text SECURITY DEFINER LANGUAGE sql AS 'SELECT current_user::text';
--- as another notx
SET SESSION AUTHORIZATION once_a;
CREATE TABLE mine (id int);
CREATE INDEX CONCURRENTLY mix ON mine (id);
INSERT INTO seen VALUES (current_user || session_user || who(), 1);
RESET SESSION AUTHORIZATION;
SET ROLE once_a;
CREATE TEMP TABLE t AS SELECT * FROM stock;
VACUUM mine;
INSERT INTO seen SELECT current_user, n FROM t;
SET ROLE NONE;
REINDEX TABLE CONCURRENTLY mine;
INSERT INTO seen SELECT 'test', n FROM t;
SELECT set_config('role', 'once_a', false);
VACUUM mine;
CREATE TABLE theirs (id int);
RESET ROLE;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO once_a;
CREATE TABLE pub (id int);
--- gone
DROP OWNED BY once_a;
INSERT INTO seen VALUES (current_user, 0);
--- role
DROP ROLE once_a;
