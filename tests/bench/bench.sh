#!/bin/bash
# SPDX-License-Identifier: MIT
# How fast, beside the sqlite3 shell that runs the same SQL and writes the same version rows: medians of paired runs, as ratios.
# bench.sh [PAIRS]; $WHIMBREL is the installed program. A ratio over its limit is an error.
# shellcheck disable=SC2317 # `before` is called by `compare`
. "${BASH_SOURCE[0]%/*}/lib.sh"

version_table="CREATE TABLE IF NOT EXISTS whimbrel_version (revision VARCHAR(64) NOT NULL PRIMARY KEY, title TEXT NOT NULL,
checksum TEXT, applied_at TEXT NOT NULL, applied_by TEXT NOT NULL, duration_ms INTEGER NOT NULL, run_id VARCHAR(64) NOT NULL);"

one_transaction() {
	echo "BEGIN; $version_table"
	find parts -name '*.sql' | sort | xargs cat
	echo "COMMIT;"
}

# ------------------------------------------------------------------ what is compared

wb() { "$WHIMBREL" --url sqlite:bench.db -m migrations "$@"; }
upgrade() { wb upgrade; }
shell_each() { sqlite3 -bail bench.db <each.sql; }
shell_one() { sqlite3 -bail bench.db <one.sql; }
current() { wb current; }
status() { wb status; }
cat_files() { cat migrations/*; }
version() { for _ in 1 2 3 4 5 6 7 8 9 10; do "$WHIMBREL" --version; done; }
true_program() { for _ in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done; }

pending() {
	revisions 1000
	{
		echo "$version_table"
		each_transaction 'BEGIN;' 'COMMIT;'
	} >each.sql
	one_transaction >one.sql
	before() { rm -f bench.db*; }
	compare "1,000 pending revisions : shell, a transaction each" 0.1 upgrade shell_each
	compare "1,000 pending revisions : shell, one transaction" 1.3 upgrade shell_one
}

applied() {
	revisions 10000
	before() { :; }
	rm -f bench.db*
	upgrade >/dev/null || exit 1
	compare "current, 10,000 applied : cat of all files" 2 current cat_files
	compare "status, 10,000 applied : cat of all files" 2 status cat_files
	compare "upgrade with nothing to do, 10,000 applied : cat" 2 upgrade cat_files
}

large() {
	large_body
	{
		echo "BEGIN; $version_table"
		cat body.sql
		echo "INSERT INTO whimbrel_version VALUES ('large', 'large', 'sum', datetime(), 'me@here', 1, 'run'); COMMIT;"
	} >one.sql
	before() { rm -f bench.db*; }
	compare "200,000 INSERTs, $(($(stat -c %s body.sql) / 1000000)) MB : shell" 1.3 upgrade shell_one
	before
	verdict "  peak memory, MiB" 48 "$(peak_memory "$WHIMBREL" --url sqlite:bench.db -m migrations upgrade)" "VmHWM"
}

start() {
	before() { :; }
	compare "--version : /bin/true" 3 version true_program
}

printf '%-62s %8s\n' "medians of $pairs pairs" ratio
start
pending
applied
large
[ "$worse" -eq 0 ]
