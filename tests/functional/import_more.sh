#!/bin/bash
# SPDX-License-Identifier: MIT
# Coming from Atlas, Drizzle, Liquibase, node-pg-migrate, Prisma and Sqitch: files, and what their tables say.
. "${0%/*}/harness.bash"

put() {
	mkdir -p "$(dirname "$1")" && printf '%s\n' "${@:2}" >"$1"
}
header() {
	sed -n "s/^-- $2: *//p" "$(grep -l "^-- Revision: $1\$" migrations/*.sql)"
}
# body ID SECTION: its text, blank lines left out
body() {
	awk -v wanted="-- migrate:$2" '/^-- migrate:/ { on = index($0, wanted) == 1; next } on && NF' "$(grep -l "^-- Revision: $1\$" migrations/*.sql)"
}
tables() {
	sql "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE name GLOB 't[0-9]*' ORDER BY name)"
}
sum() {
	sha256sum <"$1" | cut -d' ' -f1
}
refused() {
	run stamp --from "$1"
	expect_exit 2
	expect_stderr "$2"
}

t "Prisma: the folder's name is the id; its table has checksums and what is not finished"
project
put p/20240101000000_init/migration.sql 'CREATE TABLE t1 (x);'
put p/20240102000000_more/migration.sql 'CREATE TABLE t2 (x);'
put p/migration_lock.toml 'provider = "sqlite"'
ok import --from prisma p
expect_equal "title" "$(header 20240102000000_more Migration)" "more"
expect_equal "date" "$(header 20240102000000_more Date)" "2024-01-02 00:00:00 +0000"
expect_equal "parent" "$(header 20240102000000_more Revises)" "20240101000000_init"
ok validate
sql "CREATE TABLE t1 (x); CREATE TABLE _prisma_migrations (migration_name TEXT, checksum TEXT, started_at INT, finished_at INT, rolled_back_at INT);
     INSERT INTO _prisma_migrations VALUES ('20240101000000_init', '$(sum p/20240101000000_init/migration.sql)', 1, 1, NULL), ('20240102000000_more', 'no', 2, NULL, NULL)"
refused prisma "that it is not finished"
sql "UPDATE _prisma_migrations SET rolled_back_at = 3 WHERE started_at = 2"
ok stamp --from prisma
expect_equal "applied" "$(applied)" "20240101000000_init"
ok upgrade
ok check
sql "UPDATE _prisma_migrations SET checksum = '$(sum /dev/null)' WHERE started_at = 1"
refused prisma "another text"

t "Drizzle: the journal's order, statements with their semicolons"
project
put d/0000_first_one.sql 'CREATE TABLE t1 (x) -- one' '--> statement-breakpoint' 'CREATE TABLE t2 (x);--> statement-breakpoint' 'CREATE TABLE t3 (x);'
put d/0001_second.sql 'CREATE TABLE t4 (x);'
put d/meta/_journal.json '{ "version": "7", "dialect": "sqlite", "entries": [ { "idx": 0, "version": "6", "when": 1700000000001, "tag": "0000_first_one", "breakpoints": true },' \
	'{ "idx": 1, "when": 1700000000002, "tag": "0001_second", "breakpoints": true } ] }'
