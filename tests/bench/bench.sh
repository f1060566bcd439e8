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
check() { wb check --no-schema; }
heads() { "$WHIMBREL" -m migrations heads; }
cat_files() { cat migrations/*; }
version() { for _ in 1 2 3 4 5 6 7 8 9 10; do "$WHIMBREL" --version; done; }
true_program() { for _ in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done; }

# instructions TITLE LIMIT: of an upgrade, to those of the shell; they don't depend on what else the machine does
instructions() {
	local ours theirs
	command -v valgrind >/dev/null || return
	before
	ours=$(counted "$WHIMBREL" --url sqlite:bench.db -m migrations upgrade)
	before
	theirs=$(counted sqlite3 -bail bench.db '.read one.sql')
	[ -n "$ours" ] && [ -n "$theirs" ] || exit 1
	verdict "$1" "$2" "$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.3f", a / b }')" \
		"$((ours / 1000000)), $((theirs / 1000000)) million"
}

counted() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | awk '/Collected/ { print $NF }'
}

pending() {
	revisions 1000
	{
		echo "$version_table"
		each_transaction 'BEGIN;' 'COMMIT;'
	} >each.sql
	one_transaction >one.sql
	before() { rm -f bench.db*; }
	compare "1,000 pending revisions : shell, a transaction each" 0.1 upgrade shell_each
	compare "1,000 pending revisions : shell, one transaction" 1.15 upgrade shell_one
	instructions "  the same in instructions" 1.15
}

applied() {
	revisions 10000
	before() { :; }
	rm -f bench.db*
	wb stamp heads >/dev/null || exit 1
	compare "current, 10,000 applied : cat of all files" 0.6 current cat_files
	compare "upgrade with nothing to do, 10,000 applied : cat" 0.6 upgrade cat_files
	compare "check --no-schema, 10,000 applied : cat" 1.0 check cat_files
	compare "status, 10,000 applied : cat of all files" 1.0 status cat_files
	compare "heads, 10,000 : cat of all files" 0.6 heads cat_files
}

# MB are of 1,000,000 bytes
many() {
	revisions 100000 files
	verdict "heads, 100,000 revisions: peak memory, MB" 110 \
		"$(peak_memory "$WHIMBREL" -m migrations heads | awk '{ printf "%.1f", $1 * 1.048576 }')" "VmHWM"
}

# A comment outside of statements costs what its longest line does.
comments() {
	long_comment '-- ' "in lines"
	long_comment '' "in slashes and stars"
}

# long_comment PREFIX WORDS
long_comment() {
	rm -rf migrations bench.db* && mkdir migrations
	{
		printf -- '-- Migration: long\n-- Revision: long\n\n-- migrate:up\nCREATE TABLE t (x);\n'
		[ -n "$1" ] || echo '/*'
		yes "$1a comment of a line that says nothing at all, and goes on to its end" | head -c 268435456
		echo
		[ -n "$1" ] || echo '*/'
	} >migrations/long.sql
	verdict "a comment of 256 MiB $2: peak memory, MiB" 12 \
		"$(peak_memory "$WHIMBREL" --url sqlite:bench.db -m migrations upgrade)" "VmHWM"
}

# A statement is there once, and what the shell's own SQLite needs of it.
long_statement() {
	local ours theirs
	rm -rf migrations bench.db* && mkdir migrations
	{
		printf "CREATE TABLE t (x);\nINSERT INTO t VALUES ('"
		head -c 67108864 /dev/zero | tr '\0' x
		printf "');\n"
	} >one.sql
	{
		printf -- '-- Migration: long\n-- Revision: long\n\n-- migrate:up\n'
		cat one.sql
	} >migrations/long.sql
	ours=$(peak_memory "$WHIMBREL" --url sqlite:bench.db -m migrations upgrade)
	rm -f bench.db*
	theirs=$(peak_memory sqlite3 -bail bench.db '.read one.sql')
	verdict "a statement of 64 MiB: peak memory : shell" 0.9 "$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.3f", a / b }')" \
		"$ours, $theirs MiB"
}

large() {
	large_body
	{
		echo "BEGIN; $version_table"
		cat body.sql
		echo "INSERT INTO whimbrel_version VALUES ('large', 'large', 'sum', datetime(), 'me@here', 1, 'run'); COMMIT;"
	} >one.sql
	before() { rm -f bench.db*; }
	compare "200,000 INSERTs, $(($(stat -c %s body.sql) / 1000000)) MB : shell" 1.15 upgrade shell_one
	instructions "  the same in instructions" 1.15
	before
	verdict "  peak memory, MiB" 8 "$(peak_memory "$WHIMBREL" --url sqlite:bench.db -m migrations upgrade)" "VmHWM"
}

start() {
	before() { :; }
	compare "--version : /bin/true" 3 version true_program
}

printf '%-62s %8s\n' "medians of $pairs pairs" ratio
start
pending
applied
many
large
long_statement
comments
[ "$worse" -eq 0 ]
