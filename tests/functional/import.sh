#!/bin/bash
# SPDX-License-Identifier: MIT
# Taking over the migrations of other tools: ids, titles, order, ways back, what runs outside of a transaction, placeholders,
# and what can't be carried over.
. "${0%/*}/harness.bash"

# put FILE LINE...: a file of another tool's
put() {
	mkdir -p "$(dirname "$1")" && printf '%s\n' "${@:2}" >"$1"
}
# header REV KEY: what the file of a revision says of itself
header() {
	sed -n "s/^-- $2: *//p" "$(grep -l "^-- Revision: $1\$" migrations/*.sql)"
}
tables() {
	sql "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE name NOT LIKE 'whimbrel%' AND name NOT LIKE 'sqlite%' ORDER BY name)"
}
# goes TABLES: up and back again, one by one, with nothing left
goes() {
	ok validate
	ok upgrade
	expect_equal "tables" "$(tables)" "$1"
	ok downgrade base
	expect_equal "tables" "$(tables)" ""
}

t "dbmate: the version is the id, and both sections come over"
put db/20240101120000_create_users.sql '-- migrate:up' 'CREATE TABLE users (id INTEGER);' '-- migrate:down' 'DROP TABLE users;'
put db/20240102120000_add_posts.sql '-- a comment' '-- migrate:up transaction:false' 'CREATE TABLE posts (id INTEGER);' '-- migrate:down' 'DROP TABLE posts;'
put db/README.md 'no migration'
ok import --from dbmate db
expect_stdout_has "created whimbrel.cfg"
expect_stdout_has "2 created, 0 undecided"
printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
expect_equal "title" "$(header 20240101120000 Migration)" "create users"
expect_equal "parent" "$(header 20240102120000 Revises)" "20240101120000"
expect_equal "date" "$(header 20240102120000 Date)" "2024-01-02 12:00:00 +0000"
expect_equal "origin" "$(header 20240102120000 Origin)" "dbmate 20240102120000"
grep -q '^-- migrate:up transaction:false$' migrations/20240102120000_add_posts.sql || fail "no transaction:false"
goes "posts users"

t "dbmate: its order is that of the files' names"
project
put db/9_b.sql '-- migrate:up' 'ALTER TABLE a ADD COLUMN y;' '-- migrate:down' 'ALTER TABLE a DROP COLUMN y;'
put db/10_a.sql '-- migrate:up' 'CREATE TABLE a (x);' '-- migrate:down' 'DROP TABLE a;'
ok import --from dbmate db
expect_equal "parent" "$(header 9 Revises)" "10"
goes "a"

t "a second import takes what is new, and leaves alone what is there"
project
put db/1_a.sql '-- migrate:up' 'CREATE TABLE a (x);' '-- migrate:down' 'DROP TABLE a;'
ok import --from dbmate db
echo '-- ours' >>migrations/1_a.sql
put db/2_b.sql '-- migrate:up' 'CREATE TABLE b (x);' '-- migrate:down' 'DROP TABLE b;'
ok import --from dbmate db
expect_stdout_has "kept    "
expect_stdout_has "1 created"
grep -q '^-- ours$' migrations/1_a.sql || fail "a file was written over"
goes "a b"

t "a config whose folder of revisions is not there yet is a project to fill"
printf 'migrations = [ "db/revisions" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
put old/1_a.sql '-- migrate:up' 'CREATE TABLE a (x);' '-- migrate:down' 'DROP TABLE a;'
run import --from dbmate nowhere
expect_exit 2
[ ! -e db ] || fail "made where nothing could be read"
ok import --from dbmate old
[ -f db/revisions/1_a.sql ] || fail "not in the folder that the config names"
goes "a"
ok -m more/deep import --from dbmate old
[ -f more/deep/1_a.sql ] || fail "not in the folder that -m names"
rm -rf db && touch db
run import --from dbmate old
expect_exit 2
expect_stderr "db: Not a directory"

t "a text that looks like a variable stays what it is"
project
put db/1_a.sql '-- migrate:up' "CREATE TABLE a (x); INSERT INTO a VALUES ('\${NAME} \$1');" '-- migrate:down' 'DROP TABLE a;'
ok import --from dbmate db
ok upgrade
expect_equal "text" "$(sql 'SELECT x FROM a')" "\${NAME} \$1"

