#!/bin/bash
# SPDX-License-Identifier: MIT
# How the time for a schema grows with its tables: a database with so many of them, which one revision made, against the same schema
# as a file, unchanged (diff, check) and with one column changed (diff, autogenerate), on SQLite and PostgreSQL. tables.sh [COUNT...], each about twice the one before; $WHIMBREL is the installed
# program, $srcdir the source. What SQLite and its shell need to run the file themselves grows with the square: there the ratio to the
# shell's time has the limit, on PostgreSQL the growth of our own.
# shellcheck disable=SC2317,SC2034 # functions are called by name
counts=("$@")
set -- 1
. "${BASH_SOURCE[0]%/*}/lib.sh"
. "${srcdir:?the source}/tests/servers.sh"
[ ${#counts[@]} -gt 0 ] || counts=(1000 2000 4000 8000)

schema() {
	awk -v count="$1" 'BEGIN {
		for (i = 1; i <= count; i++)
			printf("CREATE TABLE t%d (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, n INTEGER DEFAULT 3%s);\nCREATE INDEX i%d ON t%d (name);\n",
				i, i > 1 ? sprintf(", up INTEGER REFERENCES t%d (id)", i - 1) : "", i, i)
	}' >schema.sql
	sed 's/^\(CREATE TABLE t7 .*DEFAULT\) 3/\1 4/' schema.sql >changed.sql
}

# cpu COMMAND...: the seconds of work that it took in this process, whatever else the machine does
cpu() {
	local TIMEFORMAT='%U %S'
	{ time "$@" >out 2>err; } 2>spent
	awk '{ printf "%.3f\n", $1 + $2 }' spent
}

diff_with() {
	"$WHIMBREL" -c "$1" diff
}

check_with() {
	"$WHIMBREL" -c "$1" check --full
}

generate_with() {
	"$WHIMBREL" -c "$1" revision --autogenerate -m changed
}

# grown NAME LIMIT NOW BEFORE: by how much more than the tables
grown() {
	[ -z "$4" ] || verdict "  $1, growth per table" "$2" "$(awk -v a="$3" -v b="$4" -v n="$count" -v m="$last" 'BEGIN { printf "%.2f", a / b / (n / m) }')" "$4 s, $3 s"
}

# one_size URL LIMIT THEIRS: `count` tables are in the database
one_size() {
	local same changed checked generated file what
	for file in schema changed; do
		printf 'schema = [ "%s.sql" ];\ntarget = "t";\ntargets = { t = { url = "%s"; }; };\n' "$file" "$1" >"$file.cfg"
	done
	rm -rf migrations && mkdir migrations
	{
		printf -- '-- Migration: all\n-- Revision: all\n\n-- migrate:up\n'
		cat schema.sql
	} >migrations/all.sql
	"$WHIMBREL" -c schema.cfg stamp heads >/dev/null 2>&1 || worse=$((worse + 1))
	same=$(cpu diff_with schema.cfg)
	[ ! -s out ] || worse=$((worse + 1))
	changed=$(cpu diff_with changed.cfg)
	grep -q t7 out || worse=$((worse + 1))
	checked=$(cpu check_with schema.cfg)
	grep -q ^clean out || worse=$((worse + 1))
	generated=$(cpu generate_with changed.cfg)
	grep -q t7 migrations/*_changed.sql || worse=$((worse + 1))
	printf '%-62s %s s, %s s\n' "${1%%:*}, $count tables: unchanged, one column changed" "$same" "$changed"
	for what in same changed checked generated; do
		if [ -n "${3:-}" ]; then
			verdict "  $what, to the shell that runs the file" "$2" "$(awk -v a="${!what}" -v b="$3" 'BEGIN { printf "%.2f", a / b }')" "${!what} s, $3 s"
		else
			grown "$what" "$2" "${!what}" "${before[$what]:-}"
		fi
		before[$what]=${!what}
	done
}

each_size() {
	declare -A before=()
	local last=''
	for count in "${counts[@]}"; do
		schema "$count"
		"$1"
		last=$count
	done
}

sqlite() {
	local shell
	rm -f tables.db
	shell=$(cpu sqlite3 :memory: '.read schema.sql')
	sqlite3 tables.db 'BEGIN' '.read schema.sql' 'COMMIT'
	one_size sqlite:tables.db 4 "$shell"
}

postgresql() {
	local psql=("$PG_BINDIR/psql" -X -q)
	"${psql[@]}" "$PG_URL" -c 'SET client_min_messages = error' -c 'DROP DATABASE IF EXISTS tables' -c 'CREATE DATABASE tables' >/dev/null
	"${psql[@]}" -f schema.sql "${PG_URL%/*}/tables"
	one_size "${PG_URL%/*}/tables" 1.4
}

each_size sqlite
pg_start && each_size postgresql && pg_stop
[ "$worse" -eq 0 ]
