#!/bin/bash
# SPDX-License-Identifier: MIT
# upgrade and downgrade, with every form of target.
. "${0%/*}/harness.bash"

# one - two - three - four, and side on two with label 'side', tag v1 on two
graph() {
	project
	chain aaaa1 bbbb2 cccc3 dddd4
	revision bbbb2 aaaa1 'CREATE TABLE t_bbbb2 (x);' 'DROP TABLE t_bbbb2;' 'Tag: v1'
	revision side1 bbbb2 'CREATE TABLE t_side1 (x);' 'DROP TABLE t_side1;' 'Branch: side'
	revision side2 side1 'CREATE TABLE t_side2 (x);' 'DROP TABLE t_side2;'
}

# up TARGET SET: from nothing, upgrade TARGET makes SET
up() {
	rm -f a.db
	run upgrade "$1"
	[ "$code" -eq 0 ] || fail "upgrade $1: exit $code"$'\n'"$err"
	expect_equal "upgrade $1" "$(applied)" "$2"
}

# down TARGET SET: from everything, downgrade TARGET leaves SET
down() {
	rm -f a.db
	ok upgrade heads
	run downgrade "$1"
	[ "$code" -eq 0 ] || fail "downgrade $1: exit $code"$'\n'"$err"
	expect_equal "downgrade $1" "$(applied)" "$2"
}

t "upgrade takes every form of target"
graph
up heads 'aaaa1 bbbb2 cccc3 dddd4 side1 side2'
up bbbb2 'aaaa1 bbbb2'
up v1 'aaaa1 bbbb2'
up side 'aaaa1 bbbb2 side1 side2'
up side@head 'aaaa1 bbbb2 side1 side2'
up cccc 'aaaa1 bbbb2 cccc3'
up side2-1 'aaaa1 bbbb2 side1'
up cccc3+1 'aaaa1 bbbb2 cccc3 dddd4'
up aaaa1 aaaa1

t "+N is the first N steps of the plan"
project
chain aaaa1 bbbb2 cccc3
up +1 aaaa1
up +2 'aaaa1 bbbb2'
ok upgrade +1
expect_equal "then +1" "$(applied)" 'aaaa1 bbbb2 cccc3'

t "downgrade takes every form of target"
graph
down base ''
down aaaa1 aaaa1
down v1 'aaaa1 bbbb2'
down bbbb2 'aaaa1 bbbb2'
down cccc3 'aaaa1 bbbb2 cccc3 side1 side2'
down side@base 'aaaa1 bbbb2 cccc3 dddd4'
down side1 'aaaa1 bbbb2 cccc3 dddd4 side1'
down side@-1 'aaaa1 bbbb2 cccc3 dddd4 side1'

t "downgrade without a target takes one back"
project
chain aaaa1 bbbb2 cccc3
ok upgrade
ok downgrade
expect_equal "the set" "$(applied)" 'aaaa1 bbbb2'
ok downgrade -2
expect_equal "the set" "$(applied)" ''
expect_equal "tables" "$(schema)" ''

t "-N with several heads applied lists the choices"
graph
ok upgrade heads
run downgrade -1
expect_exit 2
expect_stderr dddd4
expect_stderr side2

t "head with several heads is exit 2 and names both ways out"
graph
run upgrade
expect_exit 2
expect_stderr dddd4
expect_stderr side2
expect_stderr heads
expect_stderr merge
expect_no_file a.db-journal

t "an ambiguous prefix lists what it could be"
project
chain abcd1 abcd2
run upgrade abcd
expect_exit 2
expect_stderr abcd1
expect_stderr abcd2

t "a prefix of three characters is no target"
project
chain abcd1
run upgrade abc
expect_exit 2

t "an id that looks like arithmetic is an id"
project
revision 2018-01-14 '' 'CREATE TABLE a (x);'
revision 2018-01-15 2018-01-14 'CREATE TABLE b (x);'
up 2018-01-14 2018-01-14

t "an unknown target is exit 2 and changes nothing"
project
chain one
run upgrade nowhere
expect_exit 2
expect_stderr nowhere
expect_equal "tables" "$(schema)" ''

t "downgrade REV keeps what only depends on REV"
project
chain aaaa1 bbbb2
revision side1 '' 'CREATE TABLE s (x);' 'DROP TABLE s;' 'Depends: aaaa1'
revision side2 '' 'CREATE TABLE s2 (x);' 'DROP TABLE s2;' 'Depends: bbbb2'
ok upgrade heads
ok downgrade aaaa1
expect_equal "the set" "$(applied)" 'aaaa1 side1'

t "the order is that of dates, then ids"
project
revision zzzz '' 'CREATE TABLE log AS SELECT 1 AS n, '\''z'\'' AS who;' '' 'Date: 2020-01-01 00:00:00 +0000'
revision bbbb '' 'INSERT INTO log SELECT 2, '\''b'\'';' '' 'Date: 2021-01-01 00:00:00 +0000'
revision aaaa '' 'INSERT INTO log SELECT 3, '\''a'\'';' '' 'Date: 2021-01-01 01:00:00 +0200'
ok upgrade heads
expect_equal "the order" "$(sql "SELECT group_concat(who, '') FROM log")" zab

t "a failing step is rolled back, those before it stay"
project
chain one
revision two one $'CREATE TABLE t_two (x);\nINSERT INTO nowhere VALUES (1);'
run upgrade
expect_exit 1
expect_stderr two
expect_stderr 'two.sql:7'
expect_stderr 'no such table'
expect_stderr 'INSERT INTO nowhere'
expect_equal "the set" "$(applied)" one
expect_equal "tables" "$(sql "SELECT group_concat(name) FROM sqlite_schema WHERE name LIKE 't_%'")" t_one

