#!/bin/bash
# SPDX-License-Identifier: MIT
# lint: what hand-written revisions risk, told by the schema before and after each statement.
. "${0%/*}/harness.bash"

# A base with tables, and a revision two on top of it; the finding is on line 7 of it and below.
risky() {
	project
	revision one '' 'CREATE TABLE u (id INTEGER PRIMARY KEY, a TEXT, b INTEGER); CREATE TABLE p (u_id INTEGER REFERENCES u (id));'
	revision two one "$1"
}

# lines: "LINE RULE" of each finding
found() {
	run --format json lint
	printf '%s' "$out" >lint.json
	sqlite3 :memory: "SELECT group_concat(json_extract(value, '\$.line') || ' ' || json_extract(value, '\$.rule'), ', ') FROM json_each(readfile('lint.json'), '\$.findings')"
}

t "each finding has the line of its statement"
risky 'CREATE TABLE w (x);
ALTER TABLE u DROP COLUMN a;
CREATE UNIQUE INDEX ux ON u (b);
DROP TABLE p;'
expect_equal findings "$(found)" '7 drop-column, 8 add-unique, 9 drop-table'
run lint
expect_exit 3
expect_stdout_has 'migrations/two.sql:9: drop-table: drops table p and its data'

t "a rename loses nothing, and what comes after it is still seen"
risky 'ALTER TABLE u RENAME COLUMN a TO z;
ALTER TABLE u RENAME TO people;
ALTER TABLE people DROP COLUMN z;'
expect_equal findings "$(found)" '8 drop-column'

t "a table that is dropped and made again has lost its rows"
risky 'DROP TABLE p;
CREATE TABLE p (u_id INTEGER REFERENCES u (id));'
expect_equal findings "$(found)" '6 drop-table'

t "a table that is dropped after a look at it has lost its rows as well"
risky 'CREATE VIEW v AS SELECT u_id FROM p;
SELECT count(*) FROM p;
DROP VIEW v;
DROP TABLE p;
CREATE TABLE p (u_id INTEGER REFERENCES u (id));'
expect_equal findings "$(found)" '9 drop-table'

t "a table that is rebuilt by hand is written anew, not lost"
risky 'CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER);
INSERT INTO n SELECT * FROM u;
DROP TABLE u;
ALTER TABLE n RENAME TO u;'
run lint
expect_exit 3
expect_stdout_like 'two.sql:8: [a-z-]*rewrite: table u is written anew'

t "so it is where the copy is made the other way round, or is the same in the end"
risky 'ALTER TABLE p RENAME TO old_p;
CREATE TABLE p (u_id INTEGER REFERENCES u (id));
INSERT INTO p SELECT u_id FROM old_p;
DROP TABLE old_p;'
run lint
expect_exit 3
expect_stdout_like 'two.sql:9: table-rewrite: every row'
expect_equal findings "$(found)" '9 table-rewrite'

t "what a revision makes itself, it may drop and change"
risky 'CREATE TABLE w (x, y);
ALTER TABLE w DROP COLUMN y;
CREATE UNIQUE INDEX wx ON w (x);
DROP TABLE w;'
ok lint
expect_stdout 'nothing risky was found'

t "autogenerate's own revisions are linted like any other"
risky ''
printf 'migrations = [ "migrations" ];\ntarget = "dev";\nschema = [ "schema.sql" ];\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
echo 'CREATE TABLE u (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER); CREATE TABLE p (u_id INTEGER REFERENCES u (id));' >schema.sql
ok upgrade
ok revision --autogenerate -m stricter
run lint
expect_exit 3
expect_stdout_has 'table u is written anew'
expect_stdout_like '[0-9]: [a-z-]*rewrite'

t "plan and a dry run show the same, with the line, and what is allowed"
risky '-- whimbrel:allow drop-table because it is empty
DROP TABLE p;
ALTER TABLE u DROP COLUMN a;'
ok plan
expect_stdout_has '-- WARNING: drops table p and its data [drop-table] (line 7) (allowed)'
expect_stdout_has '-- WARNING: drops column u.a and its data [drop-column] (line 8)'
ok upgrade --dry-run
expect_stdout_has '[drop-column] (line 8)'
ok --format json plan
expect_json '$.steps[1].warnings[0].allowed' 'it is empty'
expect_json '$.steps[1].warnings[1].rule' drop-column

t "applied revisions that can't be replayed: the target's own schema stands for them"
project
sql 'CREATE TABLE legacy (a, b)'
revision one '' 'ALTER TABLE legacy ADD COLUMN c;'
ok stamp one
revision two one 'ALTER TABLE legacy DROP COLUMN b;'
run lint
expect_exit 3
expect_stderr "the target's own schema stands for them"
expect_stdout_has 'two.sql:6: drop-column: drops column legacy.b'

t "a revision that can't be run is an error, with its place"
risky 'DROP TABLE absent;'
run lint
expect_exit 1
expect_stderr 'migrations/two.sql:6: no such table: absent'
ok plan
expect_stderr 'risks are not marked'

done_testing
