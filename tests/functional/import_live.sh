#!/bin/bash
# SPDX-License-Identifier: MIT
# Taking over a live database: what another tool's own table says is stamped, and nothing where that can't be relied on.
. "${0%/*}/harness.bash"

put() {
	mkdir -p "$(dirname "$1")" && printf '%s\n' "${@:2}" >"$1"
}
# three TOOL: a project with revisions 1, 2 and 3, which make t1, t2 and t3, from that tool's files
three() {
	local n
	project
	for n in 1 2 3; do
		case $1 in
		dbmate) put "m/${n}_t.sql" '-- migrate:up' "CREATE TABLE t$n (x);" '-- migrate:down' "DROP TABLE t$n;" ;;
		goose) put "m/${n}_t.sql" '-- +goose Up' "CREATE TABLE t$n (x);" '-- +goose Down' "DROP TABLE t$n;" ;;
		golang-migrate | sqlx)
			put "m/${n}_t.up.sql" "CREATE TABLE t$n (x);"
			put "m/${n}_t.down.sql" "DROP TABLE t$n;"
			;;
		diesel)
			put "m/${n}_t/up.sql" "CREATE TABLE t$n (x);"
			put "m/${n}_t/down.sql" "DROP TABLE t$n;"
			;;
		flyway)
			put "m/V${n}__t.sql" "CREATE TABLE t$n (x);"
			put "m/U${n}__t.sql" "DROP TABLE t$n;"
			;;
		esac
	done
	ok import --from "$1" m
	sql "CREATE TABLE t1 (x); CREATE TABLE t2 (x);"
}
# taken TOOL: what two of three are; the third goes up, all goes down
taken() {
	ok stamp --from "$1"
	expect_equal "applied" "$(applied)" "1 2"
	ok upgrade
	expect_equal "applied" "$(applied)" "1 2 3"
	ok check
	ok downgrade base
	expect_equal "tables" "$(sql "SELECT count(*) FROM sqlite_schema WHERE name LIKE 't_'")" "0"
}
# refused TOOL WORDS: exit 2 with those words, and nothing is stamped
refused() {
	run stamp --from "$1"
	expect_exit 2
	expect_stderr "$2"
	expect_equal "applied" "$(applied 2>&1 | grep -c '^[0-9 ]\+$')" "0"
}

t "dbmate"
three dbmate
sql "CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY); INSERT INTO schema_migrations VALUES ('1'), ('2');"
sed -i 's/^target =/exclude = [ "no_such" ];\ntarget =/' whimbrel.cfg
ok stamp --from dbmate
expect_equal "applied" "$(applied)" "1 2"
ok stamp --from dbmate
expect_stdout_has "nothing to do"
sql "DELETE FROM schema_migrations WHERE version = '2'; DROP TABLE t2;"
ok stamp --from dbmate
expect_equal "applied" "$(applied)" "1"
ok upgrade
ok check
ok downgrade base

t "dbmate: nothing is applied, a gap, what is no revision here, no such table, what is ours"
three dbmate
refused dbmate "schema_migrations of dbmate could not be read"
sql "CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY)"
ok stamp --from dbmate
expect_equal "applied" "$(applied)" ""
sql "INSERT INTO schema_migrations VALUES ('1'), ('3')"
refused dbmate "has applied 3 and not 2"
sql "INSERT INTO schema_migrations VALUES ('2'), ('4')"
refused dbmate "has applied 4, which no revision here came from"
sql "DELETE FROM schema_migrations WHERE version = '4'; CREATE TABLE t3 (x)"
revision own 3 "CREATE TABLE own (x);"
ok stamp --from dbmate
ok upgrade
run stamp --from dbmate
expect_exit 2
expect_stderr "own"
expect_equal "applied" "$(applied)" "1 2 3 own"
run stamp --from dbmate 1
expect_exit 2
run stamp
expect_exit 2
run stamp --from goose
expect_exit 2
expect_stderr "no revision here came from goose"