ok import --from drizzle d
expect_equal "title" "$(header 0000_first_one Migration)" "first one"
expect_equal "parent" "$(header 0001_second Revises)" "0000_first_one"
grep -q breakpoint migrations/*.sql && fail "a mark is left"
sql "CREATE TABLE t1 (x); CREATE TABLE t2 (x); CREATE TABLE t3 (x); CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash TEXT, created_at NUMERIC);
     INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('$(sum d/0000_first_one.sql)', 1700000000001)"
ok stamp --from drizzle
expect_equal "applied" "$(applied)" "0000_first_one"
ok upgrade
ok check
expect_equal "tables" "$(tables)" "t1 t2 t3 t4"

t "Drizzle: a file that ends the transaction around it for a while"
project
put d/0000_a.sql 'CREATE TABLE p (x INTEGER PRIMARY KEY);' 'CREATE TABLE c (x INTEGER REFERENCES p (x));' 'INSERT INTO p VALUES (1);' 'INSERT INTO c VALUES (1);'
put d/0001_b.sql 'COMMIT TRANSACTION;' '--> statement-breakpoint' 'PRAGMA foreign_keys = OFF;' '--> statement-breakpoint' 'BEGIN TRANSACTION;' '--> statement-breakpoint' \
	'CREATE TABLE q (x INTEGER PRIMARY KEY, y);' '--> statement-breakpoint' 'INSERT INTO q SELECT x, 0 FROM p;' '--> statement-breakpoint' 'DROP TABLE p;' \
	'--> statement-breakpoint' 'ALTER TABLE q RENAME TO p'
put d/meta/_journal.json '{ "entries": [ { "when": 1, "tag": "0000_a" }, { "when": 2, "tag": "0001_b" } ] }'
ok import --from drizzle d
ok validate
ok upgrade
expect_equal "rows" "$(sql "SELECT y FROM p JOIN c USING (x)")" "0"
expect_equal "applied" "$(applied)" "0000_a 0001_b"

t "Atlas: directives, several files in one, a checkpoint, half-done ones"
project
put a/atlas.sum 'h1:x'
put a/20240101000000_one.sql '-- atlas:txmode none' '' 'CREATE TABLE t1 (x);'
put a/20240102000000.sql '-- atlas:txtar' '-- checks.sql --' 'SELECT 1;' '-- migration.sql --' 'CREATE TABLE t2 (x);' '-- down.sql --' 'DROP TABLE t2;'
ok import --from atlas a
grep -q '^-- migrate:up transaction:false$' migrations/20240101000000_one.sql || fail "no transaction:false"
expect_equal "down" "$(body 20240102000000 down)" "DROP TABLE t2;"
expect_stdout_has "checks are left out"
sql "CREATE TABLE t1 (x); CREATE TABLE atlas_schema_revisions (version TEXT, type INT, applied INT, total INT, error TEXT);
     INSERT INTO atlas_schema_revisions VALUES ('.atlas_cloud_identifier', 2, 0, 0, ''), ('20240101000000', 2, 1, 2, '')"
refused atlas "half done"
sql "UPDATE atlas_schema_revisions SET applied = total, error = 'no' WHERE total = 2"
refused atlas "failed"
sql "UPDATE atlas_schema_revisions SET error = NULL"
ok stamp --from atlas
expect_equal "applied" "$(applied)" "20240101000000"
ok upgrade
ok downgrade -1
expect_equal "tables" "$(tables)" "t1"
project
rm migrations/* a.db
put a/20240103000000_all.sql '-- atlas:checkpoint' 'CREATE TABLE t1 (x); CREATE TABLE t2 (x);'
put a/20240104000000_next.sql 'CREATE TABLE t3 (x);'
ok import --from atlas a
ok upgrade
expect_equal "applied" "$(applied)" "20240103000000 20240104000000"

t "node-pg-migrate: both ways in a file, programs are left open"
project
put n/1700000000001_first.sql '-- Up Migration' 'CREATE TABLE t1 (x);' '' '-- Down Migration' 'DROP TABLE t1;'
put n/1700000000002_program.js 'exports.up = (pgm) => {}'
put n/20200101000000000_earlier.sql 'SELECT 1;'
ok import --from node-pg-migrate n
expect_equal "title" "$(header 1700000000001_first Migration)" "first"
# 17 digits are a time, and so are 13, and that is earlier
expect_equal "parent" "$(header 1700000000001_first Revises)" "20200101000000000_earlier"
expect_stdout_has "undecided: up: 1700000000002_program.js is a program"
sql "CREATE TABLE t1 (x); CREATE TABLE pgmigrations (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO pgmigrations (name) VALUES ('20200101000000000_earlier'), ('1700000000001_first')"
ok stamp --from node-pg-migrate
expect_equal "applied" "$(applied)" "1700000000001_first 20200101000000000_earlier"
ok downgrade -1
run upgrade
expect_exit 2
expect_equal "tables" "$(tables)" ""

t "Sqitch: the plan with its tags and needs, all three scripts, their own transactions, a reworked change"
project
put s/sqitch.plan '%syntax-version=1.0.0' '%project=app' '' \
	'first 2024-01-01T00:00:00Z Jo <jo@example.org> # The first one' \
	'second [first !old other:thing] 2024-01-02T00:00:00Z Jo <jo@example.org> # Second' '@v1.0 2024-01-03T00:00:00Z Jo <jo@example.org> # a release' \
	'second [second@v1.0] 2024-01-04T00:00:00Z Jo <jo@example.org> # Second, again'
put s/deploy/first.sql '-- Deploy first' 'BEGIN;' 'CREATE TABLE t1 (x);' 'COMMIT;'
put s/revert/first.sql 'BEGIN;' 'DROP TABLE t1;' 'COMMIT;'
put s/verify/first.sql 'BEGIN;' 'SELECT x FROM t1 WHERE 0;' 'ROLLBACK;'
put s/deploy/second@v1.0.sql 'CREATE TABLE t2 (x);'
put s/revert/second@v1.0.sql 'DROP TABLE t2;' 'COMMIT;'
put s/deploy/second.sql 'CREATE TABLE t3 (x);'
put s/revert/second.sql 'DROP TABLE t3;'
ok import --from sqitch s
expect_equal "title" "$(header first Migration)" "The first one"
expect_equal "author" "$(header first Author)" "Jo <jo@example.org>"
expect_equal "tag" "$(header second_v1.0 Tag)" "v1.0"
expect_equal "needs" "$(header second_v1.0 Depends)" "first"
expect_equal "again" "$(header second Revises) $(header second Depends)" "second_v1.0 second_v1.0"
expect_stdout_has "note: !old is not carried over: a conflict"
expect_equal "verify" "$(body first verify)" "SELECT x FROM t1 WHERE 0;"
grep -q "transaction:false" migrations/*.sql && fail "a transaction of its own is the step's"
ok validate
ok upgrade v1.0
expect_equal "tables" "$(tables)" "t1 t2"
ok upgrade
ok verify
ok downgrade base
expect_equal "tables" "$(tables)" ""

t "Sqitch: names with folders, of any length, and reworked ones of them are ids and files"
project
long=deep/$(printf '%070d' 0)
put s/sqitch.plan '%syntax-version=1.0.0' '%project=app' '' \
	'f/one 2024-01-01T00:00:00Z Jo <jo@example.org> # One' "${long}1 2024-01-01T01:00:00Z Jo <jo@example.org> # Long" \
	"${long}2 [${long}1] 2024-01-01T02:00:00Z Jo <jo@example.org> # Longer" 'f_one 2024-01-01T03:00:00Z Jo <jo@example.org> # Another' \
	'@v1 2024-01-02T00:00:00Z Jo <jo@example.org> # 1' 'f/one [f/one@v1] 2024-01-03T00:00:00Z Jo <jo@example.org> # Again' \
	"${long}2 [${long}2@v1] 2024-01-03T00:00:00Z Jo <jo@example.org> # Again"
n=0
for name in f/one@v1 "${long}1" "${long}2@v1" f_one f/one "${long}2"; do
	put "s/deploy/$name.sql" "CREATE TABLE t$((n += 1)) (x);"
	put "s/revert/$name.sql" "DROP TABLE t$n;"
done
ok import --from sqitch s
ok validate
expect_equal "files" "$(find migrations -name '*.sql' -not -path 'migrations/*/*' | wc -l)" 6
expect_equal "needs" "$(header f_one Depends)" "f_one_v1"
ok upgrade
expect_equal "tables" "$(tables)" "t1 t2 t3 t4 t5 t6"
ok import --from sqitch s
expect_stdout_has "0 created"
ok downgrade base

