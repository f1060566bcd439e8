#!/bin/bash
# SPDX-License-Identifier: MIT
# A server for scratch databases, which `scratch` names: nothing is filtered there, and a scratch database is like the target.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"

# The second server, for scratch databases alone.
PG_FIRST=$PG_URL PG_FIRST_DIR=$PG_DIR PG_FIRST_PORT=$PG_PORT
pg_start || exit 1
SCRATCH_URL=$PG_URL SCRATCH_DIR=$PG_DIR PG_URL=$PG_FIRST PG_DIR=$PG_FIRST_DIR PG_PORT=$PG_FIRST_PORT
trap 'end_server; PG_DIR=$SCRATCH_DIR; pg_stop; (exit 0); finish' EXIT

# on_server URL: a project whose scratch databases are there
on_server() {
	pg_project "scratch = \"$1\";"
	sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
}

t "PostgreSQL: roles and what uses them, blocks and grants, and again"
on_server "$SCRATCH_URL"
pg 'DROP ROLE IF EXISTS app_visitor, app_owner, app_other' >/dev/null 2>&1
revision a '' 'DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '"'app_visitor'"') THEN CREATE ROLE app_visitor; END IF;
	CREATE TABLE audit (id int PRIMARY KEY, note text);
END $$;
CREATE ROLE app_owner;
GRANT SELECT ON audit TO app_visitor, app_owner;'
sed -n '/^DO/,$p' migrations/a.sql | sed '/^-- migrate:down/,$d' >schema.sql
for command in test lint upgrade check test lint; do
	ok $command
	expect_stderr_without 'not run'
done
echo 'CREATE TABLE c (id int);' >>schema.sql
ok revision --autogenerate -m c --rev-id b
expect_equal 'what is written' "$(grep -cE '^(CREATE|DROP) ' "$out")" 2
ok upgrade
ok check
expect_equal 'scratch databases' "$(pg "SELECT count(*) FROM pg_database WHERE datname LIKE 'whimbrel_scratch%'")" 0

t "PostgreSQL: a scratch database has the target's encoding, locale and settings"
on_server "$SCRATCH_URL"
"$PG_BINDIR/psql" -X -q "$PG_URL" -c "DROP DATABASE $DB" -c "CREATE DATABASE $DB TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'" \
	-c "ALTER DATABASE $DB SET search_path TO app, \"odd name\", public" -c "ALTER DATABASE $DB SET DateStyle TO 'German'" \
	-c "ALTER DATABASE $DB SET check_function_bodies TO off"
cat >migrations/a.sql <<'END'
-- Migration: a
-- Revision: a

-- migrate:up
CREATE SCHEMA IF NOT EXISTS app;
CREATE TABLE seen AS SELECT current_setting('search_path') || '|' || current_setting('DateStyle') || '|' ||
	getdatabaseencoding() || '|' || current_schema() AS a;
CREATE TABLE dated (d date DEFAULT '31.12.2020');
CREATE FUNCTION early() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM later';

-- migrate:verify
-- expect: app, "odd name", public|German, DMY|LATIN1|app
SELECT a FROM app.seen;
END
: >schema.sql
ok test
pg 'CREATE SCHEMA app' >/dev/null
ok upgrade
ok verify
"$WHIMBREL" schema dump | sed "s,^CREATE SCHEMA app,CREATE SCHEMA IF NOT EXISTS app," >schema.sql
ok check

t "PostgreSQL: a role that only the target's server has is made where it is missed"
on_server "$SCRATCH_URL"
pg 'DROP ROLE IF EXISTS app_other; CREATE ROLE app_other' >/dev/null
revision a '' 'CREATE TABLE t (a int);
GRANT SELECT ON t TO app_other;
ALTER TABLE t OWNER TO app_other;'
echo 'CREATE TABLE t (a int);
GRANT SELECT ON t TO app_other;
ALTER TABLE t OWNER TO app_other;' >schema.sql
ok upgrade
ok test
ok check

done_testing
