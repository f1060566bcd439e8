#!/bin/bash
# SPDX-License-Identifier: MIT
# statement_timeout: a value wins over what the server or a role says, "0" lifts that, and without one it counts.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

# with SETTING: an upgrade of a fresh database by a target that has it
with() {
	printf 'migrations = [ "migrations" ];\ntarget = "t";\ntargets = { t = { url = "%s"; %s }; };\n' "$url" "$1" >whimbrel.cfg
	empty
	run upgrade
}

cases() {
	with ''
	expect_exit 1
	expect_stderr_like '(timeout|max_statement_time)'
	with 'statement_timeout = "0";'
	expect_exit 0
	with 'statement_timeout = "20s";'
	expect_exit 0
	with 'statement_timeout = "200ms";'
	expect_exit 1
	expect_stderr_like '(timeout|max_statement_time)'
}

if pg_bindir 2>/dev/null; then
	. "${0%/*}/postgresql.inc"
	t "PostgreSQL: a role's time-out"
	pg_project
	url=$DB_URL
	empty() { pg 'DROP TABLE IF EXISTS whimbrel_version, whimbrel_log, whimbrel_lock' >/dev/null; }
	pg "ALTER ROLE test SET statement_timeout = '500ms'" >/dev/null
	revision a '' 'SELECT pg_sleep(1);'
	cases
	sed -i 's/^-- migrate:up/& transaction:false/' migrations/a.sql
	cases
	pg "ALTER ROLE test RESET statement_timeout" >/dev/null
	end_server
else
	t "PostgreSQL"
	skip "there is no server"
fi

t "MariaDB: the server's time-out"
if [ -n "${WHIMBREL_TEST_MARIADB:-}" ]; then
	maria_start || exit 1
	trap 'status=$?; maria_stop; (exit $status); finish' EXIT
	unset WHIMBREL_URL DATABASE_URL
	msql() { mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -N -B -e "$1" 2>&1; }
	url=$MARIA_URL
	empty() { msql 'DROP DATABASE test; CREATE DATABASE test' >/dev/null; }
	msql 'SET GLOBAL max_statement_time = 0.5' >/dev/null
	mkdir -p migrations
	revision a '' 'SELECT SLEEP(1);'
	cases
else
	skip "WHIMBREL_TEST_MARIADB is not set"
fi

done_testing
