#!/bin/bash
# SPDX-License-Identifier: MIT
# Commands that only look, and their forms as Alembic has them.
. "${0%/*}/harness.bash"

t "current, heads and history print as Alembic's"
project
chain one two three
ok upgrade two
ok current
expect_stdout 'two'
ok heads
expect_stdout 'three (head)'
ok history
expect_stdout 'two -> three (head), title of three
one -> two, title of two
<base> -> one, title of one'
ok upgrade
ok current
expect_stdout 'three (head)'

t "history -i marks what the target is at"
project
chain one two
ok upgrade one
ok history -i
expect_stdout_has '<base> -> one (current)'
ok history
case $out in *current*) fail "nobody asked: $out" ;; esac

t "history of a range"
project
chain one two three
ok history -r one:two
expect_stdout_has 'one -> two'
[[ $out != *three* ]] || fail "three is outside of the range: $out"
run history -r two:one
expect_exit 2
expect_stderr "write 'one:two'"
ok history -r :one
expect_stdout '<base> -> one, title of one'

t "history marks branch points, merges and heads"
project
chain one two
revision other one ''
revision both 'two, other' ''
ok history
expect_stdout_has '(head)'
expect_stdout_has '(mergepoint)'
expect_stdout_has '(branchpoint)'

t "history --format markdown"
project
chain one two
ok history --format markdown
expect_stdout_has '|'
expect_stdout_has 'title of two'
[[ $out != *'## Versions'* ]] || fail "there is no version: $out"
chain a b c d
sed -i 's/^-- Revises: a$/&\n-- Tag: 1.0\n-- Date: 2026-02-06/' migrations/b.sql
sed -i 's/^-- Revises: b$/&\n-- Tag: 1.1\n-- Date: 2026-02-07/' migrations/c.sql
rm migrations/one.sql migrations/two.sql
ok upgrade b
ok history --format markdown
expect_stdout_has '| 1.0 | applied | 2026-02-06 | a.sql, b.sql |'
expect_stdout_has '| 1.1 | pending | 2026-02-07 | c.sql |'
ok stamp a
ok history --format markdown
expect_stdout_has '| 1.0 | 1 of 2 applied |'

t "show prints the header"
project
revision one '' '' '' 'Author: Jo <jo@example.org>' 'Purpose: To be seen,' '  on two lines.' 'Ticket: 7'
ok show one
expect_stdout_has 'one (head)'
expect_stdout_has 'Jo <jo@example.org>'
expect_stdout_has 'on two lines.'
expect_stdout_has 'Ticket'
ok show head
expect_stdout_has 'one (head)'

t "branches shows branch points and what follows them"
project
chain one two
revision other one ''
ok branches
expect_stdout_has 'one'
expect_stdout_has 'two'
expect_stdout_has 'other'

t "status tells applied, pending, edited and missing"
project
chain one two three
ok upgrade two
revision one '' 'CREATE TABLE t_one (x INTEGER, y INTEGER);'
ok status
expect_stdout_like 'one[^[:cntrl:]]*edited'
expect_stdout_like 'two[^[:cntrl:]]*applied'
expect_stdout_like 'three[^[:cntrl:]]*pending'
rm migrations/two.sql migrations/three.sql
ok status
expect_stdout_like 'two[^[:cntrl:]]*missing'
run status --exit-code
expect_exit 3

t "check is exit 3 for what is pending, edited, missing, and 0 after"
project
chain one two
run check
expect_exit 3
ok upgrade
ok check
revision one '' 'CREATE TABLE other (x);'
run check
expect_exit 3
expect_stdout_like 'edited +one'
rm migrations/two.sql
run check
expect_exit 3
expect_stdout_like 'missing +two'

t "commands that read create nothing"
project
chain one
mkdir bin
for command in current heads branches history status check plan log 'lock status' 'upgrade --dry-run' validate; do
	# shellcheck disable=SC2086
	run $command
	[ "$code" -eq 0 ] || [ "$code" -eq 3 ] || fail "$command: exit $code: $err"
	expect_equal "after $command" "$(echo *)" 'bin migrations whimbrel.cfg'
done
run verify
expect_equal "after verify" "$(echo *)" 'bin migrations whimbrel.cfg'

t "commands that read leave a database without our tables as it is"
project
chain one
sql 'CREATE TABLE mine (x)'
before=$(sha256sum a.db)
for command in current status plan log 'lock status' verify; do
	# shellcheck disable=SC2086
	run $command
	expect_equal "after $command" "$(sha256sum a.db)" "$before"
