#!/bin/bash
# SPDX-License-Identifier: MIT
# Pictures of the schema: how many rows a key stands between, a choice of tables, terminals without line drawing.
. "${0%/*}/harness.bash"

drawn() {
	project
	sql 'CREATE TABLE p (id INTEGER PRIMARY KEY, up INTEGER REFERENCES p (id));
		CREATE TABLE must (p_id INTEGER NOT NULL REFERENCES p (id));
		CREATE TABLE may (p_id INTEGER REFERENCES p (id));
		CREATE TABLE one (p_id INTEGER NOT NULL UNIQUE REFERENCES p (id));
		CREATE TABLE shared (id INTEGER PRIMARY KEY REFERENCES p (id));
		CREATE TABLE half (p_id INTEGER REFERENCES p (id), x INTEGER, UNIQUE (p_id, x));
		CREATE TABLE indexed (p_id INTEGER REFERENCES p (id)); CREATE UNIQUE INDEX iu ON indexed (p_id);
		CREATE TABLE partly (p_id INTEGER REFERENCES p (id)); CREATE UNIQUE INDEX ip ON partly (p_id) WHERE p_id > 3;' >/dev/null
}

t "cardinality comes of null and unique"
drawn
ok schema diagram
expect_stdout_has '"p" ||--o{ "must"'
expect_stdout_has '"p" |o--o{ "may"'
expect_stdout_has '"p" ||--o| "one"'
expect_stdout_has '"p" ||--o| "shared"'
expect_stdout_has '"p" |o--o{ "half"'
expect_stdout_has '"p" |o--o| "indexed"'
expect_stdout_has '"p" |o--o{ "partly"'
expect_stdout_has '"p" |o--o{ "p" : "up"'
ok schema diagram --as dot
expect_stdout_has '"may" -> "p" [label="p_id", dir=both, arrowhead=teeodot, arrowtail=crowodot];'
expect_stdout_has '"one" -> "p" [label="p_id", dir=both, arrowhead=teetee, arrowtail=teeodot];'
ok schema diagram --as boxes
expect_stdout_has 'p_id ──> p (id), may be null, one to one'

t "boxes without line drawing where the terminal's locale has none"
drawn
LC_ALL=C run schema diagram --as boxes
expect_exit 0
expect_stdout_has '| p_id  integer not null  FK |'
expect_stdout_has 'p_id --> p (id)'
! LC_ALL=C grep -q '[^ -~]' <<<"$out" || fail "$out"

t "a choice of tables"
drawn
ok schema diagram --tables 'm*' --tables P
[[ $out == *'"must" {'* && $out == *'"may" {'* && $out == *'"p" {'* && $out != *one* && $out != *shared* ]] || fail "$out"
expect_stdout_has '"p" ||--o{ "must"'
ok schema diagram --tables 'm??'
[[ $out == *'"may" {'* && $out != *must* && $out != *'--o{'* ]] || fail "$out"
ok schema diagram --tables may --as boxes
expect_stdout_has 'p_id ──> p (id)'
run schema diagram --tables nothing
expect_exit 2
expect_stderr 'no table like "nothing"'

done_testing