t "golang-migrate: pairs, numbers without their zeroes, a transaction of its own is the step's"
project
put m/000001_init.up.sql 'BEGIN;' 'CREATE TABLE a (x);' 'CREATE TABLE b (x);' 'COMMIT;'
put m/000001_init.down.sql 'DROP TABLE b;' 'DROP TABLE a;'
put m/000010_ten.up.sql 'CREATE TABLE c (x);'
put m/000010_ten.down.sql 'DROP TABLE c;'
put m/000002_two.up.sql 'CREATE TABLE d (x);'
put m/000002_two.down.sql 'DROP TABLE d;'
put m/000011_eleven.up.sql 'VACUUM;'
ok import --from golang-migrate m
expect_equal "parent" "$(header 10 Revises)" "2"
expect_equal "id" "$(header 1 Migration)" "init"
! grep -q BEGIN migrations/000001_init.sql || fail "its BEGIN is still there"
grep -q '^-- migrate:up transaction:false$' migrations/000011_eleven.sql || fail "VACUUM in a transaction"
expect_stdout_has "note: there is no down file"
ok validate
ok upgrade 10
expect_equal "tables" "$(tables)" "a b c d"
ok downgrade base
expect_equal "tables" "$(tables)" ""
ok upgrade
run downgrade -1
expect_exit 2

t "a transaction that nothing ends is for a person to decide"
project
put m/1_a.up.sql '-- A table' 'BEGIN;' 'CREATE TABLE a (x);'
put m/1_a.down.sql 'BEGIN;' 'DROP TABLE a;' 'COMMIT;'
ok import --from golang-migrate m
expect_stdout_has "undecided: up: line 2 begins a transaction that nothing ends"
run upgrade
expect_exit 2

t "goose: sections, blocks, the environment, and programs that stop until somebody has decided"
project
put g/00001_init.sql '-- +goose Up' '-- +goose StatementBegin' 'CREATE TABLE a (x);' "CREATE TRIGGER t AFTER INSERT ON a BEGIN
  UPDATE a SET x = 1;
  UPDATE a SET x = 2;
END" '-- +goose StatementEnd' 'CREATE TABLE b (x);' '-- +goose Down' 'DROP TABLE b;' 'DROP TABLE a;'
put g/00002_env.sql '-- +goose NO TRANSACTION' '-- +goose Up' '-- +goose ENVSUB ON' "CREATE TABLE c (x); INSERT INTO c VALUES ('\${HERE} \$HERE');" '-- +goose ENVSUB OFF' "INSERT INTO c VALUES ('\$HERE');" '-- +goose Down' 'DROP TABLE c;'
put g/00003_go.go 'package migrations'
put g/00003_go_test.go 'package migrations'
ok import --from goose g
expect_stdout_has "undecided: up: 00003_go.go is a program in Go"
expect_stdout_has "3 created, 1 undecided"
HERE=there ok upgrade 2
expect_equal "tables" "$(tables)" "a b c t"
expect_equal "environment" "$(sql "SELECT group_concat(x, '|') FROM c")" "there there|\$HERE"
run upgrade
expect_exit 2
expect_stderr "00003_go.sql:"
expect_stderr "undecided"
expect_equal "applied" "$(applied)" "1 2"
run validate
expect_exit 3
sed -i 's/^\(-- migrate:[a-z]*\) undecided/\1/; s/^-- undecided: up.*/SELECT 1;/' migrations/00003_go.sql
ok upgrade
expect_equal "applied" "$(applied)" "1 2 3"

t "sqlx: simple and reversible ones"
project
put s/20240101000000_simple_one.sql 'CREATE TABLE a (x);'
put s/20240102000000_both.up.sql '-- no-transaction' 'CREATE TABLE b (x);'
put s/20240102000000_both.down.sql 'DROP TABLE b;'
ok import --from sqlx s
expect_equal "origin" "$(header 20240101000000 Origin)" "sqlx 20240101000000 $(sha384sum <s/20240101000000_simple_one.sql | cut -d' ' -f1)"
grep -q '^-- migrate:up transaction:false$' migrations/20240102000000_both.sql || fail "no transaction:false"
ok upgrade
ok downgrade -1
run downgrade -1
expect_exit 2

t "diesel: folders, versions without dashes, metadata"
project
put d/2024-01-01-000000_create_a/up.sql 'CREATE TABLE a (x);'
put d/2024-01-01-000000_create_a/down.sql 'DROP TABLE a;'
put d/2024-01-02-000000_create_b/up.sql 'CREATE TABLE b (x);'
put d/2024-01-02-000000_create_b/down.sql 'DROP TABLE b;'
put d/2024-01-02-000000_create_b/metadata.toml 'run_in_transaction = false'
# texts to diesel, not numbers
put d/2024-01-03_create_c/up.sql 'CREATE TABLE c (x);'
put d/2024-01-03_create_c/down.sql 'DROP TABLE c;'
ok import --from diesel d
expect_equal "parent" "$(header 20240103 Revises)" "20240102000000"
expect_equal "title" "$(header 20240102000000 Migration)" "create b"
expect_equal "parent" "$(header 20240102000000 Revises)" "20240101000000"
[ "$(grep -c transaction:false migrations/2024-01-02-000000_create_b.sql)" -eq 2 ] || fail "no transaction:false"
goes "a b c"

