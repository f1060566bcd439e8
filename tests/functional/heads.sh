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

t "the history as a document: versions, status, what was superseded, the change log"
project
revision s "" "CREATE TABLE t_s (x INTEGER);" "" "Tag: 1.0" "Date: 2026-02-06" "Replaces: old1, old2" "Author: Jo <jo@example.org>"
revision a s "SELECT 1;" "" "Date: 2026-02-07" "Prerequisites: 1.0 | of all" "Purpose: more & more"
revision b a "SELECT 1;" "" "Tag: 1.1" "Date: 2026-02-08"
revision c b "SELECT 1;" "" "Date: 2026-02-09"
ok upgrade b
ok history --format markdown
expect_stdout_has '| 1.1 | title of b | applied | 2026-02-08 |'
expect_stdout_has '| c | title of c | pending | 2026-02-09 |'
expect_stdout_has '- Prerequisites: 1.0 \| of all'
expect_stdout_has '- File: migrations/a.sql'
expect_stdout_has '| old2 |  | s.sql |'
expect_stdout_has '| 2026-02-09 | - | title of c | c.sql |'
expect_stdout_has '| 2026-02-07 | 1.1 | title of a | a.sql |'
expect_stdout_has '| 2026-02-06 | 1.0 | title of s | s.sql |'
ok history --format html
expect_stdout_has '<tr><td>1.1</td><td>title of b</td><td>applied</td><td>2026-02-08</td></tr>'
expect_stdout_has '<li><b>Author:</b> Jo &lt;jo@example.org&gt;</li>'
expect_stdout_has '<li><b>Purpose:</b> more &amp; more</li>'
expect_equal "lists" "$(grep -c '<ul>' <<<"$out")" "$(grep -c '</ul>' <<<"$out")"
expect_equal "tables" "$(grep -c '<table>' <<<"$out")" "$(grep -c '</table>' <<<"$out")"
done_testing
