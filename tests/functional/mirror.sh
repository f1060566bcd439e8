#!/bin/bash
# SPDX-License-Identifier: MIT
# mirror: another tool's own table is kept right by the steps themselves.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

versions() {
	query "$1" | in_line
}
# from TOOL KEY...: revisions that came from there, one after the other, and one that did not
from() {
	local tool=$1 key last=''
	shift
	for key; do
		revision "r$key" "$last" "CREATE TABLE t_$key (x INTEGER)" "DROP TABLE t_$key" "Origin: $tool $key"
		last=r$key
	done
	revision own "$last" "CREATE TABLE t_own (x INTEGER);" "DROP TABLE t_own;"
}

suite() {
	begin "alembic: the heads" "mirror = \"alembic\";"
	from alembic aa bb
	revision side raa "CREATE TABLE t_side (x INTEGER);" "DROP TABLE t_side;" "Origin: alembic cc"
	revision both "rbb, side" "SELECT 1;" "SELECT 1;" "Origin: alembic dd"
	query "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
	local heads="SELECT version_num FROM alembic_version ORDER BY 1"
	ok upgrade raa
	expect_equal "versions" "$(versions "$heads")" "aa "
	ok upgrade side
	ok upgrade rbb
	expect_equal "versions" "$(versions "$heads")" "bb cc "
	ok upgrade both
	expect_equal "versions" "$(versions "$heads")" "dd "
	ok upgrade own
	expect_equal "versions" "$(versions "$heads")" "dd "
	ok downgrade rbb
	expect_equal "versions" "$(versions "$heads")" "bb cc "
	ok downgrade side
	ok downgrade base
	expect_equal "versions" "$(versions "$heads")" ""

	begin "dbmate: a row for each, and none of a step that failed" "mirror = \"dbmate\";"
	from dbmate 1 2 3
	sed -i 's/CREATE TABLE t_3.*/CREATE TABLE t_3 (x INTEGER);\nSELEKT/' migrations/r3.sql
	query "CREATE TABLE schema_migrations (version VARCHAR(128) NOT NULL PRIMARY KEY)"
	run upgrade
	expect_exit 1
	expect_equal "versions" "$(versions "SELECT version FROM schema_migrations ORDER BY 1")" "1 2 "
	sed -i '/SELEKT/d' migrations/r3.sql
	ok upgrade
	expect_equal "versions" "$(versions "SELECT version FROM schema_migrations ORDER BY 1")" "1 2 3 "
	ok downgrade r1
	expect_equal "versions" "$(versions "SELECT version FROM schema_migrations ORDER BY 1")" "1 "
	ok stamp --from dbmate
	expect_stdout "nothing to do"

	begin "golang-migrate: where it stands" "mirror = \"golang-migrate\";"
	from golang-migrate 1 2
	query "CREATE TABLE schema_migrations (version BIGINT NOT NULL PRIMARY KEY, dirty BOOLEAN NOT NULL)"
	ok upgrade
	expect_equal "version" "$(versions "SELECT version FROM schema_migrations WHERE NOT dirty")" "2 "
	ok downgrade r1
	expect_equal "version" "$(versions "SELECT version FROM schema_migrations WHERE NOT dirty")" "1 "

	begin "a table that is not there is told, a tool whose table can't be written is refused" "mirror = \"goose\";"
	from goose 1
	ok upgrade
	expect_stderr "goose_db_version is not there"
	sed -i 's/"goose"/"sqitch"/' whimbrel.cfg
	run downgrade base
	expect_exit 2
	expect_stderr "what only the tool itself can write"
	sed -i 's/"sqitch"/"gose"/' whimbrel.cfg
	run downgrade base
	expect_exit 2
	expect_stderr "goose"
}
each_dialect
done_testing
