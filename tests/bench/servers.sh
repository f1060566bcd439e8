#!/bin/bash
# SPDX-License-Identifier: MIT
# How fast, beside psql and the mariadb client that run the same SQL and write the same version rows, on real servers that this
# starts. servers.sh [PAIRS]; $WHIMBREL is the installed program, $srcdir the source. A ratio over its limit is an error.
# shellcheck disable=SC2317 # functions are called by name
. "${BASH_SOURCE[0]%/*}/lib.sh"
. "${srcdir:?the source}/tests/servers.sh"

export XDG_CACHE_HOME=$folder/cache
version_table="CREATE TABLE whimbrel_version (revision VARCHAR(64) NOT NULL PRIMARY KEY, title TEXT NOT NULL, checksum TEXT,
applied_at TIMESTAMP NOT NULL, applied_by TEXT NOT NULL, duration_ms INTEGER NOT NULL, run_id VARCHAR(64) NOT NULL);"

upgrade() { "$WHIMBREL" --url "$url" -m migrations upgrade; }

# measure NAME LIMIT LIMIT: both figures of one server; `client FILE` runs a script, `before` empties the database
measure() {
	revisions 1000
	{
		echo "$version_table"
		each_transaction 'BEGIN;' 'COMMIT;'
	} >script.sql
	compare "$1: 1,000 pending revisions" "$2" upgrade client
	large_body
	{
		echo "BEGIN; $version_table"
		cat body.sql
		echo "INSERT INTO whimbrel_version VALUES ('large', 'large', 'sum', CURRENT_TIMESTAMP, 'me@here', 1, 'run'); COMMIT;"
	} >script.sql
	compare "$1: 200,000 INSERTs, $(($(stat -c %s body.sql) / 1000000)) MB" "$3" upgrade client
	before
	verdict "  peak memory, MiB" 48 "$(peak_memory "$WHIMBREL" --url "$url" -m migrations upgrade)" "VmHWM"
}

# checks NAME LIMIT LIMIT: a check of 1,000 tables that has to make everything, beside a dump and a load; and one that knows that
# nothing has changed, beside the dump. `dump` and `load` are the native client's
checks() {
	before
	tables 1000
	"$WHIMBREL" upgrade >/dev/null 2>&1 || exit 1
	before() { :; }
	dump_and_load() { dump && load; }
	compare "$1: check of 1,000 tables, everything made" "$2" check_all dump_and_load
	check_again >check.log || exit 1
	compare "$1: the same where nothing has changed" "$3" check_again dump
}

check_all() { "$WHIMBREL" check --full; }
check_again() { "$WHIMBREL" check; }

postgresql() {
	pg_start || return
	url=$PG_URL
	before() { "$PG_BINDIR/psql" -X -q "$url" -c 'SET client_min_messages = error' -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public' >drop.log 2>&1; }
	client() { "$PG_BINDIR/psql" -X -q -v ON_ERROR_STOP=1 -f script.sql "$url"; }
	measure "psql" 0.8 0.45
	dump() { "$PG_BINDIR/pg_dump" -s "$url"; }
	load() {
		"$PG_BINDIR/psql" -X -q "$url" -c 'SET client_min_messages = error' -c 'DROP DATABASE IF EXISTS loaded' -c 'CREATE DATABASE loaded TEMPLATE template0' &&
			"$PG_BINDIR/psql" -X -q -v ON_ERROR_STOP=1 -f schema.sql "${url%/*}/loaded"
	}
	checks "pg_dump" 0.9 1.0
	pg_stop
}

mariadb_server() {
	maria_start || return
	url=$MARIA_URL
	maria() { mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" "$@"; }
	before() { maria mysql -e 'DROP DATABASE IF EXISTS test; CREATE DATABASE test'; }
	client() { maria test <script.sql; }
	measure "mariadb" 1.05 1.3
	dump() { mariadb-dump --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -d test; }
	load() { maria mysql -e 'DROP DATABASE IF EXISTS loaded; CREATE DATABASE loaded' && maria loaded <schema.sql; }
	checks "mariadb-dump" 1.5 1.1
	maria_stop
}

printf 'servers in %s\n' "$(quick_folder)"
printf '%-62s %8s\n' "medians of $pairs pairs" ratio
postgresql
mariadb_server
[ "$worse" -eq 0 ]
