#!/bin/bash
# SPDX-License-Identifier: MIT
# Several heads, and the graph in the languages of other programs.
. "${0%/*}/harness.bash"

t "heads --check is for CI: one head is well, several are exit 3 with their files and both ways out"
project
ok heads --check
chain a b
ok heads --check
expect_stdout "b (head)"
revision c a "CREATE TABLE t_c (x INTEGER);"
ok heads
run heads --check
expect_exit 3
expect_stderr "migrations/b.sql"
expect_stderr "migrations/c.sql"
expect_stderr "whimbrel merge"
expect_stderr "whimbrel rebase c --onto b"
run heads --check --format json
expect_exit 3
expect_json '$.revisions[1].revision' "$(json '$.revisions[1].revision')"
ok merge
ok heads --check

t "history as a graph for mermaid and dot"
project
chain a b
revision c a "CREATE TABLE t_c (x INTEGER);" "" "Depends: b"
sed -i 's/title of c/say "hi" \\ <b>/' migrations/c.sql
ok history --format mermaid
expect_stdout_has "flowchart TD"
expect_stdout_has '["a<br/>title of a"]'
expect_stdout_has 'say #34;hi#34; #92; #60;b#62;'
expect_stdout_has " -.-> "
ok history --format dot
expect_stdout_has "digraph history {"
expect_stdout_has 'label="c\nsay \"hi\" \\ <b>"'
expect_stdout_has "[style=dashed];"
expect_equal "edges" "$(grep -c -- '->' <<<"$out")" 3
ok history -r a:b --format dot
expect_equal "edges" "$(grep -c -- '->' <<<"$out")" 1
done_testing
