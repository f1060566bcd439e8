#!/bin/bash
# SPDX-License-Identifier: MIT
# What is not known is neither there nor absent: statements that are not run on a scratch database.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"

# The lines of FILE that were not compared, and for what else a statement was not run.
unknown_lines() {
	sed -nE 's/^not compared statement .*\.sql:([0-9]+): .*/\1/p' <<<"$out" | tr '\n' ' '
}
passed_lines() {
	sed -nE 's/.*\.sql:([0-9]+): not run on the scratch database: .*/\1/p' <<<"$err" | tr '\n' ' '
}

# numbered TEXT: a revision of it, not run but recorded; its first line is line 6
recorded() {
	pg_project
	revision a '' "$1"
	ok stamp a
}

t "statements that reach out now are not run, and what they make is not known"
recorded "CREATE EXTENSION IF NOT EXISTS dblink;
SELECT public.dblink_exec('x', 'y');
CREATE TABLE copied AS SELECT * FROM dblink('x', 'SELECT 1') AS t (a int);
CREATE FUNCTION far() RETURNS int LANGUAGE sql AS 'SELECT lo_import(''/nowhere'')';
SELECT far();
CREATE TABLE filled (a int DEFAULT far());
INSERT INTO filled VALUES (1);
ALTER TABLE filled ADD COLUMN b int DEFAULT far();
CREATE VIEW looks AS SELECT far() AS a;
CREATE MATERIALIZED VIEW kept AS SELECT a FROM looks;
CREATE MATERIALIZED VIEW empty AS SELECT a FROM looks WITH NO DATA;
REFRESH MATERIALIZED VIEW empty;
DO 'BEGIN PERFORM far(); END';
DO 'BEGIN EXECUTE ''ALTER '' || ''SYSTEM SET work_mem = 1''; END';
DO 'BEGIN GRANT pg_monitor TO CURRENT_USER; CREATE TABLE made (a int); END';
CREATE TABLE watched (a int);
CREATE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM far(); RETURN NEW; END';
CREATE TRIGGER fires BEFORE INSERT ON watched FOR EACH ROW EXECUTE FUNCTION fired();
INSERT INTO watched VALUES (1);
CREATE PROCEDURE go() LANGUAGE plpgsql AS 'BEGIN CREATE ROLE gone; END';
CALL go();
DROP OWNED BY CURRENT_USER;"
run check
expect_exit 3
expect_equal 'not compared' "$(unknown_lines)" '7 8 10 12 13 15 17 18 19 20 24 26 27 '
expect_equal 'passed over' "$(passed_lines)" ''
expect_equal roles "$(pg "SELECT count(*) FROM pg_roles WHERE rolname = 'gone'")" 0

t "what makes nothing in the database is passed over, with a word"
recorded "CREATE ROLE none_such;
ALTER SYSTEM SET work_mem = '1MB';
COPY (SELECT 1) TO '/nowhere/x';
SELECT pg_reload_conf();
SELECT pg_switch_wal() WHERE false;
DO 'BEGIN CREATE ROLE none_such; EXCEPTION WHEN duplicate_object THEN NULL; END';
DO \$\$ BEGIN EXECUTE format('DROP ROLE %I', 'none_such'); END \$\$;
COMMENT ON ROLE none_such IS 'x';
GRANT none_such TO CURRENT_USER;"
ok check
expect_equal 'passed over' "$(passed_lines)" '6 7 8 9 10 11 12 13 14 '

t "what only looks like it is run"
recorded "CREATE TABLE pg_notify_outbox (pg_reload_conf int, dblink text, lo_export int);
INSERT INTO pg_notify_outbox (pg_reload_conf, dblink) VALUES (1, 'dblink_exec(1)');
SELECT dblink, 'SELECT pg_reload_conf()' AS lo_import FROM pg_notify_outbox;
CREATE SCHEMA other;
CREATE FUNCTION other.pg_reload_conf() RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT other.pg_reload_conf();
CREATE TABLE \"dblink\" (load int);
INSERT INTO dblink (load) VALUES (1);
WITH dblink (load) AS (SELECT 1) SELECT * FROM dblink;
DO 'DECLARE load int := 1; create_role text; BEGIN load := 2; RAISE NOTICE ''create role''; PERFORM pg_notify(''a'', ''b''); END';
CREATE FUNCTION stored() RETURNS int LANGUAGE sql AS 'SELECT dblink_exec(''x'')::int' ;
NOTIFY a;
LISTEN a;
CREATE TABLE last (x int);"
sed -i "s/dblink_exec(''x'')::int/pg_backend_pid()/" migrations/a.sql
run check
expect_equal 'not compared' "$(unknown_lines)" ''
expect_equal 'passed over' "$(passed_lines)" ''
expect_stdout_like 'drift +create table public.last'

