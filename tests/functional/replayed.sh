#!/bin/bash
# SPDX-License-Identifier: MIT
# A revision that is generated on a target which has drifted: does it work on a database that the revisions make?
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

# drifted URL: a project whose target has a column that no revision makes
drifted() {
	mkdir -p migrations
	printf 'schema = [ "schema.sql" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$1" >whimbrel.cfg
	revision one '' 'CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(10));' 'DROP TABLE t;'
	ok upgrade
	"$2" 'ALTER TABLE t ADD COLUMN by_hand INTEGER' >/dev/null
}

generate() {
	run revision --autogenerate -m new --rev-id two "$@"
}

# each URL CLIENT DIALECT: the same on all
each() {
	t "$3: what takes drift back and fails elsewhere is not written, unless it must"
	drifted "$1" "$2"
	echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(10));' >schema.sql
	generate
	expect_exit 2
	expect_stderr_like "the revisions don't make what target dev has: 1 thing differs .first: drop column .*by_hand"
	expect_stderr_like 'not proved: on a database that the revisions make, it fails: .*by_hand'
	expect_stderr 'run what `diff` shows'
	expect_equal files "$(ls migrations)" one.sql
	ok -q diff
	"$2" "$(sed '/^--/d' <<<"$out")" >/dev/null
	ok check
	ok revision --autogenerate -m new
	expect_stderr_without revisions
	expect_stdout_has 'nothing to change'
	"$2" 'ALTER TABLE t ADD COLUMN by_hand INTEGER' >/dev/null
	generate --force
	expect_exit 0
	expect_file "$out"
	"$2" 'DROP TABLE t; DROP TABLE whimbrel_version; DROP TABLE whimbrel_log' >/dev/null

	t "$3: what is right here and not elsewhere is told"
	drifted "$1" "$2"
	echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(10), by_hand INTEGER);' >schema.sql
	generate
	expect_exit 0
	expect_stdout_has 'nothing to change'
	expect_stderr "they don't make what is desired"
	expect_stderr 'recorded here with `stamp`'
	echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(10), by_hand INTEGER); CREATE TABLE u (id INTEGER PRIMARY KEY);' >schema.sql
	generate
	expect_exit 0
	expect_stderr "with this revision they don't make what is desired"
	ok upgrade
	"$2" 'DROP TABLE t; DROP TABLE u; DROP TABLE whimbrel_version; DROP TABLE whimbrel_log' >/dev/null
}

each sqlite:a.db sql sqlite

t "revisions that can't be replayed stop nothing, and are named"
project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
sql 'CREATE TABLE legacy (a INTEGER)' >/dev/null
revision one '' 'ALTER TABLE legacy ADD COLUMN b INTEGER;'
ok upgrade
echo 'CREATE TABLE legacy (a INTEGER, b INTEGER, c INTEGER);' >schema.sql
ok --format json revision --autogenerate -m new
expect_json '$.not_compared[0].kind' revisions
expect_stderr_like 'not compared: revisions applied: .*one.sql:6: no such table: legacy \(a revision to begin with'

t "a history that begins in the midst of a database's life is begun"
project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
sql 'CREATE TABLE legacy (a INTEGER)' >/dev/null
echo 'CREATE TABLE legacy (a INTEGER, b INTEGER);' >schema.sql
ok revision --autogenerate -m new
expect_stderr 'nothing is applied'
ok upgrade

if pg_start 2>/dev/null; then
	trap 'pg_stop; finish' EXIT
	# shellcheck disable=SC2317 # called by name
	psql_run() { "$PG_BINDIR/psql" -X -q -c "$1" "$PG_URL"; }
	each "$PG_URL" psql_run postgresql
else
	t "postgresql"
	skip "there is none"
fi
if [ -n "${WHIMBREL_TEST_MARIADB:-}" ] && maria_start 2>/dev/null; then
	trap 'pg_stop; maria_stop; finish' EXIT
	# shellcheck disable=SC2317
	maria_run() { mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" test -e "$1"; }
	each "$MARIA_URL" maria_run mariadb
fi

done_testing
