#!/bin/bash
# SPDX-License-Identifier: MIT
# Real servers start and stop; the dialects that need them follow.
. "${0%/*}/lib.sh"
. "$srcdir/tests/servers.sh"

if [ -n "${WHIMBREL_TEST_POSTGRES:-}" ]; then
	t "a PostgreSQL server starts, answers and goes"
	if pg_start; then
		expect_equal "an answer" "$("$PG_BINDIR/psql" -X -At "$PG_URL" -c 'SELECT 6 * 7')" 42
		pg_stop
		"$PG_BINDIR/pg_isready" -q -h 127.0.0.1 -p "$PG_PORT" && fail "it is still there"
	else
		fail "it does not start"
	fi
fi

if [ -n "${WHIMBREL_TEST_MARIADB:-}" ]; then
	t "a MariaDB server starts, answers and goes"
	if maria_start; then
		expect_equal "an answer" "$(mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -N test -e 'SELECT 6 * 7')" 42
		maria_stop
		maria_ping && fail "it is still there"
	else
		fail "it does not start"
	fi
fi

done_testing