t "autogenerate, diff, test and lint write nothing over it, and name the line"
pg_project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
pg 'CREATE TABLE audit (id int PRIMARY KEY)' >/dev/null
echo 'DO $$ BEGIN CREATE ROLE none_such; CREATE TABLE audit (id int PRIMARY KEY); END $$;' >schema.sql
for command in 'revision --autogenerate -m x' 'diff' '-q revision --autogenerate -m x'; do
	# shellcheck disable=SC2086
	run $command
	expect_exit 2
	expect_stderr_like 'not compared: statement .*schema.sql:1: '
	expect_stderr '`scratch` server runs it'
done
run check
expect_exit 3
expect_stdout_like 'not compared statement .*schema.sql:1: '
expect_equal files "$(ls migrations)" ''
revision a '' "DO 'BEGIN CREATE ROLE none_such; CREATE TABLE other (x int); END';"
for command in test lint; do
	run $command
	expect_exit 2
	expect_stderr_like 'not compared: statement .*a.sql:6: '
	run --format json $command
	expect_json '$.not_compared[0].kind' statement
done
revision a '' 'CREATE TABLE other (x int);'
for command in test lint; do
	ok --format json $command
	expect_json '$.not_compared' '[]'
done

t "a role that what was not run would have made is named once, with the way out"
for use in 'CREATE POLICY p ON t TO app_visitor USING (true);' 'SET ROLE app_visitor;' 'CREATE SCHEMA s AUTHORIZATION app_visitor;' \
	"SELECT has_table_privilege('app_visitor', 't', 'SELECT');" 'GRANT SELECT ON t TO app_visitor; CREATE POLICY p ON t TO app_visitor USING (true);'; do
	pg_project
	revision a '' "DO 'BEGIN CREATE ROLE app_visitor; EXCEPTION WHEN duplicate_object THEN NULL; END';
CREATE TABLE t (id int);
$use" 'DROP TABLE t;'
	run test
	expect_exit 3
	expect_stdout_like 'a.sql:8: role "app_visitor" does not exist: what makes roles is not run .*scratch = "private"'
	run lint
	expect_exit 1
	expect_stderr_like 'a.sql:8: role "app_visitor" does not exist: .*scratch = "private"'
	rm -r migrations
done

t "a server that can't do it has failed, and is no dialect that can't"
pg_project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
echo 'CREATE TABLE t (id int CHECK (id > (SELECT 1)));' >schema.sql
run check
expect_exit 3
expect_stdout_like 'not compared schema desired: .*schema.sql:1: cannot use subquery'
revision a '' 'CREATE EXTENSION none_such;'
run upgrade
expect_exit 1

t "revisions that can't be replayed are not compared"
pg_project
pg 'CREATE TABLE legacy (a int, by_hand int)' >/dev/null
revision a '' 'ALTER TABLE legacy ADD COLUMN b int;'
ok stamp a
run check
expect_exit 3
expect_stdout_like 'not compared revisions applied: .*a.sql:6: relation "legacy" does not exist'
run --format json check
expect_json '$.not_compared[0].name' applied
ok check --no-schema

t "what can be read and not made again stops nothing but itself"
pg_project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
base="CREATE TYPE far;
CREATE FUNCTION far_in(cstring) RETURNS far STRICT IMMUTABLE LANGUAGE internal AS 'int4in';
CREATE FUNCTION far_out(far) RETURNS cstring STRICT IMMUTABLE LANGUAGE internal AS 'int4out';
CREATE TYPE far (INPUT = far_in, OUTPUT = far_out, INTERNALLENGTH = 4, PASSEDBYVALUE);
CREATE VIEW looks_far AS SELECT '1'::far AS a;
CREATE VIEW itself AS SELECT 1 AS a;
CREATE OR REPLACE VIEW itself AS SELECT a FROM itself;
CREATE TABLE near (a int);"
pg "$base" >/dev/null
ok schema dump
expect_stderr_like 'left out: type public.far: it can be read and not made again'
expect_stderr_like 'left out: view public.looks_far: it needs'
expect_stderr_like 'left out: view public.itself: '
expect_stdout_has 'CREATE TABLE public.near'
printf '%s\nALTER TABLE near ADD b int;\n' "$base" >schema.sql
ok diff
expect_stdout 'ALTER TABLE public.near ADD COLUMN b integer;'
ok revision --autogenerate -m b --rev-id b
ok upgrade
for command in diff 'schema dump' 'revision --autogenerate -m none'; do
	# shellcheck disable=SC2086 # words
	ok --format json $command
	expect_json '$.not_compared[0].name' public.far
done
echo 'CREATE TABLE near (a int, b int);' >schema.sql
run diff
expect_exit 2
expect_stderr_like 'not compared: type public.far: '
for command in diff 'revision --autogenerate -m none'; do
	# shellcheck disable=SC2086 # words
	run --format json $command
	expect_exit 2
	expect_json '$.exit_code' 2
	expect_json '$.not_compared[0].kind' type
	expect_json '$.not_compared[0].name' public.far
done
ok --format json schema diagram