t "Flyway: versions in their order, undo, repeatable ones, placeholders, what is left out"
project
put f/V1__First_table.sql 'CREATE TABLE ${name} (x);'
put f/U1__First_table.sql 'DROP TABLE ${name};'
put f/sub/V1.10__Ten.sql 'CREATE TABLE ten (x);'
put f/sub/V1_9__Nine.sql 'CREATE TABLE nine (x);'
put f/R__A_view.sql 'DROP VIEW IF EXISTS v;' 'CREATE VIEW v AS SELECT * FROM nine;'
put f/V2__Alone.sql 'CREATE TABLE alone (x);'
put f/V2__Alone.sql.conf 'executeInTransaction=false'
put f/afterMigrate.sql 'SELECT 1;'
put f/V3__Own.sql 'CREATE TABLE own (x); -- ${flyway:timestamp}'
ok import --from flyway f
expect_stdout_has "note: afterMigrate.sql is left out"
expect_stdout_has "placeholder of Flyway's own"
expect_equal "order" "$(header 1.10 Revises)" "1.9"
expect_equal "title" "$(header 1 Migration)" "First table"
expect_equal "repeat" "$(header R__A_view Repeat)" "on-change"
run -x name=first upgrade 2
expect_exit 0
expect_equal "tables" "$(tables)" "alone first nine ten"
rm migrations/V3__Own.sql
ok -x name=first upgrade
expect_equal "tables" "$(tables)" "alone first nine ten v"

t "placeholders whose names can't be a variable's are renamed, and that is told"
project
put f/V1__t.sql 'CREATE TABLE t1 (x INTEGER DEFAULT ${the-default.value}, y TEXT DEFAULT '"'"'${2nd} ${left alone} ${name}'"'"');'
put l/c.sql '--liquibase formatted sql' '--changeset jo:c1' 'CREATE TABLE t2 (x INTEGER DEFAULT ${the.default});'
for tool in flyway:f liquibase:l; do
	ok import --from "${tool%:*}" "${tool#*:}"
	expect_stdout_has 'is the variable the_default'
done
grep -q '\${left alone}' migrations/V1__t.sql || fail "other text was changed"
run -x the_default_value=7 -x _2nd=two -x name=n -x the_default=8 upgrade heads
expect_exit 0
sql "INSERT INTO t1 DEFAULT VALUES; INSERT INTO t2 DEFAULT VALUES"
expect_equal "values" "$(sql "SELECT x, y FROM t1 UNION ALL SELECT x, '' FROM t2")" '7|two ${left alone} n
8|'

t "Flyway: a baseline stands for all up to it"
project
put f/V1__a.sql 'CREATE TABLE a (x);'
put f/V2__b.sql 'CREATE TABLE b (x);'
put f/B2__all.sql 'CREATE TABLE a (x);' 'CREATE TABLE b (x);'
put f/V3__c.sql 'CREATE TABLE c (x);'
ok import --from flyway f
expect_equal "replaces" "$(header B2 Replaces)" "1, 2"
ok upgrade
expect_equal "applied" "$(applied)" "3 B2"
rm -f a.db migrations/* f/V1* f/V2*
ok import --from flyway f
expect_equal "parent" "$(header 3 Revises)" "2"
ok upgrade
expect_equal "applied" "$(applied)" "2 3"

t "what can't be read stops all of it, and nothing is written"
project
put db/1_a.sql '-- migrate:up' 'CREATE TABLE a (x);'
put db/2_b.sql 'CREATE TABLE b (x);'
run import --from dbmate db
expect_exit 2
expect_stderr "db/2_b.sql:1:"
expect_equal "files" "$(ls migrations)" ""
put db/2_b.sql '-- migrate:up' 'CREATE TABLE b (x);'
put migrations/2_b.sql '-- Revision: other' '-- migrate:up'
run import --from dbmate db
expect_exit 2
expect_stderr "2_b.sql exists"
expect_equal "files" "$(ls migrations)" "2_b.sql"
run import --from dbmat db
expect_exit 2
expect_stderr 'did you mean "dbmate"?'
run import --from dbmate nowhere
expect_exit 2
mkdir empty
run import --from dbmate empty
expect_exit 2
expect_stderr "name the folder"
run import db
expect_exit 2
expect_stderr "--from TOOL"

t "JSON says the same"
project
put g/1_go.go 'package x'
ok import --from goose --format json g
expect_equal "revision" "$(json '$.revisions[0].revision')" "1"
expect_equal "undecided" "$(json '$.revisions[0].undecided.down[0]')" "1_go.go is a program in Go: write here as SQL what its way down does"
ok import --from goose --format json g
expect_equal "created" "$(json '$.revisions[0].created')" "0"
expect_equal "undecided" "$(json '$.revisions[0].undecided.down[0]')" ""

done_testing