done

t "a database that is no database is an error, and stays as it is"
project
chain one
head -c 8192 /dev/urandom >a.db
before=$(sha256sum a.db)
run upgrade
expect_exit 1
expect_stderr 'not a database'
expect_equal "the file" "$(sha256sum a.db)" "$before"

t "log tells what was done"
project
chain one
ok upgrade
ok downgrade base
ok log
expect_stdout_has applied
expect_stdout_has reverted
expect_stdout_has one

t "JSON: status, current, heads, history, check, log"
project
chain one two
ok upgrade one
ok status --format json
expect_json '$.revisions[0].revision' one
expect_json '$.revisions[1].state' pending
for command in current heads history branches log 'show one' 'lock status' plugins; do
	# shellcheck disable=SC2086
	ok $command --format json
	expect_equal "$command is JSON" "$(printf '%s' "$out" >j; sqlite3 :memory: "SELECT json_valid(readfile('j'))")" 1
done
run --format json check
expect_exit 3
expect_json '$.pending[0].revision' two

t "JSON: plan has steps, directions, statements with lines"
project
revision one '' $'CREATE TABLE a (x);\n\nCREATE TABLE b (x);'
ok plan --format json
expect_json '$.steps[0].revision' one
expect_json '$.steps[0].direction' up
expect_json '$.steps[0].statements[0].line' 6
expect_json '$.steps[0].statements[1].line' 8
expect_equal "the number of statements" "$(json '$.steps[0].statements' | grep -o '"sql"' | wc -l)" 2

t "JSON: upgrade prints an object a line"
project
chain one two
ok upgrade --format json
expect_equal "lines of 'applied'" "$(grep -c '"event": *"applied"' <<<"$out")" 2
printf '%s\n' "$out" >lines
while read -r line; do
	printf '%s' "$line" >line
	expect_equal "JSON" "$(sqlite3 :memory: "SELECT json_valid(readfile('line'))")" 1
done <lines
ok downgrade base --format json
expect_equal "lines of 'reverted'" "$(grep -c '"event": *"reverted"' <<<"$out")" 2

t "JSON: a failure is an object too"
project
revision one '' 'SELECT * FROM nowhere;'
run upgrade --format json
expect_exit 1
expect_stdout_has nowhere

t "results go to stdout, diagnostics to stderr"
project
revision one '' 'SELECT * FROM nowhere;'
run upgrade
expect_stdout ''

t "colour only where it is asked for"
project
chain one
unset NO_COLOR
ok heads
expect_stdout 'one (head)'
ok --color always heads
expect_stdout_has $'\033['
export NO_COLOR=1

t "a table is the same whether all its texts are plain or one is not"
project
chain one two three
ok upgrade two
ok status
before=$out
printf -- '-- Migration: \xc3\xa9t\xc3\xa9\n-- Revision: four\n-- Revises: three\n\n-- migrate:up\nSELECT 1;\n' >migrations/four.sql
ok status
expect_equal "the rows before it" "$(head -4 <<<"$out")" "$before"
expect_stdout_like $'four +pending +\xc3\xa9t\xc3\xa9$'
expect_equal "its columns" "$(awk '{ print index($0, $2) }' <<<"$out" | sort -u | wc -l)" 1

# completed LINE: the words that a shell offers behind it
completed() (
	# shellcheck source=../../completions/whimbrel.bash
	. "$srcdir/completions/whimbrel.bash"
	COMP_LINE="$WHIMBREL $1" COMP_POINT=$((${#WHIMBREL} + 1 + ${#1}))
	_whimbrel
	echo "${COMPREPLY[*]}"
)

t "a shell completes commands, what they take, and values"
project
chain one two
expect_equal commands "$(completed upg)" upgrade
expect_equal revisions "$(completed 'upgrade tw')" two
expect_equal targets "$(completed 'status -t d')" dev
expect_equal "parts of a command" "$(completed 'plugins ')" 'check new seal'
expect_equal "what a part takes" "$(completed 'plugins check sql')" sqlite
expect_equal "options of one part alone" "$(completed 'schema diagram --a'),$(completed 'schema dump --a')" '--as=auto --as=mermaid --as=dot --as=boxes,'
run schema dump --as=dot
expect_exit 2
expect_stderr "--as is for 'diagram' alone"
expect_equal "files, of which the shell knows" "$(completed 'schema load ')" ''

done_testing
