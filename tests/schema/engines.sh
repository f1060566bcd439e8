# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2317
# One way to say the same to each kind of database. NAME_engine defines:
#
#	engine_start, engine_stop
#	engine_new NAME..., engine_drop NAME...   empty databases
#	engine_url NAME
#	native_load NAME FILE                     by the database's own client; what it says is in load.log
#	native_dump NAME                          the schema as the database's own tool has it; nothing where there is none

engine_stop() {
	:
}

sqlite_engine() {
	engine_start() { :; }
	engine_stop() { :; }
	engine_new() { rm -f "${@/%/.db}"; }
	engine_drop() { :; }
	engine_url() { echo "sqlite:$1.db"; }
	native_load() { sqlite3 -bail "$1.db" <"$2" >load.log 2>&1; }
	native_dump() { :; }
}

postgresql_engine() {
	engine_start() { pg_start; }
	engine_stop() { pg_stop; }
	engine_new() {
		local name
		for name; do echo "CREATE DATABASE \"$name\";"; done | "$PG_BINDIR/psql" -X -q "$PG_URL"
	}
	engine_drop() {
		local name
		for name; do echo "DROP DATABASE IF EXISTS \"$name\" WITH (FORCE);"; done | "$PG_BINDIR/psql" -X -q "$PG_URL" 2>/dev/null
	}
	engine_url() { echo "postgresql://test@127.0.0.1:$PG_PORT/$1"; }
	native_load() { "$PG_BINDIR/psql" -X -q -v ON_ERROR_STOP=1 "$(engine_url "$1")" -f "$2" >load.log 2>&1; }
	native_dump() {
		"$PG_BINDIR/pg_dump" -s --no-owner -T 'whimbrel_*' "$(engine_url "$1")" 2>&1 | grep -v '^--\|^\\\|^$\|^SET '
	}
}

mariadb_engine() {
	engine_start() { maria_start; }
	engine_stop() { maria_stop; }
	maria_sql() { mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" "$@"; }
	engine_new() {
		local name
		for name; do echo "CREATE OR REPLACE DATABASE \`$name\`;"; done | maria_sql
	}
	engine_drop() {
		local name
		for name; do echo "DROP DATABASE IF EXISTS \`$name\`;"; done | maria_sql
	}
	engine_url() { echo "mariadb://tester@127.0.0.1:$MARIA_PORT/$1"; }
	native_load() { maria_sql "$1" <"$2" >load.log 2>&1; }
	native_dump() {
		mariadb-dump --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" --no-data --compact --routines --events --triggers \
			--ignore-table="$1.whimbrel_version" --ignore-table="$1.whimbrel_log" "$1" 2>&1 | sed -E 's/ AUTO_INCREMENT=[0-9]+//'
	}
}