t "golang-migrate: where it stands, and dirty is refused"
three golang-migrate
sql "CREATE TABLE schema_migrations (version uint64, dirty bool); INSERT INTO schema_migrations VALUES (2, 1)"
refused golang-migrate "that it is dirty"
sql "UPDATE schema_migrations SET dirty = 0"
taken golang-migrate

t "goose: the last row counts"
three goose
sql "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INTEGER, is_applied INTEGER);
     INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1), (2, 1), (3, 1), (3, 0)"
taken goose

t "sqlx: checksums are compared, and what is not finished is refused"
three sqlx
sql "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, success BOOLEAN, checksum BLOB);
     INSERT INTO _sqlx_migrations VALUES (1, 1, x'$(sha384sum <m/1_t.up.sql | cut -d' ' -f1)'), (2, 1, x'00')"
refused sqlx "its checksum is not that of migrations/2_t.sql"
sql "UPDATE _sqlx_migrations SET success = 0, checksum = x'$(sha384sum <m/2_t.up.sql | cut -d' ' -f1)' WHERE version = 2"
refused sqlx "that it is not finished"
sql "UPDATE _sqlx_migrations SET success = 1"
taken sqlx

t "diesel"
three diesel
sql "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY); INSERT INTO __diesel_schema_migrations VALUES ('1'), ('2')"
taken diesel

flyway_table() {
	sql "CREATE TABLE flyway_schema_history (installed_rank INT, version VARCHAR(50), type VARCHAR(20), script VARCHAR(1000), checksum INT, success BOOLEAN)"
}
# row RANK VERSION TYPE SCRIPT [CHECKSUM [SUCCESS]]
row() {
	sql "INSERT INTO flyway_schema_history VALUES ($1, $2, '$3', '$4', ${5:-NULL}, ${6:-1})"
}
t "Flyway: checksums, undone ones, failures, a baseline"
three flyway
flyway_table
row 1 "'1'" SQL V1__t.sql "$(sed -n 's/^-- Origin: flyway 1 //p' migrations/V1__t.sql)"
row 2 "'2'" SQL V2__t.sql 7
refused flyway "another text of 2"
sql "UPDATE flyway_schema_history SET checksum = NULL, success = 0 WHERE version = '2'"
refused flyway "says of 2 that it is failed"
sql "UPDATE flyway_schema_history SET success = 1"
row 3 "'3'" SQL V3__t.sql
row 4 "'3'" UNDO_SQL U3__t.sql
taken flyway
sql "DELETE FROM flyway_schema_history; CREATE TABLE t1 (x); CREATE TABLE t2 (x)"
row 0 "'0'" SCHEMA app
row 1 "'2'" BASELINE "<< Flyway Baseline >>"
ok stamp --from flyway
expect_equal "applied" "$(applied)" "1 2"

t "Flyway: its checksum is the CRC-32 of the lines"
project
printf '\xEF\xBB\xBFCREATE TABLE a (x);\r\n\r\nCREATE TABLE b (x);' >V1__a.sql
ok import --from flyway .
expect_equal "origin" "$(sed -n 's/^-- Origin: //p' migrations/V1__a.sql)" "flyway 1 $(python3 -c '
import zlib
n = zlib.crc32(b"CREATE TABLE a (x);CREATE TABLE b (x);")
print(n - 2**32 if n >= 2**31 else n)')"

t "Flyway: repeatable ones are stamped by the name of their file"
project
put m/V1__a.sql 'CREATE TABLE t1 (x);'
put m/sub/R__A_view.sql 'CREATE VIEW v AS SELECT * FROM t1;'
ok import --from flyway m
flyway_table
row 1 "'1'" SQL V1__a.sql
row 2 NULL SQL sub/R__A_view.sql
ok stamp --from flyway
expect_equal "applied" "$(applied)" "1 R__A_view"
ok upgrade
expect_stdout_has "nothing to do"

done_testing
