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

	begin "Flyway: ranks, the file's name, its checksum, and one that is run again when it changes" "mirror = \"flyway\";"
	from flyway 1 2
	sed -i 's/^-- Origin: flyway 1/& -7/' migrations/r1.sql
	printf '%s\n' '-- Migration: a view' '-- Revision: rep' '-- Repeat: on-change' '-- Origin: flyway R__a_view' '' '-- migrate:up' \
		'CREATE VIEW v_flyway AS SELECT x FROM t_1;' >migrations/R__a_view.sql
	local history="SELECT installed_rank, version, description, type, script, checksum FROM flyway_schema_history ORDER BY 1"
	query "CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL,
		type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT, installed_by VARCHAR(100) NOT NULL,
		installed_on TIMESTAMP NOT NULL, execution_time INT NOT NULL, success BOOLEAN NOT NULL)"
	ok upgrade
	expect_equal "rows" "$(versions "$history" | tr '\t|' '  ' | sed 's/NULL//g; s/  */ /g')" \
		"1 1 title of r1 SQL r1.sql -7 2 2 title of r2 SQL r2.sql 3 a view SQL R__a_view.sql "
	query "DROP VIEW v_flyway"
	ok downgrade r1
	expect_equal "rows" "$(versions "SELECT version FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY 1")" "1 "
	ok stamp --from flyway

	begin "Prisma and sqlx: a checksum, as a text and as bytes" "mirror = \"prisma\";"
	from prisma 1_a 2_b
	local bytes=BLOB sum
	[ "$dialect" != postgresql ] || bytes=bytea
	sum=$(printf '' | sha384sum | cut -d' ' -f1)
	sed -i "s/^-- Origin: prisma \(.*\)/& ${sum:0:64}\n-- Origin: sqlx \1 $sum/; s/sqlx \([12]\)_./sqlx \1/" migrations/*.sql
	query "CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMP NULL,
		migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMP NULL, started_at TIMESTAMP NULL,
		applied_steps_count INTEGER NOT NULL DEFAULT 0)"
	ok upgrade
	expect_equal "rows" "$(versions "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND checksum = '${sum:0:64}' ORDER BY 1")" "1_a 2_b "
	ok downgrade r2_b
	ok stamp --from prisma
	expect_stdout "nothing to do"
	ok downgrade r1_a
	expect_equal "rows" "$(versions "SELECT migration_name FROM _prisma_migrations")" "1_a "
	query "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description VARCHAR(200) NOT NULL, installed_on TIMESTAMP NOT NULL,
		success BOOLEAN NOT NULL, checksum $bytes NOT NULL, execution_time BIGINT NOT NULL)"
	sed -i 's/"prisma"/"sqlx"/' whimbrel.cfg
	ok downgrade base
	ok upgrade r2_b
	ok stamp --from sqlx
	expect_stdout "nothing to do"
	ok downgrade r1_a
	expect_equal "rows" "$(versions "SELECT version FROM _sqlx_migrations")" "1 "

	begin "Drizzle: its schema's table, or the database's" "mirror = \"drizzle\";"
	from drizzle 1 2
	sed -i 's/^-- Origin: drizzle .*/& abc123/' migrations/*.sql
	local hashes=__drizzle_migrations
	[ "$dialect" != postgresql ] || hashes=drizzle.__drizzle_migrations
	[ "$dialect" != postgresql ] || query "CREATE SCHEMA drizzle"
	query "CREATE TABLE $hashes (id $identity, hash TEXT NOT NULL, created_at BIGINT)"
	ok upgrade
	expect_equal "rows" "$(versions "SELECT hash, created_at FROM $hashes ORDER BY id" | tr '\t|' '  ')" "abc123 1 abc123 2 "
	ok downgrade r1
	ok stamp --from drizzle
	expect_stdout "nothing to do"

	begin "Atlas: in its schema or the database's, as resolved, and what is resolved is no failure" "mirror = \"atlas\";"
	from atlas 1 2
	local atlas=atlas_schema_revisions
	[ "$dialect" != postgresql ] || atlas=atlas_schema_revisions.atlas_schema_revisions
	[ "$dialect" != postgresql ] || query "CREATE SCHEMA atlas_schema_revisions"
	query "CREATE TABLE $atlas (version VARCHAR(99) PRIMARY KEY, description VARCHAR(99) NOT NULL, type INT NOT NULL, applied INT NOT NULL,
		total INT NOT NULL, executed_at TIMESTAMP NOT NULL, execution_time BIGINT NOT NULL, error TEXT NULL, error_stmt TEXT NULL,
		hash VARCHAR(99) NOT NULL, partial_hashes TEXT NULL, operator_version VARCHAR(99) NOT NULL)"
	ok upgrade
	expect_equal "rows" "$(versions "SELECT version, type FROM $atlas ORDER BY 1" | tr '\t|' '  ')" "1 4 2 4 "
	ok downgrade r1
	expect_equal "rows" "$(versions "SELECT version FROM $atlas")" "1 "
	query "UPDATE $atlas SET error = 'no', total = 3, type = 2"
	run stamp --from atlas
	expect_exit 2
	query "UPDATE $atlas SET type = 6"
	ok stamp --from atlas
	expect_stdout "nothing to do"

	begin "Liquibase: its files as it calls them, its order, and no checksum" "mirror = \"liquibase\";"
	from liquibase jo:1 jo:2 ann:2
	sed -i 's/t_\(..*\):\(.\) /t_\1\2 /; s/t_\(..*\):\(.\)$/t_\1\2/; s/rann:2/rann2/g; s/rjo:/rjo/g; s/^-- Origin: .*/&\n-- Origin-File: all.sql/' migrations/*.sql
	sed -i 's/^-- Origin-File: .*/-- Origin-File: \/log.sql/' migrations/rann:2.sql
	local changes="SELECT AUTHOR, ID, FILENAME, ORDEREXECUTED FROM DATABASECHANGELOG ORDER BY 4"
	query "CREATE TABLE DATABASECHANGELOG (ID VARCHAR(99) NOT NULL, AUTHOR VARCHAR(99) NOT NULL, FILENAME VARCHAR(99) NOT NULL,
		DATEEXECUTED TIMESTAMP NOT NULL, ORDEREXECUTED INT NOT NULL, EXECTYPE VARCHAR(10) NOT NULL, MD5SUM VARCHAR(35),
		DESCRIPTION VARCHAR(99), COMMENTS VARCHAR(99), TAG VARCHAR(99), LIQUIBASE VARCHAR(20))"
	query "CREATE TABLE DATABASECHANGELOGLOCK (LOCKED BOOLEAN)"
	run upgrade
	expect_exit 2
	expect_stderr "no row of any revision here"
	query "INSERT INTO DATABASECHANGELOG VALUES ('1', 'jo', 'db/all.sql', CURRENT_TIMESTAMP, 1, 'EXECUTED', '9:x', NULL, NULL, NULL, '4')"
	query "CREATE TABLE t_jo1 (x INTEGER)"
	ok stamp --from liquibase
	ok upgrade
	expect_equal "rows" "$(versions "$changes" | tr '\t|' '  ')" "jo 1 db/all.sql 1 jo 2 db/all.sql 2 ann 2 log.sql 3 "
	ok downgrade rjo1
	expect_equal "rows" "$(versions "$changes" | tr '\t|' '  ')" "jo 1 db/all.sql 1 "
	ok stamp --from liquibase
	expect_stdout "nothing to do"

	begin "a table that is not there is told, a tool whose table can't be written is refused" "mirror = \"goose\";"
	from goose 1
	ok upgrade
	expect_stderr "goose_db_version is not there"
	sed -i 's/"goose"/"sqitch"/' whimbrel.cfg
	run downgrade base
	expect_exit 2
	expect_stderr "\`sqitch deploy --log-only\`"
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
