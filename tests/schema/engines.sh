# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2317
# One way to say the same to each kind of database. NAME_engine defines:
#
#	engine_start, engine_stop
#	engine_new NAME..., engine_drop NAME...   empty databases
#	engine_url NAME
#	native_load NAME FILE                     by the database's own client; what it says is in load.log
#	native_ask NAME FILE                      the rows that a file of queries gives
#	engine_roles ROLE...                      the server has these, which may do nothing
#	native_dump NAME                          the schema as the database's own tool has it; nothing where there is none
#	engine_version                            its number, before the first dot
#	engine_plain                              a filter for our own dump: what the database adds on its way is left out

engine_stop() {
	:
}

sqlite_engine() {
	engine_start() { :; }
	engine_stop() { :; }
	engine_new() { rm -f "${@/%/.db}"; }
	engine_drop() { :; }
	engine_url() { echo "sqlite:$1.db"; }
	engine_version() { echo 3; }
	native_load() { sqlite3 -bail "$1.db" <"$2" >load.log 2>&1; }
	native_ask() { sqlite3 "$1.db" <"$2"; }
	# RENAME puts quotes around the new name, wherever it stands
	engine_plain() { tr -d '"'; }
	native_dump() { sqlite_describe "$1.db" && sqlite_texts "$1.db"; }
}

# What the pragmas say of tables, columns, keys and indexes.
sqlite_describe() {
	sqlite3 "$1" "
		CREATE TEMP TABLE t AS SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'
			AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT LIKE 'whimbrel!_%' ESCAPE '!';
		SELECT 'table', lower(name), type, wr, strict FROM t;
		SELECT 'column', lower(t.name), lower(x.name), lower(x.type), x.\"notnull\", x.dflt_value, x.pk, x.hidden
			FROM t, pragma_table_xinfo(t.name) x;
		SELECT 'key', lower(t.name), lower(f.\"table\"), f.seq, lower(f.\"from\"), lower(f.\"to\"), f.on_update, f.on_delete
			FROM t, pragma_foreign_key_list(t.name) f;
		SELECT 'index', lower(t.name), iif(i.origin = 'c', lower(i.name), ''), i.\"unique\", i.origin, i.partial,
			(SELECT group_concat(coalesce(lower(x.name), '?') || ' ' || x.desc || ' ' || lower(x.coll))
				FROM pragma_index_xinfo(i.name) x WHERE x.key)
			FROM t, pragma_index_list(t.name) i;"
}

# All that pragmas don't tell stands in the texts: those of tables in pieces, since columns come at
# the end; without comments, blanks, quotes and case.
sqlite_texts() {
	sqlite3 "$1" "SELECT type || ' ' || name || char(10) || sql || char(30) FROM sqlite_schema
			WHERE sql <> '' AND tbl_name NOT LIKE 'whimbrel!_%' ESCAPE '!' AND name <> 'sqlite_sequence'" |
		sed -zE "s/--[^\n]*//g; s#/\*([^*]|\*+[^*/])*\*+/##g; s/CREATE TABLE '(\w+)'/CREATE TABLE \1/g" | tr '[:upper:]' '[:lower:]' | tr -d ' \t"`[]' |
		awk -v RS='\036' -F '\n' 'NF > 1 {
			start = ($1 == "") ? 2 : 1
			title = $start
			text = ""
			for (i = start + 1; i <= NF; i++)
				text = text $i
			if (title !~ /^table/)
				print title, text
			else
				for (n = split(text, piece, /[,()]/); n; n--)
					print title, piece[n]
		}'
}

postgresql_engine() {
	# policies name a role
	engine_start() { pg_start && "$PG_BINDIR/psql" -X -q "$PG_URL" -c 'CREATE ROLE app'; }
	# names that the server gives NOT NULL depend on the way there
	engine_plain() { sed -E 's/ CONSTRAINT [^ ]+_not_null NOT NULL/ NOT NULL/'; }
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
	engine_version() { "$PG_BINDIR/psql" -X -At "$PG_URL" -c 'SHOW server_version_num' | sed 's/....$//'; }
	native_load() { "$PG_BINDIR/psql" -X -q -v ON_ERROR_STOP=1 "$(engine_url "$1")" -f "$2" >load.log 2>&1; }
	native_ask() { "$PG_BINDIR/psql" -X -q -A -t "$(engine_url "$1")" -f "$2"; }
	engine_roles() {
		local name
		for name; do
			echo "SELECT 'CREATE ROLE \"$name\"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$name') \\gexec"
		done | "$PG_BINDIR/psql" -X -q "$PG_URL"
	}
	native_dump() {
		"$PG_BINDIR/pg_dump" -s -T 'whimbrel_*' "$(engine_url "$1")" 2>&1 | grep -v '^--\|^\\\|^$\|^SET ' | engine_plain
	}
}

mariadb_engine() {
	engine_start() { maria_start; }
	engine_plain() { cat; }
	engine_stop() { maria_stop; }
	maria_sql() { mariadb --no-defaults --comments --default-character-set=utf8mb4 --socket="$MARIA_SOCKET" -u "$MARIA_USER" "$@"; }
	engine_new() {
		local name
		for name; do echo "CREATE OR REPLACE DATABASE \`$name\`;"; done | maria_sql
	}
	engine_drop() {
		local name
		for name; do echo "DROP DATABASE IF EXISTS \`$name\`;"; done | maria_sql
	}
	engine_url() { echo "mariadb://tester@127.0.0.1:$MARIA_PORT/$1"; }
	engine_version() { maria_sql -N -e 'SELECT version()' | cut -d. -f1; }
	native_load() { maria_sql "$1" <"$2" >load.log 2>&1; }
	native_ask() { maria_sql -N "$1" <"$2"; }
	engine_roles() {
		local name
		for name; do echo "CREATE USER IF NOT EXISTS '$name'@'%';"; done | maria_sql
	}
	native_dump() {
		mariadb-dump --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" --no-data --compact --routines --events --triggers \
			--ignore-table="$1.whimbrel_version" --ignore-table="$1.whimbrel_log" "$1" 2>&1 |
			sed -E "/^DO SETVAL/d; s/ AUTO_INCREMENT=[0-9]+//; s/\`$1\`\\.//g"
	}
}
