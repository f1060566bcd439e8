#!/bin/bash
# SPDX-License-Identifier: MIT
# require and verify, edited and missing files, repair, stamp, squashes, repeatable revisions.
. "${0%/*}/harness.bash"

# checked ID PARENT REQUIRE VERIFY: a revision with both, which makes t_ID
checked() {
	printf -- '-- Revision: %s\n-- Revises: %s\n-- migrate:require\n%s\n-- migrate:up\nCREATE TABLE t_%s (x);\n-- migrate:verify\n%s\n-- migrate:down\nDROP TABLE t_%s;\n' \
		"$1" "$2" "$3" "$1" "$4" "$1" >"migrations/$1.sql"
}

t "require and verify that hold"
project
checked one '' $'-- expect: 1\nSELECT 1;' $'-- expect: no rows\nSELECT * FROM t_one;\n-- expect: 0\nSELECT count(*) FROM t_one;\n-- expect: NULL\nSELECT NULL;\n-- expect: '\''NULL'\''\nSELECT '\''NULL'\'';\n-- expect: rows\nSELECT 1;'
ok upgrade
expect_equal "the set" "$(applied)" one
ok verify

t "a comment of any length costs no memory"
project
revision a '' 'CREATE TABLE t_a (x);'
sed -i '/migrate:down/,$d' migrations/a.sql
yes -- '-- what was there before, line by line' | head -c 80000000 >>migrations/a.sql
if [ -x /usr/bin/time ]; then
	/usr/bin/time -f %M -o peak "$WHIMBREL" upgrade >out 2>&1 || fail "$(cat out)"
	expect_equal "the set" "$(applied)" a
	[ "$(tail -1 peak)" -lt 70000 ] || fail "$(tail -1 peak) KiB of memory"
else
	skip "there is no /usr/bin/time"
fi

t "a require that does not hold fails before up"
project
checked one '' $'-- expect: 2\nSELECT 1;' 'SELECT 1;'
run upgrade
expect_exit 1
expect_stderr 'one.sql:5'
expect_equal "tables" "$(schema)" ''

t "a verify that does not hold rolls the step back"
project
checked one '' 'SELECT 1;' $'-- expect: rows\nSELECT * FROM t_one;'
run upgrade
expect_exit 1
expect_equal "tables" "$(schema)" ''
expect_equal "the set" "$(applied)" ''

t "verify finds what no longer holds, and changes nothing"
project
checked one '' 'SELECT 1;' $'-- expect: no rows\nSELECT * FROM t_one WHERE x = 1;\nINSERT INTO t_one VALUES (2);'
ok upgrade
expect_equal "rows after upgrade" "$(sql 'SELECT count(*) FROM t_one')" 1
ok verify
expect_equal "rows after verify" "$(sql 'SELECT count(*) FROM t_one')" 1
sql 'INSERT INTO t_one VALUES (1)'
run verify
expect_exit 3
expect_stderr one

t "an edited file stops a run, repair accepts it and the log says so"
project
chain one two
ok upgrade one
revision one '' 'CREATE TABLE t_one (x INTEGER, y INTEGER);'
run upgrade
expect_exit 2
expect_stderr one
expect_stderr repair
expect_equal "the set" "$(applied)" one
ok repair one
ok upgrade
expect_equal "the set" "$(applied)" 'one two'
ok log
expect_stdout_has repaired

t "another comment, editor or variable is no edit"
project
revision one '' 'CREATE TABLE t (x); -- ${nothing:-}'
ok upgrade
revision one '' $'-- reworded\r\nCREATE\r\n  TABLE t   (x);' '' 'Author: Jo'
ok upgrade
ok check

t "verify says what it can't look at: an applied revision without its file"
project
chain a b
ok upgrade
ok verify
rm migrations/b.sql
run verify
expect_exit 3
expect_stderr "b is applied, and no file defines it"

t "a missing file is a warning, with --strict an error"
project
chain one two
ok upgrade two
rm migrations/two.sql
ok upgrade
expect_stderr two
run upgrade --strict
expect_exit 2
expect_stderr two

t "stamp records what REV needs and drops what stands on it"
project
chain one two three
ok stamp two
expect_equal "the set" "$(applied)" 'one two'
expect_equal "tables" "$(schema)" ''
ok stamp head
expect_equal "the set" "$(applied)" 'one three two'
ok stamp one
expect_equal "the set" "$(applied)" one
ok stamp base
expect_equal "the set" "$(applied)" ''

t "stamp leaves other branches"
project
chain one two
revision other '' ''
ok stamp other
ok stamp two
expect_equal "the set" "$(applied)" 'one other two'

t "stamp --purge empties first"
project
chain one two
ok stamp two
rm migrations/two.sql
ok stamp --purge one
expect_equal "the set" "$(applied)" one

t "stamp base --purge tells what it forgets, revisions without a file too"
project
chain one two
ok upgrade
rm migrations/two.sql
ok stamp base --purge
expect_stdout_has 'erased    two'
ok stamp base --purge
expect_stdout 'nothing to do'

t "a squash stands for what it replaces"
project
chain one two
ok upgrade
revision squashed '' 'CREATE TABLE t_one (x INTEGER); CREATE TABLE t_two (x INTEGER);' '' 'Replaces: one, two'
revision three two 'CREATE TABLE t_three (x);'
rm migrations/one.sql migrations/two.sql
ok upgrade
expect_equal "tables" "$(sql "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE name LIKE 't\\_%' ESCAPE '\\' ORDER BY name)")" t_one,t_three,t_two
ok check
ok --url sqlite:fresh.db upgrade
expect_equal "a fresh set" "$(applied fresh.db)" 'squashed three'
expect_equal "both schemas" "$(schema fresh.db | cut -d'|' -f2)" "$(schema | cut -d'|' -f2)"

t "half a squash whose files are gone is exit 2"
project
chain one two
ok upgrade one
revision squashed '' 'CREATE TABLE t_one (x); CREATE TABLE t_two (x);' '' 'Replaces: one, two'
rm migrations/one.sql migrations/two.sql
run upgrade
expect_exit 2
expect_stderr two

t "half a squash whose files are there goes through them"
project
chain one two
ok upgrade one
revision squashed '' 'CREATE TABLE t_one (x); CREATE TABLE t_two (x);' '' 'Replaces: one, two'
ok upgrade
expect_equal "tables" "$(sql "SELECT count(*) FROM sqlite_schema WHERE name IN ('t_one','t_two')")" 2
ok check

t "a repeatable revision runs when it changed, and then alone"
project
chain one
view() {
	printf -- '-- Revision: v\n-- Repeat: on-change\n-- migrate:up\nDROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT %s AS n FROM t_one;\n' "$1" >migrations/v.sql
}
view 1
ok upgrade
ok upgrade
expect_stdout 'nothing to do'
view 2
run check
expect_exit 3
ok upgrade
expect_equal "the view" "$(sql "SELECT sql FROM sqlite_schema WHERE name = 'v'")" 'CREATE VIEW v AS SELECT 2 AS n FROM t_one'
ok check

t "several bases and dependencies"
project
chain one
revision side '' 'INSERT INTO t_one VALUES (1);' 'DELETE FROM t_one;' 'Depends: one'
ok upgrade heads
expect_equal "rows" "$(sql 'SELECT count(*) FROM t_one')" 1
ok downgrade base
expect_equal "tables" "$(schema)" ''

done_testing
