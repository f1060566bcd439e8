#!/bin/bash
# SPDX-License-Identifier: MIT
# --sql: a script for the sqlite3 shell that does what the run does.
. "${0%/*}/harness.bash"

# same TITLE: script.db as a.db
same() {
	expect_equal "the schema, $1" "$(schema script.db)" "$(schema a.db)"
	expect_equal "the set, $1" "$(applied script.db)" "$(applied a.db)"
}

# script ARGUMENT...: pipes the script into the shell
script() {
	ok "$@" --sql
	printf '%s\n' "$out" | sqlite3 -bail script.db >shell.out 2>&1 || fail "the shell: $(cat shell.out)"
}

t "upgrade --sql equals upgrade"
project
chain one two three
revision four three $'CREATE TABLE f (x TEXT DEFAULT \'; -- \');\nINSERT INTO f VALUES (\'it\'\'s; \');\nCREATE TRIGGER g AFTER INSERT ON f BEGIN SELECT 1; SELECT 2; END;'
script upgrade
ok upgrade
same "after upgrade"

t "a range, and on from there"
project
chain one two three
script upgrade base:two
ok upgrade two
same "after base:two"
script upgrade two:head
ok upgrade
same "after two:head"

t "downgrade A:B --sql equals downgrade"
project
chain one two three
script upgrade
ok upgrade
script downgrade head:one
ok downgrade one
same "after the downgrade"

t "stamp --sql equals stamp"
project
chain one two
script stamp two
ok stamp two
expect_equal "the set" "$(applied script.db)" 'one two'

t "a guard stops the script where the database is not at A"
project
chain one two
ok upgrade --sql one:two
printf '%s\n' "$out" | sqlite3 -bail script.db >shell.out 2>&1 && fail "the shell took it"
expect_equal "tables" "$(schema script.db)" ''

t "a script run twice stops the second time"
project
chain one two
script upgrade
printf '%s\n' "$out" | sqlite3 -bail script.db >shell.out 2>&1 && fail "the shell took it twice"
expect_equal "the set" "$(applied script.db)" 'one two'

t "no connection is made and nothing is created"
project
chain one
ok upgrade --sql
expect_no_file a.db
run --url sqlite:/nowhere/x.db upgrade --sql
expect_exit 0

t "--dialect alone is enough"
mkdir migrations
chain one
ok -m migrations upgrade --sql --dialect sqlite
expect_stdout_has 'CREATE TABLE t_one'

t "--dialect leads no connection elsewhere than the URL says"
project
chain one
run upgrade --dialect postgresql
expect_exit 2
expect_stderr 'none of dialect postgresql'
expect_stderr '--sql'
ok upgrade --sql --dialect postgresql
ok upgrade --dialect sqlite3

t "a section ends where its dialect says, and one of two dialects can't read another one's rows as its own"
mkdir migrations
revision one '' 'CREATE TABLE t (x TEXT);' 'DROP TABLE t;'
sed -i "s/^-- migrate:up/& dialect:mariadb/; s/^CREATE.*/&\nINSERT INTO t VALUES ('it\\\\'s');/" migrations/one.sql
ok -m migrations upgrade --sql --dialect mariadb
[[ $out != *'DROP TABLE'* ]] || fail "down is a part of up"
sed -i 's/dialect:mariadb/dialect:sqlite,mariadb/' migrations/one.sql
run -m migrations upgrade --sql --dialect mariadb
expect_exit 2
expect_stderr 'migrations/one.sql:9: a line that begins a section stands in a statement'

t "the script alone goes to stdout"
project
chain one
ok -v upgrade --sql
printf '%s\n' "$out" | sqlite3 -bail script.db || fail "not a script"

t "transaction:false runs outside of the script's transactions"
project
chain one
printf -- '-- Revision: two\n-- Revises: one\n-- migrate:up transaction:false\nVACUUM;\nCREATE TABLE t_two (x INTEGER);\n' >migrations/two.sql
script upgrade
ok upgrade
same "after upgrade"

t "a sample project, up and half-way down"
sample ai-playground
ok --url sqlite:a.db upgrade
script --url sqlite:a.db upgrade
same "up"
ok --url sqlite:a.db downgrade base
ok --url sqlite:a.db downgrade head:base --sql
printf '%s\n' "$out" | sqlite3 -bail script.db || fail "the shell"
same "down"

done_testing
