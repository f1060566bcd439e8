#!/bin/bash
# SPDX-License-Identifier: MIT
# `plugins check`: the promises hold by ODBC, on each database that Debian has a driver for.
# Slow: 100 s: a conformance suite for each driver.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/databases.inc"
. "$srcdir/tests/functional/plugins_check.inc"
. "$srcdir/tests/functional/odbc.inc"

# on NAME DRIVER URL LEAST [ONLY]: in URL, DRIVER and DATABASE stand for those
on() {
	local library url
	t "$1 by odbc holds"
	"$WHIMBREL" plugins 2>/dev/null | grep -q '^odbc ' || skip "it was not built"
	library=$(driver "$2")
	[ -n "$library" ] || {
		skip "there is no driver $2"
		return 0
	}
	"${1}_new"
	url=${3/DATABASE/${DB:-}}
	holds "${url/DRIVER/${library//\//%2F}}" "$4" "${5:-}"
}

on sqlite libsqlite3odbc.so 'odbc:///app.db?driver=DRIVER' 220
server='&scratch_databases=yes&lease_ms=2000'
! begin_postgresql || on postgresql psqlodbcw.so "odbc://test@127.0.0.1:$PG_PORT/DATABASE?driver=DRIVER$server" 220
# a project that is cut at each operation is hundreds of runs, each with connections of its own: of those one is enough here
if begin_mariadb; then
	MARIA="odbc://tester@127.0.0.1:$MARIA_PORT/DATABASE?driver=DRIVER$server"
	on mariadb libmaodbc.so "$MARIA" 200 '[!p]*'
	on mariadb libmaodbc.so "$MARIA" 8 'project.[!cs]*'
	on mariadb libmaodbc.so "$MARIA" 1 'project.cut-behind-part'
fi
done_testing
