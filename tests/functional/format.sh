#!/bin/bash
# SPDX-License-Identifier: MIT
# Whimbrel's own tables: what they keep of each revision for the way back, and how those of the first format are
# read and brought up.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/databases.inc"

# X_old: tables of format 1
sqlite_old() {
	sqlite_sql "ALTER TABLE whimbrel_version DROP COLUMN parents; ALTER TABLE whimbrel_version DROP COLUMN depends;
	ALTER TABLE whimbrel_version DROP COLUMN down; UPDATE whimbrel_version SET format = 1"
}

postgresql_old() {
	postgresql_sql "ALTER TABLE whimbrel_version DROP COLUMN parents, DROP COLUMN depends, DROP COLUMN down,
	ALTER COLUMN format SET DEFAULT 1; UPDATE whimbrel_version SET format = 1"
}

mariadb_old() {
	mariadb_sql "ALTER TABLE whimbrel_version DROP COLUMN parents, DROP COLUMN depends, DROP COLUMN down,
	ALTER COLUMN format SET DEFAULT 1; UPDATE whimbrel_version SET format = 1"
}

script() {
	"${dialect}_script" "$1" >script.out 2>&1 || fail "the script fails: $(<script.out)"
}
# what is kept: every revision with its parents and depends
places() {
	query "SELECT revision, COALESCE(parents, '-'), COALESCE(depends, '-') FROM whimbrel_version ORDER BY revision" |
		tr '\t\n' '| '
}

# A small history: a chain, a branch that depends, a merge, a repeatable revision, and a secret in a variable.
history() {
	chain r1 r2
	cat >migrations/r2.sql <<'END'
-- Migration: it's the "second"
-- Revision: r2
-- Revises: r1

-- migrate:up
CREATE TABLE t_r2 (x INTEGER);

-- migrate:down transaction:false
-- back\slash and é
DROP TABLE ${NAME};
END
	revision b1 r1 "CREATE TABLE t_b1 (x INTEGER);" "DROP TABLE t_b1;" "Depends: r2"
	revision m1 "r2, b1" "CREATE TABLE t_m1 (x INTEGER);"
	revision z1 "" "SELECT 1;" "" "Repeat: on-change" "Depends: r2, b1"
}
# shellcheck disable=SC2016
kept='-- migrate:down transaction:false
-- back\slash and é
DROP TABLE ${NAME};'
history_places='b1|r1|r2 m1|r2,b1| r1|| r2|r1| z1|*|r2,b1 '

# what a database must keep of that history
expect_kept() {
	expect_equal "places" "$(places)" "$history_places"
	expect_equal "the way back" "$(query "SELECT down FROM whimbrel_version WHERE revision = 'r2'")" "$kept"
	expect_equal "no way back" "$(query "SELECT count(*) FROM whimbrel_version WHERE down = '' AND revision IN ('m1', 'z1')")" 2
	expect_equal "secrets" "$(query "SELECT count(*) FROM whimbrel_version WHERE down LIKE '%hidden%'")" 0
	expect_equal "the format" "$(query "SELECT DISTINCT format FROM whimbrel_version")" 2
}

# ------------------------------------------------------------------ the tests

