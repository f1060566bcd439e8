#!/bin/bash
# SPDX-License-Identifier: MIT
# A signal while a statement runs, in every command that touches a database: exit 130 at once, nothing kept, no scratch
# database left.
# Slow: 60 s: its statements sleep.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/interrupted.inc"

# A statement that takes long on each, in a form that a script, a schema and an expectation can have.
pg_slow='SELECT pg_sleep(30);'
maria_slow='SELECT SLEEP(30);'
sqlite_slow='CREATE TABLE slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000000) SELECT count(*) AS c FROM n;'
sqlite_slow_query='WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000000) SELECT count(*) = 0 FROM n;'

# slow_project SLOW QUERY: a revision `one` that is applied and slow to verify, `two` that is slow up and down, and
# a desired schema that is slow
slow_project() {
	mkdir -p migrations
	printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$url" >whimbrel.cfg
	revision one '' 'CREATE TABLE t_one (x integer);' 'DROP TABLE t_one;'
	ok upgrade
	printf '\n-- migrate:verify\n-- expect: 0\n%s\n' "$2" >>migrations/one.sql
	revision two one "CREATE TABLE t_two (x integer);
$1" "$1
DROP TABLE t_two;"
	printf 'CREATE TABLE t_one (x integer);\nCREATE TABLE t_two (x integer);\n%s\n' "$1" >schema.sql
}

# everywhere NAME: the tests that are the same on each
everywhere() {
	t "$1: upgrade"
	fresh
	slow_project "$slow" "$query"
	for signal in INT TERM HUP; do
		interrupted "$signal" upgrade
		[ -n "$keeps" ] || expect_equal tables "$(tables)" 't_one'
	done
	expect_equal "the set" "$(applied_there)" one

	t "$1: downgrade"
	fresh
	slow_project "$slow" "$query"
	ok stamp two
	interrupted INT downgrade -1
	expect_equal "the set" "$(applied_there)" 'one two'

	t "$1: switch"
	fresh
	slow_project "$slow" "$query"
	interrupted INT switch two
	expect_equal "the set" "$(applied_there)" one

	t "$1: verify"
	fresh
	slow_project "$slow" "$query"
	interrupted INT verify

	t "$1: schema load"
	fresh
	slow_project "$slow" "$query"
	printf 'CREATE TABLE loaded (x integer);\n%s\n' "$slow" >load.sql
	interrupted INT schema load load.sql
	[ -n "$keeps" ] || expect_equal tables "$(tables)" 't_one'

	t "$1: check, diff, --autogenerate, at the desired schema"
	fresh
	slow_project "$slow" "$query"
	rm migrations/two.sql
	interrupted INT check
	interrupted HUP check
	interrupted INT diff
	interrupted TERM revision --autogenerate -m three
	expect_equal "revisions" "$(echo migrations/*)" 'migrations/one.sql'

	t "$1: check, at the revisions"
	fresh
	slow_project "$slow" "$query"
	ok stamp two
	sed -i 's/^schema = .*//' whimbrel.cfg
	interrupted INT check

	t "$1: test and lint"
	fresh
	slow_project "$slow" "$query"
	interrupted INT test two
	interrupted INT lint two
	expect_equal "the set" "$(applied_there)" one

	t "$1: check, at any time"
	fresh
	at_any_time
}

# at_any_time: checks that a signal meets wherever they are
at_any_time() {
	local i job
	printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$url" >whimbrel.cfg
	mkdir -p migrations
	revision one '' 'CREATE TABLE t_one (x integer);'
	ok upgrade
	echo 'CREATE TABLE t_two (x integer);' >schema.sql
	for i in 02 05 08 11 14 17 20 23 26 29 32 35 38 41; do
		set -m
		timeout -k 20 30 "$WHIMBREL" check >stdout 2>stderr </dev/null &
		job=$!
		set +m
		sleep "0.$i"
		kill -INT "$job" 2>/dev/null
		wait "$job"
		code=$?
		[ "$code" -eq 130 ] || [ "$code" -eq 3 ] || fail "after 0.$i s: exit $code: $(<stderr)"
		expect_equal "after 0.$i s, exit $code, $(<stderr): scratch databases" "$(scratch_databases)" 0
	done
}

# ------------------------------------------------------------------ SQLite

url=sqlite:a.db slow=$sqlite_slow query=$sqlite_slow_query keeps=''
fresh() { :; }
wait_slow() { sleep 0.8; }
scratch_databases() { find . /tmp -maxdepth 1 -name 'whimbrel_scratch_*' 2>/dev/null | wc -l; }
tables() { sql "SELECT group_concat(name, ' ') FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'whimbrel_%'"; }
applied_there() { applied; }
everywhere SQLite

t "SQLite: dump, while somebody else has the database"
project
chain one
ok upgrade
sqlite3 a.db >/dev/null 2>&1 < <(
	echo 'BEGIN EXCLUSIVE;'
	sleep 15
) &
other=$!
sleep 0.3
interrupted INT schema dump
kill "$other"

# ------------------------------------------------------------------ servers

# begin_slow ARGUMENT...: the command runs, in the background, until its statement does
begin_slow() {
	set -m
	env --default-signal=INT "$WHIMBREL" "$@" >stdout 2>stderr </dev/null &
	job=$!
	set +m
	wait_slow || fail "nothing slow runs: $(<stderr)"
}

