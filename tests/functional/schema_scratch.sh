#!/bin/bash
# SPDX-License-Identifier: MIT
# Scratch databases on a PostgreSQL server: who may have one, and what a killed run leaves.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"

scratch_databases() {
	pg "SELECT count(*) FROM pg_database WHERE datname LIKE 'whimbrel_scratch_%'"
}

# A project with a desired schema that the target lacks.
compared() {
	pg_project "${1-}"
	sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
	echo 'CREATE TABLE wanted (x integer);' >schema.sql
}

t "runs that are killed leave nothing that the next one does not clear"
compared
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	"$WHIMBREL" check >/dev/null 2>&1 &
	run=$!
	sleep "0.$((i % 3))$((i * 7 % 10))"
	kill -9 "$run" 2>/dev/null
	wait "$run" 2>/dev/null
done
# the server needs a moment to see that they are gone
for ((i = 0; i < 50; i++)); do
	run check
	[ "$(scratch_databases)" -ne 0 ] || break
	sleep 0.1
done
expect_exit 3
expect_equal left "$(scratch_databases)" 0

t "runs at the same time leave each other's alone"
compared
runs=()
for i in 1 2 3 4 5 6; do
	"$WHIMBREL" check >"out$i" 2>"err$i" &
	runs+=($!)
done
wait "${runs[@]}"
expect_equal errors "$(cat err?)" ''
expect_equal findings "$(cat out? | sort | uniq -c | tr -s ' ')" ' 6 schema create table public.wanted'

t "a role that may not create databases: the rest is checked, and the way out is told"
compared
pg "CREATE ROLE poor LOGIN; GRANT ALL ON SCHEMA public TO poor" >/dev/null
sed -i 's,//test@,//poor@,' whimbrel.cfg
run check
expect_exit 3
expect_stdout_like 'not compared schema dev: .*CREATEDB.*scratch = "private"'
run --format json check
expect_exit 3
expect_json '$.compared' 0
expect_json '$.not_compared[0].kind' schema
ok check --no-schema
run diff
expect_exit 2
expect_stderr 'CREATEDB'
revision one '' 'CREATE TABLE t (x integer);'
ok plan
expect_stderr 'risks are not marked'
sed -i "s,url = ,scratch = \"$PG_URL\"; url = ," whimbrel.cfg
run check
expect_exit 3
expect_stdout_like 'schema +create table public.wanted'

t "what reaches out of the database is not done again while checking"
compared
pg "DROP ROLE IF EXISTS reached, reached_too, reached_more, reached_last; DROP DATABASE IF EXISTS reached" >/dev/null 2>&1
outside=$PG_DIR/reached
revision a '' "CREATE ROLE reached;
COMMENT ON ROLE reached IS 'x';
COPY (SELECT 1) TO '$outside';
DO \$\$ BEGIN EXECUTE 'ALTER ROLE reached SET work_mem = ''1MB'''; END \$\$;
DO \$\$ BEGIN EXECUTE format('create %I reached_too', 'role'); END \$\$;
DO \$\$ DECLARE what text := 'role'; BEGIN EXECUTE 'create ' || what || ' reached_more'; EXECUTE format('%s role reached_last', 'create'); END \$\$;
SELECT lo_from_bytea(4711, 'x');
CREATE FUNCTION far() RETURNS int LANGUAGE sql AS \$\$ SELECT lo_export(4711, '$outside.lo') \$\$;
SELECT far();
CREATE TABLE wanted (x integer);"
ok upgrade
pg "DROP ROLE reached, reached_too, reached_more, reached_last" >/dev/null
rm "$outside" "$outside.lo"
run check
expect_stderr 'not run on the scratch database'
expect_equal role "$(pg "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'reached%'")" 0
[ ! -e "$outside" ] || fail "COPY wrote $outside"
[ ! -e "$outside.lo" ] || fail "a function wrote $outside.lo"

t "a scratch database never waits for the disk, not even behind a RESET ALL"
for where in "" "scratch = \"$PG_URL\";"; do
	compared "$where"
	cat >schema.sql <<'END'
RESET ALL;
DO $$ BEGIN ASSERT current_setting('synchronous_commit') = 'off'; END $$;
CREATE TABLE wanted (x integer);
END
	run check
	expect_exit 3
	expect_stdout_like "schema +create table public.wanted"
	expect_equal errors "$err" ""
done
pg "SHOW synchronous_commit" | grep -q on || fail "the server does not wait by itself"

t "a protected target's server is left alone"
compared 'protected = true;'
run check
expect_exit 3
expect_stdout_has 'protected'
run test
expect_exit 2
expect_stderr 'scratch = "private"'

done_testing
