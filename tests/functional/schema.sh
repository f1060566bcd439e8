#!/bin/bash
# SPDX-License-Identifier: MIT
# The schema engine: diff, autogenerate, drift, dump and load, test, lint, diagrams.
. "${0%/*}/harness.bash"

# A project with one applied revision and a desired schema.
desired() {
	project
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\nschema = [ "schema.sql" ];\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
	revision one '' "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t (a) VALUES ('x');" 'DROP TABLE t;'
	ok upgrade
	printf '%s\n' "$1" >schema.sql
}

t "autogenerate goes there, check is clean, and downgrade goes back"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL); CREATE INDEX ix ON t (a);'
before=$(schema)
ok revision --autogenerate -m 'not null' --rev-id two
expect_file "$out"
grep -q -- '-- WARNING: table t is written anew' "$out" || fail "no warning in $out"
ok upgrade
expect_equal rows "$(sql 'SELECT * FROM t')" '1|x'
ok check
ok downgrade -1
expect_equal schema "$(schema)" "$before"
expect_equal rows "$(sql 'SELECT * FROM t')" '1|x'

t "nothing to change writes no file and is exit 0"
desired 'create table t (id integer, a text, primary key (id)) -- the same'
ok revision --autogenerate -m nothing
expect_stdout_has 'nothing to change'
expect_equal files "$(ls migrations)" one.sql
ok diff
expect_stdout ''
ok --format json migrate -m nothing
expect_json '$.path' ''

t "autogenerate wants a target that is up to date"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);'
revision two one 'CREATE TABLE u (x);'
run revision --autogenerate -m three
expect_exit 2
expect_stderr 'not up to date'

t "migrate names the dialect"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b);'
ok migrate -m more
grep -q '^-- migrate:up dialect:sqlite$' "$out" || fail "no dialect: $(cat "$out")"

t "a broken desired schema is told with its place"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE u (;'
run diff
expect_exit 1
expect_stderr 'schema.sql:2:'

t "no desired schema is a clear error"
project
chain one
ok upgrade
run diff
expect_exit 2
expect_stderr 'schema = ['
ok check

t "an empty desired schema marks every drop"
desired ''
ok diff
expect_stdout_has '-- WARNING: drops table t and its data'

t "variables work in the desired schema"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT DEFAULT ${word!literal});'
ok -x word=hello diff
expect_stdout_has "DEFAULT 'hello'"
printf '%s\n' '-- Variables: off' "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT '\${word}');" >schema.sql
ok diff
expect_stdout_has '${word}'

t "the desired schema may be a folder"
desired ''
rm schema.sql && mkdir schema.sql
echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);' >schema.sql/1.sql
echo 'CREATE VIEW v AS SELECT a FROM t;' >schema.sql/2.sql
ok diff
expect_stdout 'CREATE VIEW v AS SELECT a FROM t;'

t "a dialect's own desired schema takes the place of the common one"
desired 'this is for another database;'
echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);' >schema.sqlite.sql
ok check

t "check tells drift of the database from drift of the files"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, wanted);'
sql 'ALTER TABLE t ADD COLUMN by_hand'
run check
expect_exit 3
expect_stdout_like 'drift +drop column t.by_hand'
expect_stdout_like 'schema +create column t.wanted'
run --format json check
expect_exit 3
expect_json '$.drift[0].kind' drift
expect_json '$.drift[0].name' by_hand
expect_json '$.drift[1].kind' schema

t "check tells a pending revision that can't be run from a database that drifted"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, wanted);'
sql 'ALTER TABLE t ADD COLUMN by_hand'
revision two one 'CREATE TABLE t (x);'
run check
expect_exit 3
expect_stdout_like 'pending +two'
expect_stdout_like 'drift +drop column t.by_hand'
expect_stdout_like 'not compared revisions pending: .*migrations/two.sql:6: table t already exists'

t "check on a database that is older than its first revision compares the database itself"
project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
sql 'CREATE TABLE legacy (a)'
revision one '' 'ALTER TABLE legacy ADD COLUMN b;'
ok stamp one
echo 'CREATE TABLE legacy (a);' >schema.sql
run check
expect_exit 3
expect_stdout_like 'not compared revisions applied: .*migrations/one.sql:6: no such table: legacy'
run --format json check
expect_exit 3
expect_json '$.compared' 0
expect_json '$.not_compared[0].kind' revisions
ok check --no-schema
expect_stdout_has 'the schema was not looked at'
echo 'CREATE TABLE legacy (a, c);' >schema.sql
run check
expect_exit 3
expect_stdout_like 'schema +create column legacy.c'

t "check changes nothing and makes nothing"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);'
before=$(sha256sum a.db)
ok check
expect_equal database "$(sha256sum a.db)" "$before"
expect_equal files "$(echo *)" 'a.db migrations schema.sql whimbrel.cfg'

t "a revision that reaches for another file reaches nothing while it is checked"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);'
revision two one "ATTACH 'other.db' AS other; DETACH other;"
run check
expect_no_file other.db

t "a rename is told, not guessed"
desired 'CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);'
ok diff
expect_stdout_has 'drops table t'
ok diff --rename t=people --rename t.a=name
expect_stdout 'ALTER TABLE t RENAME TO people;
ALTER TABLE people RENAME COLUMN a TO name;'
run diff --rename nothing=people
expect_exit 2
expect_stderr 'there is no table nothing'

