#!/bin/bash
# SPDX-License-Identifier: MIT
# A signal while a command waits for whimbrel's own tables, which somebody else has locked: exit 130 at once, in every
# command that asks them anything.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/databases.inc"
. "$srcdir/tests/functional/interrupted.inc"

scratch_databases() { echo 0; }
# X_lock: somebody else has the tables until X_free.
sqlite_lock() {
	mkfifo held
	sqlite3 app.db <held >/dev/null 2>&1 &
	locker=$!
	exec 7>held
	echo 'BEGIN EXCLUSIVE;' >&7
}
sqlite_free() { exec 7>&-; }
postgresql_lock() {
	postgresql_sql 'BEGIN; LOCK TABLE whimbrel_version, whimbrel_log; SELECT pg_sleep(60)' >/dev/null 2>&1 &
	locker=$!
}
postgresql_free() { postgresql_sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%LOCK TABLE%' AND pid <> pg_backend_pid()" >/dev/null; }
mariadb_lock() {
	mariadb_sql 'LOCK TABLES whimbrel_version WRITE, whimbrel_log WRITE; SELECT SLEEP(60)' >/dev/null 2>&1 &
	locker=$!
}
mariadb_free() {
	local id
	for id in $(mariadb_sql "SELECT id FROM information_schema.processlist WHERE info LIKE '%SLEEP(60)%' AND id <> connection_id()"); do
		mariadb_sql "KILL $id"
	done
}
# it has begun, and waits
wait_slow() { sleep 0.7; }

suite() {
	local command
	begin "commands that wait for the tables"
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$URL" >whimbrel.cfg
	unset WHIMBREL_URL
	chain r1 r2
	ok upgrade r1
	before=$(query "SELECT revision FROM whimbrel_version")
	"${dialect}_lock"
	sleep 0.7
	for command in status current 'log' plan 'check --no-schema' verify upgrade 'downgrade -1' 'switch r2' 'stamp r2' 'repair r1'; do
		# shellcheck disable=SC2086
		interrupted INT $command
	done
	"${dialect}_free"
	wait "$locker"
	expect_equal "the set" "$(query "SELECT revision FROM whimbrel_version")" "$before"
	ok upgrade
}

dialect=sqlite
suite
if begin_postgresql; then
	suite
fi
if begin_mariadb; then
	suite
fi
done_testing
