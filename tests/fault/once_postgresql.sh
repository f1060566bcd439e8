#!/bin/bash
# SPDX-License-Identifier: MIT
# The cases of once/ on PostgreSQL: see once.bash. $PROXY is tests/fault/proxy.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"
. "$srcdir/tests/fault/once.bash"
: "${PROXY:?the proxy}"
server_port=$PG_PORT proxy_port=$(free_port) proxy_framing=''

once_url() {
	echo "postgresql://test@127.0.0.1:$1/once?sslmode=disable"
}

once_fresh() {
	"$PG_BINDIR/psql" -X -q "$PG_URL" -c "DROP DATABASE IF EXISTS once WITH (FORCE)" -c "CREATE DATABASE once" 2>/dev/null
}

once_client() {
	if [ -e "$1.notx" ]; then
		"$PG_BINDIR/psql" -X -q -v ON_ERROR_STOP=1 -f "$1" "$(once_url "$PG_PORT")" >client.out 2>&1
	else
		"$PG_BINDIR/psql" -X -q -1 -v ON_ERROR_STOP=1 -f "$1" "$(once_url "$PG_PORT")" >client.out 2>&1
	fi
}

once_state() {
	"$PG_BINDIR/pg_dump" -s -T '*whimbrel*' "$(once_url "$PG_PORT")" | grep -v -e restrict -e '^--'
	# what was rolled back takes room in a table, and changes the order of its rows
	"$PG_BINDIR/pg_dump" -a --inserts -T '*whimbrel*' "$(once_url "$PG_PORT")" | grep -v -e restrict -e '^--' | LC_ALL=C sort
	"$PG_BINDIR/psql" -X -At "$(once_url "$PG_PORT")" -c "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
}

once_hold() {
	"$PG_BINDIR/psql" -X -q "$(once_url "$PG_PORT")" -c "BEGIN; LOCK TABLE $1 IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2.5); COMMIT" >/dev/null
}

once_cases postgresql
done_testing
