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
	local identity
	case $dialect in
	sqlite) identity="INTEGER PRIMARY KEY" ;;
	postgresql) identity="INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY" ;;
	mariadb) identity="INTEGER AUTO_INCREMENT PRIMARY KEY" ;;
	esac
	begin "alembic: the heads" "mirror = \"alembic\";"
	from alembic aa bb
	revision side raa "CREATE TABLE t_side (x INTEGER);" "DROP TABLE t_side;" "Origin: flask-migrate cc"
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

	begin "knex: a row and a batch for each, and none where it is at work" "mirror = \"knex\";"
	from knex 1_a.js 2_b.js
	sed -i 's/t_\([0-9]\)_\(.\).js/t_\1\2/' migrations/*.sql
	local batches="SELECT name, batch FROM knex_migrations ORDER BY id"
	query "CREATE TABLE knex_migrations (id $identity, name VARCHAR(255), batch INTEGER, migration_time TIMESTAMP NULL)"
	query "CREATE TABLE knex_migrations_lock (is_locked INTEGER)"
	ok upgrade
	expect_equal "rows" "$(versions "$batches" | tr '\t|' '  ')" "1_a.js 1 2_b.js 2 "
	ok downgrade r1_a.js
	expect_equal "rows" "$(versions "$batches" | tr '\t|' '  ')" "1_a.js 1 "
	query "INSERT INTO knex_migrations_lock VALUES (0)"
	ok stamp --from knex
	expect_stdout "nothing to do"
	query "UPDATE knex_migrations_lock SET is_locked = 1"
	run stamp --from knex
	expect_exit 2
	expect_stderr "knex says of its lock that it is locked: wait for whoever works on it"

	begin "django: the app and the name" "mirror = \"django\";"
	from django 1 2
	sed -i 's/^-- Origin: django 1/-- Origin: django shop:0001_initial/; s/^-- Origin: django 2/-- Origin: django auth:0002_x/' migrations/*.sql
	local apps="SELECT app, name FROM django_migrations ORDER BY id"
	query "CREATE TABLE django_migrations (id $identity, app VARCHAR(255), name VARCHAR(255), applied TIMESTAMP NOT NULL)"
	ok upgrade
	expect_equal "rows" "$(versions "$apps" | tr '\t|' '  ')" "shop 0001_initial auth 0002_x "
	ok downgrade r1
	expect_equal "rows" "$(versions "$apps" | tr '\t|' '  ')" "shop 0001_initial "
	ok stamp --from django
	expect_stdout "nothing to do"

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
	sed -i 's/"gose"/"dbmate"/' whimbrel.cfg
	query "CREATE TABLE schema_migrations (version VARCHAR(99) PRIMARY KEY)"
	ok downgrade base
	expect_stderr "no revision here came from dbmate"
}
each_dialect
done_testing
