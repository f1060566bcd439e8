#!/bin/bash
# SPDX-License-Identifier: MIT
# Taking over live databases on servers: other tools' own tables as they make them there.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/databases.inc"

put() {
	mkdir -p "$(dirname "$1")" && printf '%s\n' "${@:2}" >"$1"
}
applied() {
	query "SELECT revision FROM whimbrel_version ORDER BY revision" | tr '\n' ' '
}
refused() {
	run stamp --from "$1"
	expect_exit 2
	expect_stderr "$2"
}
# pairs: 1 and 2 as up and down files
pairs() {
	local n
	for n in 1 2; do
		put "m/${n}_t.up.sql" "CREATE TABLE t$n (x INTEGER);"
		put "m/${n}_t.down.sql" "DROP TABLE t$n;"
	done
}

suite() {
	begin "golang-migrate: a boolean tells of a dirty state"
	pairs
	ok import --from golang-migrate m
	query "CREATE TABLE t1 (x INTEGER)"
	query "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)"
	query "INSERT INTO schema_migrations VALUES (1, true)"
	refused golang-migrate "that it is dirty"
	query "UPDATE schema_migrations SET dirty = false"
	ok stamp --from golang-migrate
	expect_equal "applied" "$(applied)" "1 "
	ok upgrade
	ok check
	ok downgrade base

	begin "goose: booleans and the last row"
	put m/1_t.sql '-- +goose Up' 'CREATE TABLE t1 (x INTEGER);' '-- +goose Down' 'DROP TABLE t1;'
	put m/2_t.sql '-- +goose Up' '-- +goose StatementBegin' "$1" '-- +goose StatementEnd' '-- +goose Down' "$2"
	ok import --from goose m
	query "CREATE TABLE t1 (x INTEGER)"
	query "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL)"
	query "INSERT INTO goose_db_version VALUES (1, 0, true), (2, 1, true), (3, 2, true), (4, 2, false)"
	ok stamp --from goose
	expect_equal "applied" "$(applied)" "1 "
	ok upgrade
	ok check
	ok downgrade base

	begin "sqlx: checksums are bytes"
	pairs
	ok import --from sqlx m
	query "CREATE TABLE t1 (x INTEGER)"
	query "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, success BOOLEAN NOT NULL, checksum $3 NOT NULL)"
	query "INSERT INTO _sqlx_migrations VALUES (1, true, ${4/HEX/$(sha384sum <m/1_t.up.sql | cut -d' ' -f1)})"
	ok stamp --from sqlx
	expect_equal "applied" "$(applied)" "1 "
	query "UPDATE _sqlx_migrations SET checksum = ${4/HEX/00}"
	refused sqlx "another text of 1"
	query "UPDATE _sqlx_migrations SET success = false"
	refused sqlx "not finished"

	begin "Flyway: numbers, booleans and nulls"
	put m/V1__t.sql 'CREATE TABLE t1 (x INTEGER);'
	put m/V2__t.sql 'CREATE TABLE t2 (x INTEGER);'
	put m/R__v.sql 'CREATE OR REPLACE VIEW v AS SELECT x FROM t1;'
	ok import --from flyway m
	query "CREATE TABLE t1 (x INTEGER)"
	query "CREATE VIEW v AS SELECT x FROM t1"
	query "CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200), type VARCHAR(20), script VARCHAR(1000), checksum INT, success BOOLEAN NOT NULL)"
	query "INSERT INTO flyway_schema_history VALUES (1, '1', 't', 'SQL', 'V1__t.sql', $(sed -n 's/^-- Origin: flyway 1 //p' migrations/V1__t.sql), true), (2, NULL, 'v', 'SQL', 'R__v.sql', NULL, true)"
	ok stamp --from flyway
	expect_equal "applied" "$(applied)" "1 R__v "
	query "UPDATE flyway_schema_history SET success = false"
	refused flyway "failed"

	begin "Liquibase: its lock"
	put m/a.sql '--liquibase formatted sql' '--changeset jo:1' 'CREATE TABLE t1 (x INTEGER);' '--rollback DROP TABLE t1;'
	ok import --from liquibase m
	query "CREATE TABLE t1 (x INTEGER)"
	query "CREATE TABLE DATABASECHANGELOG (ID VARCHAR(255) NOT NULL, AUTHOR VARCHAR(255) NOT NULL, FILENAME VARCHAR(255) NOT NULL, EXECTYPE VARCHAR(10) NOT NULL)"
	query "CREATE TABLE DATABASECHANGELOGLOCK (ID INTEGER NOT NULL, LOCKED BOOLEAN NOT NULL)"
	query "INSERT INTO DATABASECHANGELOG VALUES ('1', 'jo', 'a.sql', 'EXECUTED')"
	query "INSERT INTO DATABASECHANGELOGLOCK VALUES (1, true)"
	refused liquibase "locked"
	query "UPDATE DATABASECHANGELOGLOCK SET LOCKED = false"
	ok stamp --from liquibase
	expect_equal "applied" "$(applied)" "1 "
	ok check

	begin "Prisma, Atlas, Drizzle, diesel, dbmate, node-pg-migrate and Alembic: the query can be run"
	put p/1_a/migration.sql 'CREATE TABLE t1 (x INTEGER);'
	ok import --from prisma p
	query "CREATE TABLE t1 (x INTEGER)"
	query "CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMP NULL, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMP NULL, started_at TIMESTAMP NULL, applied_steps_count INTEGER NOT NULL DEFAULT 0)"
	query "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('a', '$(sha256sum <p/1_a/migration.sql | cut -d' ' -f1)', '1_a')"
	refused prisma "not finished"
	query "UPDATE _prisma_migrations SET finished_at = CURRENT_TIMESTAMP"
	ok stamp --from prisma
	expect_equal "applied" "$(applied)" "1_a "
	ok check
	put a/5_a.sql 'SELECT 1;'
	ok import --from atlas a
	query "CREATE TABLE atlas_schema_revisions (version VARCHAR(255) PRIMARY KEY, type BIGINT, applied BIGINT, total BIGINT, error TEXT)"
	query "INSERT INTO atlas_schema_revisions VALUES ('5', 2, 0, 1, NULL)"
	refused atlas "half done"
	run stamp --from diesel
	expect_stderr "no revision here came from diesel"
}