t "a comment in the desired schema tells a rename, for as long as it is due"
desired '-- whimbrel:renamed-from t
CREATE TABLE people (
	id INTEGER PRIMARY KEY,
	-- whimbrel:renamed-from a
	name TEXT
);'
ok migrate -m rename
ok upgrade
expect_equal rows "$(sql 'SELECT name FROM people')" x
ok check
ok migrate -m again
expect_stdout_has 'nothing to change'
ok downgrade -1
expect_equal rows "$(sql 'SELECT a FROM t')" x

t "dump, load and dump again are the same"
project
revision one '' "CREATE TABLE b (x REFERENCES a); CREATE TABLE a (id INTEGER PRIMARY KEY, y TEXT DEFAULT 'q'); CREATE INDEX i ON a (y);
CREATE VIEW v AS SELECT 1 -- a comment at the end
; CREATE TRIGGER r AFTER INSERT ON a BEGIN DELETE FROM b; END;"
ok upgrade
ok schema dump
printf '%s\n' "$out" >dump.sql
ok --url sqlite:b.db schema load dump.sql
ok --url sqlite:b.db schema dump
expect_stdout "$(cat dump.sql)"

t "a load that fails leaves nothing"
project
printf 'CREATE TABLE a (x);\nCREATE TABLE a (x);\n' >bad.sql
run schema load bad.sql
expect_exit 1
expect_stderr 'bad.sql:2:'
expect_equal schema "$(schema)" ''

t "schema_file is kept fresh, up and down, is fit to be loaded, and has nothing of whimbrel's own"
project
sed -i '1i schema_file = "now.sql";' whimbrel.cfg
chain one two
ok upgrade
sqlite3 loaded.db <now.sql || fail "now.sql is not fit to be loaded"
expect_equal tables "$(sql 'SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema ORDER BY name)' loaded.db)" t_one,t_two
ok downgrade -1
grep -q t_one now.sql || fail "t_one is gone"
! grep -q 't_two\|whimbrel' now.sql || fail "$(cat now.sql)"
ok schema dump
expect_equal file "$(cat now.sql)" "$out"

t "test finds a down that does not restore"
project
chain one
revision two one 'CREATE TABLE u (x); CREATE TABLE w (x);' 'DROP TABLE u;'
revision three two 'CREATE TABLE z (x);'
run test
expect_exit 3
expect_stdout_has 'ok       one'
expect_stdout_like 'differs +two'
expect_stdout_has 'down leaves it to drop table w'
expect_stdout_like 'one-way +three'
ok test one
expect_no_file a.db

t "test tells which statement failed"
project
revision one '' 'CREATE TABLE u (x);' 'DROP TABLE absent;'
run test
expect_exit 3
expect_stdout_has 'down: '
expect_stdout_has 'no such table: absent'

t "test goes through the dialects that there are bodies for, and says which it can't"
project
printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; }; pg = { url = "postgresql://nobody@127.0.0.1:1/none"; connect_timeout = "1s"; }; };\n' >whimbrel.cfg
revision one '' 'CREATE TABLE u (x);' 'DROP TABLE u;'
printf -- '-- migrate:up dialect:postgresql,mariadb\nCREATE TABLE u (x integer);\n' >>migrations/one.sql
ok test
expect_stderr_like 'not tested for (pg|postgresql): '
expect_stderr 'not tested for mariadb: no target of the config'
expect_stdout_has 'ok       one, title of one (sqlite)'
ok --format json test
expect_json '$.results[0].outcome' skipped
expect_json '$.results[0].dialect' mariadb
ok test -t dev
expect_stderr_without 'not tested'

t "lint marks what is risky, and takes a reason"
project
revision one '' 'CREATE TABLE u (x, y);'
revision two one 'ALTER TABLE u DROP COLUMN y;'
run lint
expect_exit 3
expect_stdout_has 'drop-column: drops column u.y and its data'
run --format json lint two
expect_exit 3
expect_json '$.findings[0].rule' drop-column
ok plan
expect_stdout_has '-- WARNING: drops column u.y and its data [drop-column]'
sed -i 's/^ALTER/-- whimbrel:allow drop-column because nobody reads it\nALTER/' migrations/two.sql
ok lint
ok lint -v
expect_stdout_has 'allowed: nobody reads it'

t "JSON of what is one text"
desired 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);'
ok --format json diff
expect_json '$.sql' 'ALTER TABLE t ADD COLUMN b TEXT;'
ok --format json schema dump
[[ $(json '$.sql') == *'TABLE t'* ]] || fail "$out"
ok --format json schema diagram
[[ $(json '$.diagram') == erDiagram* ]] || fail "$out"

t "diagrams"
project
revision one '' 'CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a_id INTEGER NOT NULL REFERENCES a (id));'
ok upgrade
ok schema diagram
expect_stdout_has 'erDiagram'
expect_stdout_has '"a" ||--o{ "b" : "a_id"'
ok schema diagram --as dot
expect_stdout_has '"b" -> "a"'
ok schema diagram --as boxes
expect_stdout_has '│ a_id  integer not null  FK │'

t "what the database has beyond its words is kept: sequences, rowids, strictness"
desired "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL DEFAULT 'none') STRICT;"
ok migrate -m strict
ok upgrade
sql "INSERT INTO t (a) VALUES ('y'); DELETE FROM t WHERE id = 2;" >/dev/null
echo "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL DEFAULT 'some') STRICT;" >schema.sql
ok migrate -m default
ok upgrade
ok check
expect_equal rows "$(sql 'SELECT seq FROM sqlite_sequence; SELECT id, a FROM t')" '2
1|x'

done_testing
