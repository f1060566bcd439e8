-- pair: who may do what and whose it is
CREATE TABLE t (id int, secret text);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT SELECT ON t TO app_anon;
-- roles
app_anon app_auth
-- rows
INSERT INTO t VALUES (1, 'x');
-- ask
SELECT * FROM t;
-- desired
CREATE TABLE t (id int, secret text);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT SELECT (id) ON t TO app_anon;
REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
ALTER TABLE t OWNER TO app_auth;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app_anon;
-- pair: grants on every kind of object come from nothing
-- roles
app_anon app_auth
-- desired
CREATE SCHEMA app;
CREATE TABLE app.t (id int GENERATED ALWAYS AS IDENTITY, n serial, secret text);
CREATE TABLE p (at int) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE VIEW v AS SELECT id FROM app.t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM app.t;
CREATE SEQUENCE s;
CREATE TYPE e AS ENUM ('a');
CREATE DOMAIN d AS int;
CREATE TYPE c AS (a int);
CREATE TYPE r AS RANGE (SUBTYPE = int4);
CREATE FUNCTION f(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE pr(a int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE agg(int) (SFUNC = int4pl, STYPE = int);
GRANT USAGE ON SCHEMA app TO app_anon;
GRANT CREATE, USAGE ON SCHEMA app TO app_auth WITH GRANT OPTION;
GRANT SELECT, INSERT ON app.t TO app_anon;
GRANT UPDATE (secret), SELECT (id, secret) ON app.t TO app_auth;
GRANT ALL ON app.t_n_seq TO app_anon;
GRANT SELECT ON v TO PUBLIC;
GRANT SELECT (id) ON v TO app_auth;
GRANT SELECT ON m TO app_anon;
GRANT SELECT ON p TO app_anon;
GRANT INSERT ON p1 TO app_anon;
GRANT USAGE ON SEQUENCE s TO app_anon;
REVOKE USAGE ON TYPE e FROM PUBLIC;
GRANT USAGE ON TYPE e TO app_anon;
REVOKE ALL ON DOMAIN d FROM PUBLIC;
GRANT USAGE ON TYPE c TO app_anon WITH GRANT OPTION;
GRANT USAGE ON TYPE r TO app_anon;
REVOKE ALL ON FUNCTION f FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f TO app_anon;
REVOKE ALL ON PROCEDURE pr FROM PUBLIC;
REVOKE ALL ON FUNCTION agg(int) FROM PUBLIC;
REVOKE DELETE, TRUNCATE ON app.t FROM test;
-- pair: grants with grant options come and go
CREATE TABLE t (id int, a text);
GRANT SELECT, INSERT ON t TO app_anon;
GRANT UPDATE ON t TO app_auth WITH GRANT OPTION;
GRANT SELECT (a) ON t TO app_auth;
-- roles
app_anon app_auth
-- desired
CREATE TABLE t (id int, a text);
GRANT SELECT ON t TO app_anon WITH GRANT OPTION;
GRANT UPDATE, DELETE ON t TO app_auth;
GRANT SELECT (id), UPDATE (a) ON t TO app_auth;
-- pair: nobody may what everybody might
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION g() FROM PUBLIC;
-- roles
app_anon
-- desired
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f() TO app_anon;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app_anon;
-- pair: default privileges change
CREATE SCHEMA app;
CREATE TABLE app.old (id int);
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO app_anon;
ALTER DEFAULT PRIVILEGES FOR ROLE app_auth IN SCHEMA app GRANT USAGE ON SEQUENCES TO app_anon;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
-- roles
app_anon app_auth
-- desired
CREATE SCHEMA app;
CREATE TABLE app.old (id int);
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT ON TABLES TO app_anon WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE app_auth GRANT USAGE ON TYPES TO app_anon;
ALTER DEFAULT PRIVILEGES FOR ROLE app_auth REVOKE USAGE ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO app_anon;
-- pair: what is made under default privileges has what is desired
CREATE TABLE old (id int);
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app_anon;
-- roles
app_anon app_auth
-- desired
CREATE TABLE old (id int);
CREATE TABLE before (id int);
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app_anon;
CREATE TABLE behind (id int);
-- pair: owners of every kind change
CREATE SCHEMA app;
CREATE TABLE t (id serial);
CREATE TABLE u (id int);
ALTER TABLE u OWNER TO app_auth;
CREATE VIEW v AS SELECT 1 AS a;
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE e AS ENUM ('a');
CREATE DOMAIN d AS int;
CREATE SEQUENCE s;
-- roles
app_anon app_auth
-- desired
CREATE SCHEMA app;
ALTER SCHEMA app OWNER TO app_auth;
CREATE TABLE t (id serial);
ALTER TABLE t OWNER TO app_auth;
CREATE TABLE u (id int);
ALTER TABLE u OWNER TO app_anon;
CREATE VIEW v AS SELECT 1 AS a;
ALTER VIEW v OWNER TO app_auth;
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f(int) OWNER TO app_auth;
CREATE TYPE e AS ENUM ('a');
ALTER TYPE e OWNER TO app_auth;
CREATE DOMAIN d AS int;
ALTER DOMAIN d OWNER TO app_auth;
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO app_auth;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
ALTER MATERIALIZED VIEW m OWNER TO app_auth;
CREATE COLLATION col FROM "C";
ALTER COLLATION col OWNER TO app_auth;
CREATE STATISTICS st ON id, (id + 1) FROM u;
ALTER STATISTICS st OWNER TO app_auth;
-- pair: owners of partitioned tables, their partitions and heirs
CREATE TABLE p (at int, PRIMARY KEY (at)) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p OWNER TO app_auth;
CREATE TABLE q (at int) PARTITION BY LIST (at);
CREATE TABLE base (id int);
CREATE TABLE heir () INHERITS (base);
-- roles
app_anon app_auth
-- desired
CREATE TABLE p (at int, PRIMARY KEY (at)) PARTITION BY RANGE (at);
ALTER TABLE p OWNER TO app_anon;
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 OWNER TO app_auth;
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (at);
ALTER TABLE p2 OWNER TO app_auth;
CREATE TABLE p21 PARTITION OF p2 FOR VALUES FROM (10) TO (15);
ALTER TABLE p21 OWNER TO app_anon;
CREATE TABLE q (at int) PARTITION BY LIST (at);
ALTER TABLE q OWNER TO app_auth;
CREATE TABLE base (id int);
CREATE TABLE heir () INHERITS (base);
ALTER TABLE heir OWNER TO app_auth;
CREATE TYPE c AS (a int);
CREATE TABLE typed OF c;
ALTER TABLE typed OWNER TO app_auth;
-- pair: an owner changes together with what others may do
CREATE TABLE t (id int, a text);
GRANT SELECT ON t TO app_auth;
GRANT INSERT ON t TO app_anon;
-- roles
app_anon app_auth
-- desired
CREATE TABLE t (id int, a text);
ALTER TABLE t OWNER TO app_auth;
GRANT UPDATE ON t TO app_anon;
-- pair: what is made anew with grants gets them back
CREATE TABLE t (id int, a text, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE MATERIALIZED VIEW m AS SELECT b FROM t;
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE x (e e);
GRANT SELECT ON t, v, w, m TO app_anon;
GRANT UPDATE (a) ON t TO app_anon;
GRANT SELECT (a) ON v TO app_auth WITH GRANT OPTION;
REVOKE EXECUTE ON FUNCTION f FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f TO app_anon;
REVOKE USAGE ON TYPE e FROM PUBLIC;
ALTER VIEW w OWNER TO app_auth;
-- roles
app_anon app_auth
-- desired
CREATE TABLE t (id bigint, a varchar(50), b int);
CREATE VIEW v AS SELECT a, id FROM t;
CREATE VIEW w AS SELECT a FROM v;
CREATE FUNCTION f(b int) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
CREATE MATERIALIZED VIEW m AS SELECT b, id FROM t;
CREATE TYPE e AS ENUM ('c', 'a');
CREATE TABLE x (e e);
GRANT SELECT ON t, v, w, m TO app_anon;
GRANT UPDATE (a) ON t TO app_anon;
GRANT SELECT (a) ON v TO app_auth WITH GRANT OPTION;
REVOKE EXECUTE ON FUNCTION f FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f TO app_anon;
REVOKE USAGE ON TYPE e FROM PUBLIC;
ALTER VIEW w OWNER TO app_auth;
-- pair: grants on columns and partitions that come and go
CREATE TABLE p (at int, gone text, stays text) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
GRANT SELECT (gone, stays) ON p TO app_anon;
GRANT SELECT ON p1 TO app_anon;
-- roles
app_anon app_auth
-- desired
CREATE TABLE p (at int, stays text, came text) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
GRANT SELECT (stays, came) ON p TO app_anon;
GRANT SELECT ON p2 TO app_anon;
-- pair: what others have granted
CREATE TABLE t (id int);
GRANT SELECT ON t TO app_auth WITH GRANT OPTION;
-- roles
app_anon app_auth
-- desired
CREATE TABLE t (id int);
GRANT SELECT ON t TO app_auth WITH GRANT OPTION;
SET ROLE app_auth;
GRANT SELECT ON t TO app_anon;
RESET ROLE;

-- pair: what an extension has may be used by others
CREATE EXTENSION ltree;
CREATE EXTENSION pg_stat_statements;
CREATE TABLE t (id int);
GRANT EXECUTE ON FUNCTION nlevel(ltree) TO app;
GRANT SELECT ON t TO app;
-- roles
app
other
-- desired
CREATE EXTENSION ltree;
CREATE EXTENSION pg_stat_statements;
CREATE TABLE t (id int);
REVOKE EXECUTE ON FUNCTION subpath(ltree, int) FROM PUBLIC;
REVOKE SELECT ON pg_stat_statements FROM PUBLIC;
GRANT SELECT ON pg_stat_statements TO other;
GRANT SELECT ON t TO app;

-- pair: default privileges reach what an extension brings
CREATE TABLE t (id int);
-- desired
CREATE TABLE t (id int);
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE EXTENSION intarray;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';

-- pair: who owns operators and languages
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR FAMILY fam USING btree;
CREATE OPERATOR CLASS cls FOR TYPE int USING btree FAMILY fam AS OPERATOR 3 ===, FUNCTION 1 btint4cmp(int, int);
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER evt ON ddl_command_end EXECUTE FUNCTION et();
CREATE FUNCTION lh() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TRUSTED LANGUAGE pl2 HANDLER lh;
-- desired
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR FAMILY fam USING btree;
CREATE OPERATOR CLASS cls FOR TYPE int USING btree FAMILY fam AS OPERATOR 3 ===, FUNCTION 1 btint4cmp(int, int);
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER evt ON ddl_command_end EXECUTE FUNCTION et();
CREATE FUNCTION lh() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TRUSTED LANGUAGE pl2 HANDLER lh;
ALTER OPERATOR === (int, int) OWNER TO app;
ALTER OPERATOR FAMILY fam USING btree OWNER TO app;
ALTER OPERATOR CLASS cls USING btree OWNER TO app;
ALTER CONVERSION conv OWNER TO app;
ALTER LANGUAGE pl2 OWNER TO app;
REVOKE USAGE ON LANGUAGE pl2 FROM PUBLIC;
GRANT USAGE ON LANGUAGE pl2 TO app;

-- pair: grants on columns of a view that default privileges reach, and of what becomes a table
CREATE SCHEMA api;
CREATE TABLE t (id int PRIMARY KEY, secret text, name text);
CREATE VIEW api.t AS SELECT id, name FROM t;
CREATE MATERIALIZED VIEW m AS SELECT name, count(*) AS n FROM t GROUP BY name;
CREATE INDEX m_name ON m (name);
GRANT SELECT (id), UPDATE (name) ON api.t TO app;
GRANT SELECT ON m TO app;
ALTER DEFAULT PRIVILEGES IN SCHEMA api GRANT SELECT ON TABLES TO app;
-- desired
CREATE SCHEMA api;
CREATE TABLE t (id bigint PRIMARY KEY, secret text, name text, mail text);
CREATE VIEW api.t AS SELECT id, mail, name FROM t;
CREATE TABLE m (name text, n bigint);
CREATE INDEX m_name ON m (name);
GRANT SELECT (id, mail), UPDATE (name) ON api.t TO app;
GRANT SELECT (name) ON m TO app;
ALTER DEFAULT PRIVILEGES IN SCHEMA api GRANT SELECT, INSERT ON TABLES TO app;
-- rows
INSERT INTO t (id, name) VALUES (1, 'x');
-- ask
SELECT id, name FROM api.t;
