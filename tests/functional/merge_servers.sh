#!/bin/bash
# SPDX-License-Identifier: MIT
# What a merge proves is the same on every dialect.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

# forked B C: a <- b and a <- c, with these as their `up`
forked() {
	begin "$1"
	revision a "" "CREATE TABLE t_a (id INTEGER PRIMARY KEY, x INTEGER NOT NULL, name VARCHAR(20)); CREATE TABLE t_u (y INTEGER);"
	revision b a "$2"
	revision c a "$3"
}

suite() {
	case $dialect in
	sqlite) each_time="hex(randomblob(8))" ;;
	postgresql) each_time="clock_timestamp()::text" ;;
	mariadb) each_time="uuid()" ;;
	esac

	forked "branches that end alike" "CREATE TABLE t_v (z INTEGER);" "UPDATE t_a SET x = x + 1;"
	ok merge
	expect_stderr "$dialect: the branches end alike, whichever runs first"
	expect_equal "tables" "$(tables)" ""

	forked "schemas and rows that differ" "CREATE TABLE IF NOT EXISTS t_v (z INTEGER);" "CREATE TABLE IF NOT EXISTS t_v (z INTEGER, zz VARCHAR(9));"
	run merge
	expect_exit 3
	expect_stderr_like "differs: .*create column .*t_v.zz"
	rm migrations/*merge*
	revision b a "UPDATE t_a SET x = 1;"
	revision c a "UPDATE t_a SET x = 2;"
	run merge
	expect_exit 3
	expect_stderr "the rows of table"

	forked "one order fails" "ALTER TABLE t_a DROP COLUMN name;" "UPDATE t_a SET name = 'x';"
	run merge
	expect_exit 3
	expect_stderr "differs: b then c: revision c fails: migrations/c.sql:6"

	forked "rows for what is looked for" "UPDATE t_a SET x = 0 WHERE name = 'nobody';" "CREATE INDEX i ON t_a (x);"
	ok merge
	expect_stderr "end alike"

	forked "columns that have nothing to do with each other" "UPDATE t_a SET x = x + 1;" "UPDATE t_a SET name = 'n';"
	ok merge
	expect_stderr "end alike"

	forked "defaults that are others each time" "UPDATE t_a SET x = x + 1;" "CREATE TABLE t_v (z INTEGER);"
	sed -i "s/^CREATE TABLE t_a (/&own VARCHAR(99) DEFAULT ($each_time), /" migrations/a.sql
	ok merge
	expect_stderr "end alike"

	if [ "$dialect" != sqlite ]; then
		local calls="CALL f();" makes="CREATE PROCEDURE f() UPDATE t_u SET y = 77 WHERE y = 55;"
		[ "$dialect" = mariadb ] || calls="SELECT f();" makes="CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'UPDATE t_u SET y = 77 WHERE y = 55';"
		forked "a routine that writes a table which the other branch is about" "$calls" "DELETE FROM t_u WHERE y = 77;"
		sed -i "s/^CREATE TABLE t_a.*/&\\n$makes/" migrations/a.sql
		ok merge
		expect_stderr "several branches work on the rows of table"
	fi

	forked "rows that nobody made up" "UPDATE t_a SET x = 0 WHERE name = 'nobody' AND name = 'either';" "CREATE INDEX i ON t_a (x);"
	ok merge
	expect_stderr "not proved: migrations/b.sql:6 changes no made-up row"
}

each_dialect
done_testing