unstoppable() {
	local job
	mkdir migrations
	revision one '' "CREATE TABLE t_one (x integer);
$slow"
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$url" >whimbrel.cfg
	begin_slow upgrade
	kill -STOP "$(processes)"
	kill -INT "$job"
	sleep 10
	kill -INT "$job"
	wait "$job"
	expect_equal "exit" "$?" 130
	kill -CONT "$(processes)"
	grep -q '^whimbrel: given up: ' stderr || fail "it says $(<stderr)"
	run status
	expect_stdout_like 'one +partial'
}

# still NAME: the server stands still when the signal comes; `processes` are its
still() {
	local job
	t "$1: what a server that stands still has done is not told, since nobody knows"
	fresh
	slow_project "$slow" "$query"
	sed -i 's/^-- migrate:up$/& transaction:false/' migrations/two.sql
	sed -i 's/url = /lock = "lease"; &/' whimbrel.cfg
	begin_slow upgrade
	# shellcheck disable=SC2046 # a list of numbers
	kill -STOP $(processes)
	kill -INT "$job"
	wait "$job"
	expect_equal "exit" "$?" 130
	# shellcheck disable=SC2046
	kill -CONT $(processes)
	grep -qx 'state: the connection is lost; the journal in the database tells what was done.*' stderr || fail "it says $(<stderr)"
	grep -q '^whimbrel: warning: the lease could not be given back: ' stderr || fail "it says nothing of its lease: $(<stderr)"
}

. "$srcdir/tests/functional/postgresql.inc"
slow=$pg_slow query='SELECT 1 FROM pg_sleep(30);' keeps=''
fresh() {
	new_database
	unset WHIMBREL_URL DATABASE_URL
	url=$DB_URL
}
wait_slow() {
	for ((i = 0; i < 100; i++)); do
		[ "$(pg "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' OR wait_event_type = 'Lock'")" = 0 ] || return 0
		sleep 0.1
	done
	return 1
}
scratch_databases() { pg "SELECT count(*) FROM pg_database WHERE datname LIKE 'whimbrel_scratch_%'"; }
tables() { pg "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT LIKE 'whimbrel%'"; }
applied_there() { pg "SELECT string_agg(revision, ' ' ORDER BY revision) FROM whimbrel_version"; }
everywhere PostgreSQL
# shellcheck disable=SC2046 # a list of numbers
processes() { echo $(pgrep -P "$(head -1 "$PG_DIR/data/postmaster.pid")") "$(head -1 "$PG_DIR/data/postmaster.pid")"; }
still PostgreSQL

t "PostgreSQL: check, while the server stands still: what may stay on it is told, and it ends in time"
fresh
slow_project "$slow" "$query"
rm migrations/two.sql
begin_slow check
# shellcheck disable=SC2046
kill -STOP $(processes)
kill -INT "$job"
SECONDS=0
wait "$job"
expect_equal "exit" "$?" 130
[ "$SECONDS" -lt 28 ] || fail "it took $SECONDS s"
# shellcheck disable=SC2046
kill -CONT $(processes)
grep -q '^whimbrel: warning: scratch database whimbrel_scratch_.* may stay, ' stderr || fail "it says $(<stderr)"
echo 'CREATE TABLE t_one (x integer);' >schema.sql
ok check
expect_equal "scratch databases" "$(scratch_databases)" 0

t "PostgreSQL: dump, at a view of a table that somebody has locked"
fresh
slow_project "$slow" "$query"
pg 'CREATE VIEW v AS SELECT x FROM t_one' >/dev/null
pg 'BEGIN; LOCK TABLE t_one; SELECT pg_sleep(20)' >/dev/null &
other=$!
sleep 0.5
wait_slow() { sleep 0.7; }
interrupted INT schema dump
pg "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%LOCK TABLE%' AND pid <> pg_backend_pid()" >/dev/null
wait "$other"

if [ -n "${WHIMBREL_TEST_MARIADB:-}" ]; then
	maria_start || exit 1
	trap 'status=$?; pg_stop; maria_stop; (exit $status); finish' EXIT
	msql() { mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -N -B -e "$1" test 2>&1; }
	slow=$maria_slow query='SELECT 1 FROM DUAL WHERE SLEEP(30) = 2;' keeps=yes
	fresh() { mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -e 'DROP DATABASE IF EXISTS test; CREATE DATABASE test'; }
	wait_slow() {
		for ((i = 0; i < 100; i++)); do
			[ "$(msql "SELECT count(*) FROM information_schema.processlist WHERE state = 'User sleep'")" = 0 ] || return 0
			sleep 0.1
		done
		return 1
	}
	scratch_databases() { msql "SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'whimbrel\\_scratch%'"; }
	applied_there() { msql "SELECT group_concat(revision ORDER BY revision SEPARATOR ' ') FROM whimbrel_version"; }
	url=$MARIA_URL
	everywhere MariaDB
	processes() { cat "$MARIA_DIR/pid"; }
	still MariaDB

	t "a driver that nobody can stop: a further signal ends the run, and the next one finds out"
	odbc=$(find /usr/lib -name libmaodbc.so | head -1)
	fresh
	url="odbc://tester@127.0.0.1:$MARIA_PORT/test?driver=${odbc//\//%2F}"
	[ -n "$odbc" ] || skip "there is no driver libmaodbc.so"
	[ -z "$odbc" ] || unstoppable
fi

done_testing