suite() {
	begin "an upgrade keeps the parents, the depends and the way back"
	history
	ok -x NAME=hidden upgrade
	expect_kept

	begin "so does a stamp"
	history
	ok -x NAME=hidden stamp heads
	expect_equal "places" "$(places)" "b1|r1|r2 m1|r2,b1| r1|| r2|r1| "
	expect_equal "the way back" "$(query "SELECT down FROM whimbrel_version WHERE revision = 'r2'")" "$kept"
	ok stamp r1
	expect_equal "places" "$(places)" "r1|| "
	ok -x NAME=hidden stamp --purge heads
	expect_equal "places" "$(places)" "b1|r1|r2 m1|r2,b1| r1|| r2|r1| "

	begin "so do scripts, both ways"
	history
	run -x NAME=hidden upgrade --sql
	expect_exit 0
	printf '%s\n' "$out" >up.sql
	script up.sql
	expect_kept
	rm migrations/m1.sql migrations/z1.sql
	query "DELETE FROM whimbrel_version WHERE revision IN ('m1', 'z1')"
	run -x NAME=t_r2 downgrade --sql heads:r1
	expect_exit 0
	printf '%s\n' "$out" >down.sql
	script down.sql
	expect_equal "places" "$(places)" "r1|| "
	run stamp --sql b1
	printf '%s\n' "$out" >stamp.sql
	script stamp.sql
	expect_equal "places" "$(places)" "b1|r1|r2 r1|| r2|r1| "

	begin "repair keeps the file as it is now"
	chain r1 r2
	ok upgrade
	revision r2 r1 "CREATE TABLE t_other (x INTEGER);" "DROP TABLE t_new;"
	ok repair
	expect_equal "the way back" "$(query "SELECT down FROM whimbrel_version WHERE revision = 'r2'")" "-- migrate:down
DROP TABLE t_new;"

	begin "a squash that replaces nothing is named; one that counts through old rows is named by those"
	chain a b
	ok upgrade
	revision s "" "CREATE TABLE t_s (x INTEGER);" "DROP TABLE t_s;" "Replaces: a, b"
	revision c s "CREATE TABLE t_c (x INTEGER);" "DROP TABLE t_c;"
	ok upgrade
	expect_equal "places" "$(places)" "a|| b|a| c|a,b| "

	begin "tables of the first format are read as they are"
	chain r1 r2
	ok upgrade r1
	"${dialect}_old"
	for command in status current history check plan log "upgrade --dry-run" "downgrade --dry-run"; do
		# shellcheck disable=SC2086
		run $command
		[[ $code == 0 || $code == 3 ]] || fail "$command: exit $code: $err"
	done
	run current
	expect_stdout_like "^r1( |$)"
	expect_equal "columns that came" "$(query "SELECT parents FROM whimbrel_version" | grep -ci 'no such column\|does not exist\|unknown column')" 1

	begin "a run brings them up, and the files at hand fill in what is not known"
	history
	ok -x NAME=hidden upgrade
	"${dialect}_old"
	rm migrations/m1.sql
	revision n1 b1 "CREATE TABLE t_n1 (x INTEGER);" "DROP TABLE t_n1;"
	ok -x NAME=hidden upgrade heads
	expect_equal "places" "$(places)" "b1|r1|r2 m1|-|- n1|b1| r1|| r2|r1| z1|*|r2,b1 "
	expect_equal "the way back" "$(query "SELECT down FROM whimbrel_version WHERE revision = 'r2'")" "$kept"
	revision m1 "r2, b1" "CREATE TABLE t_m1 (x INTEGER);"
	ok repair
	expect_equal "places" "$(places)" "b1|r1|r2 m1|r2,b1| n1|b1| r1|| r2|r1| z1|*|r2,b1 "

	begin "an edited file fills in nothing until it is accepted"
	chain r1 r2
	ok upgrade
	"${dialect}_old"
	revision r2 r1 "CREATE TABLE t_other (x INTEGER);" "DROP TABLE t_new;"
	run stamp r2
	expect_equal "places" "$(places)" "r1|| r2|-|- "
	ok repair
	expect_equal "places" "$(places)" "r1|| r2|r1| "

	begin "a script brings them up as well"
	chain r1 r2
	ok upgrade r1
	"${dialect}_old"
	run upgrade --sql r1:r2
	printf '%s\n' "$out" >up.sql
	script up.sql
	expect_equal "places" "$(places)" "r1|-|- r2|r1| "
	ok status
	run downgrade --sql r2:r1
	printf '%s\n' "$out" >down.sql
	script down.sql
	expect_equal "places" "$(places)" "r1|-|- "

	begin "a newer format is refused"
	chain r1 r2
	ok upgrade r1
	query "UPDATE whimbrel_version SET format = 3"
	for command in status upgrade "downgrade base" "stamp r2" repair; do
		# shellcheck disable=SC2086
		run $command
		expect_exit 1
		expect_stderr "format 3"
	done
	expect_equal "what is applied" "$(query "SELECT revision, format FROM whimbrel_version" | tr '\t' '|')" "r1|3"
}

dialect=sqlite
suite

if begin_postgresql; then
	suite

	begin "who may only read reads tables of the first format, and who may not alter them is told"
	chain r1 r2
	ok upgrade r1
	postgresql_old
	query "CREATE ROLE reader$databases LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader$databases;
		CREATE ROLE writer$databases LOGIN; GRANT ALL ON SCHEMA public TO writer$databases;
		GRANT ALL ON ALL TABLES IN SCHEMA public TO writer$databases; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO writer$databases"
	export WHIMBREL_URL=${URL/test@/reader$databases@}
	ok status
	expect_stdout_like "r1 +applied"
	ok current
	export WHIMBREL_URL=${URL/test@/writer$databases@}
	run upgrade
	expect_exit 1
	expect_stderr "could not be brought up to format 2"
	export WHIMBREL_URL=$URL
	ok upgrade
	expect_equal "places" "$(places)" "r1|| r2|r1| "
	# an encoding that lacks a character of the way back
	"$PG_BINDIR/psql" -X -q "$PG_URL" -c "CREATE DATABASE latin ENCODING LATIN1 TEMPLATE template0"
	revision r2 r1 "CREATE TABLE t_r2 (x INTEGER);" "-- → away
DROP TABLE t_r2;"
	ok upgrade --url "${PG_URL%/*}/latin"
	expect_equal "the way back" "$("$PG_BINDIR/psql" -X -At "${PG_URL%/*}/latin" -c "SELECT revision, down IS NULL FROM whimbrel_version ORDER BY 1" | tr '\n' ' ')" "r1|f r2|t "
	# whose tables are of format 2 needs no right to alter them for a script
	chain r1 r2 r3
	run upgrade --sql r2:r3
	printf '%s\n' "$out" >up.sql
	URL=${URL/test@/writer$databases@}
	script up.sql
	expect_equal "places" "$(places)" "r1|| r2|r1| r3|r2| "
fi

if begin_mariadb; then
	suite
fi
done_testing