# Where there are schemas.
schemas() {
	begin "how a transaction is isolated is said where it begins, which is not the step's"
	put p/1_a/migration.sql 'BEGIN;' 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;' "CREATE TABLE t1 AS SELECT current_setting('transaction_isolation') AS i;" 'COMMIT;'
	put p/2_b/migration.sql 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;' "INSERT INTO t1 SELECT current_setting('transaction_isolation') -- its end"
	put p/3_c/migration.sql 'BEGIN ISOLATION LEVEL SERIALIZABLE;' "INSERT INTO t1 SELECT current_setting('transaction_isolation');" 'COMMIT;'
	ok import --from prisma p
	ok upgrade
	expect_equal "levels" "$(query "SELECT i FROM t1 ORDER BY i" | tr '\n' ' ')" "repeatable read serializable serializable "
	query "DROP TABLE t1"

	begin "Drizzle and Sqitch keep theirs in a schema of their own"
	put d/0000_a.sql 'CREATE TABLE t1 (x INTEGER);'
	put d/meta/_journal.json '{ "entries": [ { "when": 1700000000001, "tag": "0000_a" } ] }'
	ok import --from drizzle d
	query "CREATE TABLE t1 (x INTEGER)"
	query "CREATE SCHEMA drizzle"
	query "CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)"
	query "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('$(sha256sum <d/0000_a.sql | cut -d' ' -f1)', 1700000000001)"
	ok stamp --from drizzle
	expect_equal "applied" "$(applied)" "0000_a "
	ok check
	put s/sqitch.plan 'first 2024-01-01T00:00:00Z Jo <jo@example.org> # One'
	put s/deploy/first.sql 'BEGIN;' 'CREATE TABLE t2 (x INTEGER);' 'COMMIT;'
	put s/verify/first.sql 'BEGIN;' 'SELECT x FROM t2 WHERE false;' 'ROLLBACK;'
	ok import --from sqitch s
	query "CREATE SCHEMA sqitch"
	query "CREATE TABLE sqitch.changes (change_id TEXT PRIMARY KEY, script_hash TEXT, change TEXT NOT NULL, project TEXT NOT NULL,
		note TEXT NOT NULL DEFAULT '', committed_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(), planned_at TIMESTAMPTZ NOT NULL)"
	query "INSERT INTO sqitch.changes (change_id, change, project, planned_at) VALUES ('x', 'first', 'ours', '2024-01-01T00:00:00Z')"
	run stamp --from sqitch
	expect_exit 2
	expect_stderr "0000_a"
	query "DELETE FROM whimbrel_version"
	query "CREATE TABLE t2 (x INTEGER)"
	ok stamp --from sqitch
	expect_equal "applied" "$(applied)" "first "
}

if begin_postgresql; then
	# shellcheck disable=SC2016
	suite 'CREATE FUNCTION f() RETURNS integer AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql' 'DROP FUNCTION f();' bytea "decode('HEX', 'hex')"
	schemas
fi
if begin_mariadb; then
	suite 'CREATE PROCEDURE f() BEGIN SELECT 1; SELECT 2; END' 'DROP PROCEDURE f;' BLOB "x'HEX'"
fi
done_testing