t "the failed step runs again when it is mended"
project
chain one
revision two one 'CREATE TABLE t_one (x);'
run upgrade
expect_exit 1
revision two one 'CREATE TABLE t_two (x);'
ok upgrade
expect_equal "the set" "$(applied)" 'one two'

t "nothing to do is exit 0 and says so"
project
chain one
ok upgrade
ok upgrade
expect_stdout 'nothing to do'

t "an irreversible step refuses before it touches anything"
project
chain one
printf -- '-- Revision: two\n-- Revises: one\n-- migrate:up\nCREATE TABLE t_two (x);\n-- migrate:down irreversible\n' >migrations/two.sql
revision three two 'CREATE TABLE t_three (x);' 'DROP TABLE t_three;'
ok upgrade
run downgrade one
expect_exit 2
expect_stderr two
expect_equal "the set" "$(applied)" 'one three two'

t "no down section is irreversible"
project
revision one '' 'CREATE TABLE t (x);'
ok upgrade
run downgrade base
expect_exit 2
expect_equal "the set" "$(applied)" one

t "an empty section is a deliberate no-op"
project
revision one '' '-- nothing to do here' '-- nor here'
ok upgrade
expect_equal "the set" "$(applied)" one
ok downgrade base
expect_equal "the set" "$(applied)" ''

t "SQL is stored byte for byte as the shell would"
project
revision one '' $'CREATE TABLE  t ( -- why\n\tx INTEGER /* a; b */,\n  "y;" TEXT DEFAULT \';\'\n);\nCREATE TRIGGER g AFTER INSERT ON t BEGIN\n  SELECT 1;\n  SELECT 2;\nEND;'
ok upgrade
sed -n '/migrate:up/,$p' migrations/one.sql | sqlite3 shell.db
expect_equal "the schema" "$(schema)" "$(schema shell.db)"

t "a child's foreign keys survive the rebuild of its parent"
project
revision one '' $'CREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c (p REFERENCES p ON DELETE CASCADE);\nINSERT INTO p VALUES (1);\nINSERT INTO c VALUES (1);'
revision two one $'CREATE TABLE p2 (id INTEGER PRIMARY KEY, n TEXT);\nINSERT INTO p2 SELECT id, NULL FROM p;\nDROP TABLE p;\nALTER TABLE p2 RENAME TO p;'
ok upgrade
expect_equal "rows of the child" "$(sql 'SELECT count(*) FROM c')" 1

t "a step that leaves a foreign key violation fails"
project
revision one '' $'CREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c (p REFERENCES p);'
revision two one 'INSERT INTO c VALUES (7);'
run upgrade
expect_exit 1
expect_equal "the set" "$(applied)" one
expect_equal "rows" "$(sql 'SELECT count(*) FROM c')" 0

t "a savepoint where each statement commits alone is an error before anything runs"
project
printf -- '-- Revision: s\n-- migrate:up transaction:false\nCREATE TABLE t (n INTEGER);\nRELEASE p;\n' >migrations/s.sql
run upgrade
expect_exit 2
expect_stderr 'migrations/s.sql:4: a savepoint where each statement commits alone'
expect_equal "tables" "$(schema)" ''
printf -- '-- Revision: s\n-- migrate:up transaction:false\nBEGIN;\nSAVEPOINT p;\nCREATE TABLE t (n INTEGER);\nRELEASE p;\nCOMMIT;\n' >migrations/s.sql
ok upgrade

t "transaction control in a transactional section is an error before anything runs"
project
chain one
revision two one $'BEGIN;\nCREATE TABLE x (y);\nCOMMIT;'
run upgrade
expect_exit 2
expect_stderr 'two.sql:6'
expect_stderr transaction:false
expect_equal "the set" "$(applied 2>/dev/null | grep -v 'no such table')" ''

t "transaction:false runs what refuses a transaction"
project
chain one
printf -- '-- Revision: two\n-- Revises: one\n-- migrate:up transaction:false\nCREATE TABLE t_two (x);\nVACUUM;\nINSERT INTO t_two VALUES (1);\n' >migrations/two.sql
ok upgrade
expect_equal "the set" "$(applied)" 'one two'
expect_equal "rows" "$(sql 'SELECT count(*) FROM t_two')" 1

t "a failed transaction:false section goes on where it stopped"
project
printf -- '-- Revision: one\n-- migrate:up transaction:false\nCREATE TABLE a (x);\nINSERT INTO a VALUES (1);\nINSERT INTO b VALUES (1);\n' >migrations/one.sql
run upgrade
expect_exit 1
printf -- '-- Revision: one\n-- migrate:up transaction:false\nCREATE TABLE a (x);\nINSERT INTO a VALUES (1);\nCREATE TABLE b (x);\nINSERT INTO b VALUES (1);\n' >migrations/one.sql
ok upgrade
expect_equal "rows of a" "$(sql 'SELECT count(*) FROM a')" 1
expect_equal "rows of b" "$(sql 'SELECT count(*) FROM b')" 1

t "--dry-run and plan run nothing"
project
chain one two
ok upgrade --dry-run
expect_stdout_has one
expect_stdout_has 'CREATE TABLE t_two'
expect_no_file a.db
ok plan +1
expect_stdout_has t_one
expect_no_file a.db

done_testing