t "a text that is known only when it runs is not run"
pg_project
pg "CREATE TABLE wishes (sql text); INSERT INTO wishes VALUES ('CREATE ROLE wished')" >/dev/null
revision a '' "CREATE TABLE wishes (sql text);
CREATE FUNCTION wish(what text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE what; END';
DO 'DECLARE r record; BEGIN FOR r IN SELECT sql FROM wishes LOOP EXECUTE r.sql; END LOOP; END';
DO \$\$ DECLARE s text; BEGIN SELECT sql INTO s FROM wishes LIMIT 1; EXECUTE s; END \$\$;
DO \$\$ DECLARE s text := (SELECT min(sql) FROM wishes); BEGIN EXECUTE s; END \$\$;
DO \$\$ BEGIN EXECUTE (SELECT sql FROM wishes); END \$\$;
DO \$\$ DECLARE kind text := (SELECT sql FROM wishes); BEGIN EXECUTE format('CREATE %s x', kind); EXECUTE 'DROP ' || kind || ' x'; END \$\$;
DO \$\$ BEGIN EXECUTE format('%s', current_setting('app.sql')); END \$\$;
DO 'BEGIN EXECUTE ''SELECT 1; '' || current_setting(''app.sql''); END';
SELECT wish('CREATE ROLE wished');
DO \$\$ BEGIN PERFORM wish('CREATE ROLE wished'); END \$\$;"
ok stamp a
run check
expect_exit 3
expect_equal 'not compared' "$(unknown_lines)" '8 9 10 11 12 13 14 15 16 '
expect_stdout_has 'known only when it runs'
expect_stdout_has '`scratch` server runs it'
expect_equal roles "$(pg "SELECT count(*) FROM pg_roles WHERE rolname = 'wished'")" 0

t "code in a language that is not looked into is not run, unless it can only read"
recorded "CREATE LANGUAGE plperl HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION far(language text) RETURNS int LANGUAGE plperl AS 'BEGIN RETURN 1; END';
SELECT far('sql');
DO LANGUAGE plperl 'BEGIN NULL; END';
CREATE FUNCTION near() RETURNS int IMMUTABLE LANGUAGE 'plperl' AS 'BEGIN RETURN 1; END';
CREATE TABLE t AS SELECT near() AS a;
CREATE FUNCTION plain(int) RETURNS TABLE (language text) LANGUAGE plpgsql AS 'BEGIN RETURN; END';
SELECT plain(1);
CREATE INDEX i ON t ((far('x')));
DROP INDEX i;"
run check
expect_exit 3
expect_equal 'not compared' "$(unknown_lines)" '8 9 14 '

t "a text whose beginning stands in the code is run"
recorded "CREATE TABLE t (a int, b text);
DO 'BEGIN EXECUTE ''ALTER TABLE t ADD c '' || ''int''; EXECUTE format(''CREATE INDEX %I ON t (a)'', ''t_a''); END';
DO \$\$ DECLARE r record; BEGIN FOR r IN SELECT 'COMMENT ON COLUMN t.' || quote_ident(attname) || ' IS ''x''' AS line FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 LOOP EXECUTE r.line; END LOOP; END \$\$;
DO \$\$ DECLARE q text; n name; BEGIN q := 'CREATE VIEW v AS'; q := q || ' SELECT a FROM t'; EXECUTE q; FOREACH n IN ARRAY ARRAY['a', 'b'] LOOP EXECUTE format('ALTER TABLE t ALTER %I DROP DEFAULT', n); END LOOP; END \$\$;
DO \$\$ DECLARE s text; BEGIN SELECT string_agg('DROP VIEW ' || viewname, '; ') INTO s FROM pg_views WHERE viewname = 'v'; EXECUTE s; FOR s IN SELECT 'SELECT ' || a FROM t LOOP EXECUTE s; END LOOP; END \$\$;
DO \$\$ DECLARE s CONSTANT text DEFAULT concat('CREATE SEQUENCE ', 'sq'); BEGIN EXECUTE s; EXECUTE CASE WHEN true THEN 'DROP SEQUENCE sq' ELSE 'SELECT 1' END; END \$\$;
DO \$\$ DECLARE d text; n bigint; BEGIN d := pg_get_indexdef('t_a'::regclass); EXECUTE 'DROP INDEX t_a'; EXECUTE d; FOR n IN EXECUTE 'SELECT 1' LOOP END LOOP; EXECUTE (SELECT format('SELECT %L', 'x')) INTO d; END \$\$;
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN EXECUTE 'INSERT INTO log_' || TG_TABLE_NAME || ' SELECT \$1.*' USING NEW; RETURN NEW; END \$\$;
CREATE TRIGGER audit AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION audit();
ALTER TABLE t ADD d int;
GRANT EXECUTE ON FUNCTION audit() TO PUBLIC;"
run check
expect_equal 'not compared' "$(unknown_lines)" ''
expect_equal 'passed over' "$(passed_lines)" ''
expect_stdout_like 'drift +create table public.t'

t "a desired schema that names a file which is not there is not compared"
pg_project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
echo "CREATE FUNCTION far() RETURNS int LANGUAGE c AS '/nowhere/far';" >schema.sql
run check
expect_exit 3
expect_stdout_has 'could not access file'
run diff
expect_exit 1

done_testing
