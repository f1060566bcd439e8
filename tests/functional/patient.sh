#!/bin/bash
# SPDX-License-Identifier: MIT
# Users' statements take the time that they take: the deadline of our own queries, 30 s, is not theirs, wherever they stand.
# Slow: 35 s: its statements sleep.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"

# slowly NAME URL SLEEP: three projects whose upgrades run side by side
slowly() {
	local way
	for way in transaction alone verify; do
		mkdir -p "$1-$way/migrations" && cd "$1-$way" || exit 1
		printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "${2//WAY/$way}" >whimbrel.cfg
		case $way in
		transaction) revision a '' "CREATE TABLE t (a int); $3 CREATE TABLE u (a int);" ;;
		alone) revision a '' "CREATE TABLE t (a int); $3 CREATE TABLE u (a int);" && sed -i 's/^-- migrate:up/& transaction:false/' migrations/a.sql ;;
		verify) revision a '' "CREATE TABLE t (a int);" && printf '\n-- migrate:verify\n%s\n' "$3" >>migrations/a.sql ;;
		esac
		"$WHIMBREL" upgrade >out 2>&1 &
		runs+=("$!:$PWD")
		cd ..
	done
}

# All of a file's servers at once: it takes as long as one.
t "a statement of 32 s is waited for, in and out of transactions and in verify"
runs=()
for way in transaction alone verify; do
	"$PG_BINDIR/psql" -X -q "$PG_URL" -c "CREATE DATABASE $way"
done
slowly postgresql "postgresql://test@127.0.0.1:$PG_PORT/WAY" 'SELECT pg_sleep(32);'
if [ -n "${WHIMBREL_TEST_MARIADB:-}" ]; then
	trap 'maria_stop; end_server; finish' EXIT
	maria_start || exit 1
	for way in transaction alone verify; do
		mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -e "CREATE DATABASE $way"
	done
	slowly mariadb "mariadb://tester@127.0.0.1:$MARIA_PORT/WAY" 'SELECT SLEEP(32);'
fi
for run in "${runs[@]}"; do
	wait "${run%%:*}" || fail "${run##*/}: exit $?: $(<"${run#*:}/out")"
done
done_testing
