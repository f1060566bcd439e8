#!/bin/bash
# SPDX-License-Identifier: MIT
# How fast, beside the sqlite3 shell that runs the same SQL and writes the same version rows: medians of paired runs, as ratios.
# bench.sh [PAIRS]; $WHIMBREL is the installed program. A ratio over its limit is an error.
# shellcheck disable=SC2317 # `before` is called by `compare`
set -u
: "${WHIMBREL:?the installed program}"
export LC_ALL=C
pairs=${1:-7}
folder=$(mktemp -d "${TMPDIR:-/var/tmp}/whimbrel-bench.XXXXXX") || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
worse=0

# ------------------------------------------------------------------ measuring

# seconds COMMAND...: the time it took; what it says goes nowhere
seconds() {
	local begin=$EPOCHREALTIME
	"$@" >/dev/null 2>err || {
		echo "failed: $*: $(head -c 500 err)" >&2
		exit 1
	}
	awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.6f\n", b - a }'
}

median() {
	sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# compare TITLE LIMIT OURS THEIRS: functions that run once; each pair back to back, so that a busy machine slows down both
compare() {
	local i ours theirs
	rm -f ours theirs
	for ((i = 0; i < pairs; i++)); do
		before
		seconds "$3" >>ours
		before
		seconds "$4" >>theirs
	done
	ours=$(median <ours) theirs=$(median <theirs)
	verdict "$1" "$2" "$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.3f", a / b }')" \
		"$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.1f ms, %.1f ms", a * 1000, b * 1000 }')"
}

verdict() {
	local word=ok
	if awk -v a="$3" -v b="$2" 'BEGIN { exit !(a > b) }'; then
		word=WORSE worse=$((worse + 1))
	fi
	printf '%-62s %8s  (limit %s; %s) %s\n' "$1" "$3" "$2" "$4" "$word"
}

before() { :; }

# ------------------------------------------------------------------ data

version_table="CREATE TABLE IF NOT EXISTS whimbrel_version (revision VARCHAR(64) NOT NULL PRIMARY KEY, title TEXT NOT NULL,
checksum TEXT, applied_at TEXT NOT NULL, applied_by TEXT NOT NULL, duration_ms INTEGER NOT NULL, run_id VARCHAR(64) NOT NULL);"


# revisions COUNT: migrations/, and their SQL for the shell as parts/ID.sql
revisions() {
	rm -rf migrations parts && mkdir migrations parts
	awk -v count="$1" 'BEGIN {
		parent = ""
		for (i = 1; i <= count; i++) {
			id = sprintf("r%05d", i)
			sql = sprintf("CREATE TABLE t%d (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT);\nCREATE INDEX i%d ON t%d (name);\nINSERT INTO t%d (name) VALUES (\x27%s\x27);\n", i, i, i, i, id)
			file = "migrations/" id ".sql"
			printf "-- Migration: number %d\n-- Revision: %s\n-- Revises: %s\n\n-- migrate:up\n%s\n-- migrate:down\nDROP TABLE t%d;\n", i, id, parent, sql, i > file
			close(file)
			file = "parts/" id ".sql"
			printf "%sINSERT INTO whimbrel_version VALUES (\x27%s\x27, \x27number %d\x27, \x27sum\x27, datetime(), \x27me@here\x27, 1, \x27run\x27);\n", sql, id, i > file
			close(file)
			parent = id
		}
	}'
}

# each_transaction, one_transaction: scripts for the shell from parts/
each_transaction() {
	echo "$version_table"
	find parts -name '*.sql' | sort | while read -r part; do
		echo "BEGIN;"
		cat "$part"
		echo "COMMIT;"
	done
}

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
	each_transaction >each.sql
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
	rm -rf migrations && mkdir migrations
	awk 'BEGIN {
		print "CREATE TABLE big (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c REAL);"
		for (i = 1; i <= 200000; i++)
			printf "INSERT INTO big VALUES (%d, \x27name of the row number %d\x27, \x27%s\x27, %d.25);\n", i, i, "some text that fills the line with what rows have; a tail of it", i % 997
	}' >body.sql
	{
		printf -- '-- Migration: large\n-- Revision: large\n\n-- migrate:up\n'
		cat body.sql
	} >migrations/large.sql
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

# peak_memory COMMAND...: MiB, by the kernel's own count
peak_memory() {
	local peak
	if [ -x /usr/bin/time ]; then
		peak=$(/usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -1)
	else
		peak=$(watch_peak "$@")
	fi
	awk -v k="$peak" 'BEGIN { printf "%.1f", k / 1024 }'
}

# Without time(1): look until it is gone.
watch_peak() {
	local job peak=0 now
	"$@" >/dev/null 2>&1 &
	job=$!
	while now=$(awk '/^VmHWM/ { print $2 }' "/proc/$job/status" 2>/dev/null) && [ -n "$now" ]; do
		peak=$now
		sleep 0.005
	done
	wait "$job"
	echo "$peak"
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
