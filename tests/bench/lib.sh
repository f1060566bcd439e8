# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2317,SC2034,SC2154 # `before` is called by `compare`, $url is the caller's
# What the benchmarks share: paired runs, medians, verdicts, data. $WHIMBREL is the installed program, $pairs how often.
set -u
: "${WHIMBREL:?the installed program}"
export LC_ALL=C
pairs=${1:-7}
folder=$(mktemp -d "${TMPDIR:-/var/tmp}/whimbrel-bench.XXXXXX") || exit 1
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
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

# ------------------------------------------------------------------ data

# revisions COUNT [files]: migrations/, and their SQL for the shell as parts/ID.sql, unless only the files are wanted
revisions() {
	rm -rf migrations parts && mkdir migrations parts
	awk -v count="$1" -v files="${2:-}" 'BEGIN {
		parent = ""
		for (i = 1; i <= count; i++) {
			id = sprintf("r%05d", i)
			sql = sprintf("CREATE TABLE t%d (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, at VARCHAR(50));\nCREATE INDEX i%d ON t%d (name);\nINSERT INTO t%d (id, name) VALUES (1, \x27%s\x27);\n", i, i, i, i, id)
			file = "migrations/" id ".sql"
			printf "-- Migration: number %d\n-- Revision: %s\n-- Revises: %s\n\n-- migrate:up\n%s\n-- migrate:down\nDROP TABLE t%d;\n", i, id, parent, sql, i > file
			close(file)
			parent = id
			if (files) continue
			file = "parts/" id ".sql"
			printf "%sINSERT INTO whimbrel_version VALUES (\x27%s\x27, \x27number %d\x27, \x27sum\x27, CURRENT_TIMESTAMP, \x27me@here\x27, 1, \x27run\x27);\n", sql, id, i > file
			close(file)
		}
	}'
}

# large_body: body.sql of 200,000 INSERTs, and the revision of it
large_body() {
	rm -rf migrations && mkdir migrations
	awk 'BEGIN {
		print "CREATE TABLE big (id INTEGER PRIMARY KEY, a VARCHAR(200), b VARCHAR(200), c REAL);"
		for (i = 1; i <= 200000; i++)
			printf "INSERT INTO big VALUES (%d, \x27name of the row number %d\x27, \x27%s\x27, %d.25);\n", i, i, "some text that fills the line with what rows have; a tail of it", i % 997
	}' >body.sql
	{
		printf -- '-- Migration: large\n-- Revision: large\n\n-- migrate:up\n'
		cat body.sql
	} >migrations/large.sql
}

# tables COUNT: a project whose revisions make as many tables, each with an index and a key of the one before it, ten a revision, and
# schema.sql of the same; and its config, of $url
tables() {
	rm -rf migrations && mkdir migrations
	awk -v count="$1" 'BEGIN {
		for (i = 0; i < count; i++) {
			sql = sprintf("CREATE TABLE t%d (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, p INTEGER);\nCREATE INDEX i%d ON t%d (name);\n", i, i, i)
			if (i) sql = sql sprintf("ALTER TABLE t%d ADD CONSTRAINT f%d FOREIGN KEY (p) REFERENCES t%d (id);\n", i, i, i - 1)
			printf "%s", sql >"schema.sql"
			if (i % 10 == 0) {
				id = sprintf("r%05d", i)
				file = "migrations/" id ".sql"
				printf "-- Migration: number %d\n-- Revision: %s\n-- Revises: %s\n\n-- migrate:up\n", i, id, parent >file
				parent = id
			}
			printf "%s", sql >file
		}
	}'
	printf 'schema = [ "schema.sql" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$url" >whimbrel.cfg
}

# each_transaction BEGIN COMMIT: the parts for the native client, a transaction each
each_transaction() {
	find parts -name '*.sql' | sort | while read -r part; do
		echo "$1"
		cat "$part"
		echo "$2"
	done
}