t "Sqitch: its registry beside an SQLite file; a rework has the last tag before it, and each is told by its turn"
project
put s/sqitch.plan '%syntax-version=1.0.0' '%project=app' '' 'a 2024-01-01T00:00:00Z Jo <jo@example.org> # A' '@v1 2024-01-01T12:00:00Z Jo <jo@example.org> # 1' \
	'b 2024-01-02T00:00:00Z Jo <jo@example.org> # B' '@v2 2024-01-03T00:00:00Z Jo <jo@example.org> # 2' 'a [a@v2] 2024-01-04T00:00:00Z Jo <jo@example.org> # A, again' \
	'c 2024-01-05T00:00:00Z Jo <jo@example.org> # C'
for name in a@v2:1 b:2 a:3 c:4; do
	put "s/deploy/${name%:*}.sql" "CREATE TABLE t${name#*:} (x);"
	put "s/revert/${name%:*}.sql" "DROP TABLE t${name#*:};"
done
ok import --from sqitch s
refused sqitch "sqitch.db"
expect_stderr "not there"
sql "CREATE TABLE changes (change_id TEXT PRIMARY KEY, change TEXT, project TEXT, planned_at TEXT);
     INSERT INTO changes VALUES (1, 'a', 'app', '2024-01-01 00:00:00'), (2, 'b', 'app', '2024-01-02 00:00:00')" sqitch.db
sql "CREATE TABLE t1 (x); CREATE TABLE t2 (x)"
ok stamp --from sqitch
expect_equal "applied" "$(applied)" "a_v2 b"
sql "INSERT INTO changes VALUES (3, 'a', 'app', '2024-01-04 00:00:00')" sqitch.db
sql "CREATE TABLE t3 (x)"
ok stamp --from sqitch
expect_equal "applied" "$(applied)" "a a_v2 b"
ok upgrade
ok check
ok downgrade base
expect_equal "tables" "$(tables)" ""

t "Liquibase: changes, ways back, what it asks of its engine, its lock"
project
put l/01.sql '--liquibase formatted sql' '--changeset jo:1' '--comment The first table' 'CREATE TABLE t1 (x);' '--rollback DROP TABLE t1;' '' \
	'-- changeset ann:two runInTransaction:false labels:a' 'CREATE TABLE t2 (x);' 'CREATE TABLE t3 (x);' '/* liquibase rollback' 'DROP TABLE t3;' 'DROP TABLE t2;' '*/'
put l/02.sql '-- liquibase formatted sql' '--changeset jo:two dbms:oracle' 'CREATE TABLE t4 (x);' '--rollback empty' \
	'--changeset jo:view runOnChange:true' 'DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1;'
put l/master.xml '<databaseChangeLog/>'
put l/025.sql '--liquibase formatted sql' '--changeset jo:elsewhere dbms:!sqlite' 'CREATE TABLE t9 (x);' '--changeset jo:here dbms:"h2, sqlite"' 'CREATE TABLE t0 (x);' \
	'--rollback DROP TABLE t0;'
put l/03.sql '--liquibase formatted sql logicalFilePath:a/b.sql' '--changeset jo:near' 'CREATE TABLE t5 (x);' '--changeset:jo:miss' 'DROP TABLE t5;'
ok import --from liquibase l
expect_equal "file" "$(header near Origin-File)" "/a/b.sql"
expect_stdout_has "line 4 of 03.sql: to some versions of Liquibase a mistake"
rm migrations/near.sql
expect_equal "dialects" "$(grep '^-- migrate:up' migrations/here.sql)" "-- migrate:up dialect:sqlite
-- migrate:up"
expect_stdout_has "no dialect here is called h2"
expect_stdout_has "undecided: up: dbms:!sqlite"
rm migrations/elsewhere.sql migrations/here.sql
expect_equal "title" "$(header 1 Migration)" "The first table"
expect_equal "id" "$(header ann_two Revises)" "1"
expect_equal "file" "$(header ann_two Origin-File)" "01.sql"
expect_equal "repeat" "$(header view Repeat)" "on-change"
expect_equal "down" "$(body ann_two down | tr '\n' ' ')" "DROP TABLE t3; DROP TABLE t2; "
expect_stdout_has "undecided: up: dbms:oracle"
expect_stdout_has "master.xml is left out"
sql "CREATE TABLE t1 (x); CREATE TABLE DATABASECHANGELOG (ID TEXT, AUTHOR TEXT, FILENAME TEXT, EXECTYPE TEXT);
     CREATE TABLE DATABASECHANGELOGLOCK (ID INT, LOCKED BOOLEAN); INSERT INTO DATABASECHANGELOGLOCK VALUES (1, 1);
     INSERT INTO DATABASECHANGELOG VALUES ('1', 'jo', '01.sql', 'EXECUTED')"
refused liquibase "locked"
sql "UPDATE DATABASECHANGELOGLOCK SET LOCKED = 0"
ok stamp --from liquibase
expect_equal "applied" "$(applied)" "1"
ok upgrade ann_two
expect_equal "tables" "$(tables)" "t1 t2 t3"
ok downgrade base
expect_equal "tables" "$(tables)" ""

done_testing
