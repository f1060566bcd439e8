#!/bin/bash
# SPDX-License-Identifier: MIT
# The way back by what the database keeps: files that are gone, moved, or of another branch.
. "${0%/*}/harness.bash"

# tables [FILE]: those of users, in one line
tables() {
	sql "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE name NOT LIKE 'whimbrel%' AND name NOT LIKE 'sqlite%' ORDER BY name)" "${1:-a.db}"
}
gone() {
	local id
	for id; do rm "migrations/$id.sql"; done
}
# refused ARGUMENT...: exit 2, and nothing has changed
refused() {
	local before
	before=$(sqlite3 a.db .dump)
	run "$@"
	[ "$code" -eq 2 ] || fail "whimbrel $*: exit $code, wanted 2"$'\n'"$out$err"
	[ "$before" = "$(sqlite3 a.db .dump)" ] || fail "whimbrel $*: the database has changed"
}

t "downgrade -1 takes back the last one also when its file is gone"
project
chain r1 r2
ok upgrade
gone r2
ok downgrade -1
expect_stdout_has "r2"
expect_equal "tables" "$(tables)" "t_r1"
expect_equal "applied" "$(applied)" "r1"
ok downgrade -1
expect_equal "tables" "$(tables)" ""

t "-N, an id, base and a beginning of an id go through it as well"
project
chain r1 r2 r3 long_id
ok upgrade
gone r2 r3 long_id
cp a.db b.db
ok downgrade -3
expect_equal "applied" "$(applied)" "r1"
cp b.db a.db
ok downgrade r2
expect_equal "applied" "$(applied)" "r1 r2"
cp b.db a.db
ok downgrade r1
expect_equal "applied" "$(applied)" "r1"
cp b.db a.db
ok downgrade base
expect_equal "applied" "$(applied)" ""
expect_equal "tables" "$(tables)" ""
cp b.db a.db
ok downgrade long_id-2
expect_equal "applied" "$(applied)" "r1 r2"
cp b.db a.db
ok downgrade long
expect_stdout_has "nothing to do"
refused downgrade -5
refused downgrade r9
expect_stderr "r9"

t "what a file is there for goes by its file, wherever it is"
project
chain r1 r2
ok upgrade
mkdir migrations/moved
mv migrations/r2.sql migrations/moved/other.sql
sed -i 's/DROP TABLE t_r2;/DROP TABLE t_r2; CREATE TABLE by_file (x);/' migrations/moved/other.sql
ok downgrade -1
expect_equal "tables" "$(tables)" "by_file t_r1"

t "of another branch: what stands on the same is not touched"
project
chain r1
revision ours r1 "CREATE TABLE t_ours (x);" "DROP TABLE t_ours;"
ok upgrade
mv migrations/ours.sql ours.sql
revision theirs r1 "CREATE TABLE t_theirs (x);" "DROP TABLE t_theirs;"
ok upgrade
expect_stderr "ours"
expect_equal "applied" "$(applied)" "ours r1 theirs"
refused downgrade -1
expect_stderr "ours"
expect_stderr "theirs"
ok downgrade theirs-1 --dry-run
expect_stdout_has "DROP TABLE t_ours"
cp a.db b.db
ok downgrade r1
expect_equal "tables" "$(tables)" "t_r1"
cp b.db a.db
ok downgrade base
expect_equal "tables" "$(tables)" ""

t "options, variables and Variables: off are as they were"
project
revision r1 "" "CREATE TABLE first (x); CREATE TABLE log_of (x);"
printf '%s\n' '-- Revision: r2' '-- Revises: r1' '-- migrate:up' 'CREATE TABLE second (x);' '-- migrate:down dialect:sqlite transaction:false' \
	'PRAGMA journal_mode = WAL;' 'DROP TABLE ${NAME};' '-- migrate:down' 'SELECT wrong;' >migrations/r2.sql
printf '%s\n' '-- Revision: r3' '-- Revises: r2' '-- Variables: off' '-- migrate:up' 'SELECT 1;' '-- migrate:down' \
	"INSERT INTO log_of VALUES ('\${NAME}');" >migrations/r3.sql
ok upgrade
gone r2 r3
ok downgrade -1
expect_equal "the text" "$(sql "SELECT x FROM log_of")" '${NAME}'
refused downgrade -1
expect_stderr NAME
ok -x NAME=second downgrade -1
expect_equal "tables" "$(tables)" "first log_of"

t "what is irreversible, and what the database does not keep, is refused before anything runs"
project
chain r1
revision r2 r1 "CREATE TABLE t_r2 (x);"
printf '%s\n' '-- Revision: r3' '-- Revises: r2' '-- migrate:up' 'SELECT 1;' '-- migrate:down irreversible' '-- lost for ever' >migrations/r3.sql
revision r4 r3 "CREATE TABLE t_r4 (x);" "DROP TABLE t_r4;"
ok upgrade
gone r2 r3 r4
refused downgrade base
expect_stderr irreversible
ok downgrade -1
refused downgrade -1
expect_stderr "irreversible"
sql "UPDATE whimbrel_version SET down = NULL WHERE revision = 'r3'"
refused downgrade -1
expect_stderr "does not know the way back"

t "without knowing what an applied revision stands on nothing is taken back"
project
chain r1 r2 r3
ok upgrade
gone r3
for unknown in "parents = NULL" "depends = NULL" "parents = 'nobody'" "depends = 'r1,nobody'"; do
	cp a.db b.db
	sql "UPDATE whimbrel_version SET $unknown WHERE revision = 'r3'"
	for target in -1 -2 base r1 r2; do
		refused downgrade "$target"
		expect_stderr "r3"
		expect_stderr "bring its file back"
	done
	ok status
	ok current
	expect_stdout_has "r3"
	ok upgrade
	cp b.db a.db
done
gone r2
sql "DELETE FROM whimbrel_version WHERE revision = 'r2'"
refused downgrade -1

t "depends count: what something without a file depends on is not taken back under it"
project
revision a "" "CREATE TABLE t_a (x);" "DROP TABLE t_a;" "Branch: left"
revision b "" "CREATE TABLE t_b (x);" "DROP TABLE t_b;" "Branch: right"
revision c b "CREATE TABLE t_c (x);" "DROP TABLE t_c;" "Depends: a"
ok upgrade heads
gone c
ok downgrade left@base --dry-run
expect_stdout_like 'down c.*down a'
ok downgrade right@-1
expect_equal "applied" "$(applied)" "a b"

t "a label's descendants without a file are its descendants"
project
revision a "" "CREATE TABLE t_a (x);" "DROP TABLE t_a;" "Branch: left"
revision b "" "CREATE TABLE t_b (x);" "DROP TABLE t_b;" "Branch: right"
revision c a "CREATE TABLE t_c (x);" "DROP TABLE t_c;"
revision d c "CREATE TABLE t_d (x);" "DROP TABLE t_d;"
ok upgrade heads
gone c d
ok downgrade left@-1
expect_equal "applied" "$(applied)" "a b c"
ok downgrade left@base
expect_equal "applied" "$(applied)" "b"

t "a merge without a file is one"
project
chain r1
revision a r1 "CREATE TABLE t_a (x);" "DROP TABLE t_a;" "Date: 2026-01-02"
revision b r1 "CREATE TABLE t_b (x);" "DROP TABLE t_b;" "Date: 2026-01-01"
revision m "a, b" "CREATE TABLE t_m (x);" "DROP TABLE t_m;"
ok upgrade
gone m
cp a.db b.db
ok downgrade -1
expect_equal "applied" "$(applied)" "a b r1"
cp b.db a.db
ok downgrade -2
expect_stderr_without "ambiguous"
expect_equal "applied" "$(applied)" "b r1"
cp b.db a.db
gone a b
# which of a and b was last only their Dates tell
refused downgrade -2
expect_stderr "ambiguous"
ok downgrade r1
expect_equal "applied" "$(applied)" "r1"

t "a repeatable revision without a file goes with what it stands on, and is no head"
project
chain r1 r2
revision v "" "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT x FROM t_r2;" "DROP VIEW v;" "Repeat: on-change" "Depends: r2"
ok upgrade
gone r2 v
ok current
expect_stdout_like '^r2[^v]*$'
ok downgrade -1
expect_equal "tables" "$(tables)" "t_r1"
expect_equal "applied" "$(applied)" "r1"

t "a squash: its children know the old rows that it was counted by"
project
chain a b
ok upgrade
revision s "" "CREATE TABLE t_s (x);" "DROP TABLE t_b; DROP TABLE t_a;" "Replaces: a, b"
revision c s "CREATE TABLE t_c (x);" "DROP TABLE t_c;"
ok upgrade
cp a.db b.db
gone a b c
ok downgrade -1
expect_equal "applied" "$(applied)" "a b"
cp b.db a.db
gone s
chain a
ok downgrade -2
expect_equal "applied" "$(applied)" "a"
expect_equal "tables" "$(tables)" "t_a"
cp b.db a.db
gone a
revision z "" "SELECT 1;" "SELECT 1;"
ok downgrade base
expect_equal "tables" "$(tables)" ""

t "a tool of the first format left nothing to go by: refused until the files were here"
project
chain r1 r2
ok upgrade
sql "ALTER TABLE whimbrel_version DROP COLUMN parents; ALTER TABLE whimbrel_version DROP COLUMN depends;
	ALTER TABLE whimbrel_version DROP COLUMN down; UPDATE whimbrel_version SET format = 1"
mv migrations/r2.sql r2.sql
refused downgrade -1
expect_stderr "r2"
refused downgrade base
mv r2.sql migrations/r2.sql
ok repair
gone r2
ok downgrade -1
expect_equal "applied" "$(applied)" "r1"

t "the plan, status and current tell of what only the database knows"
project
chain r1 r2 r3
ok upgrade
gone r2 r3
ok downgrade -1 --dry-run
expect_stdout_has "down r3"
expect_stdout_has "DROP TABLE t_r3;"
ok downgrade -1 --dry-run --format json
expect_equal "the step" "$(json '$.steps[0].revision')" "r3"
ok current
expect_stdout_like '^r3[^2]*$'
ok status
expect_stdout_like 'r2 +missing'
expect_stdout_like 'r3 +missing'
run check
expect_exit 3
ok history
ok heads
expect_stdout_like '^r1'
ok upgrade
expect_stderr "r3 is applied and no file defines it"
run upgrade --strict
expect_exit 2

t "an interrupted way back is taken up without the file"
project
revision r1 "" "CREATE TABLE t_r1 (x);" "DROP TABLE t_r1;"
printf '%s\n' '-- Revision: r2' '-- Revises: r1' '-- migrate:up' 'CREATE TABLE a (x); CREATE TABLE b (x);' '-- migrate:down transaction:false' \
	'DROP TABLE a;' 'DROP TABLE b;' 'SELECT * FROM nowhere;' >migrations/r2.sql
ok upgrade
gone r2
run downgrade -1
expect_exit 1
expect_stderr "bring back the file of revision r2"
sql "CREATE TABLE nowhere (x)"
ok downgrade r1
expect_equal "tables" "$(tables)" "nowhere t_r1"

t "a script of a downgrade stops where something stands that its files do not know"
project
chain r1 r2 r3
ok upgrade
gone r3
run downgrade --sql r2:r1
expect_exit 0
printf '%s\n' "$out" >down.sql
sqlite3 a.db <down.sql >/dev/null 2>&1 && fail "the script ran"
expect_equal "applied" "$(applied)" "r1 r2 r3"
ok downgrade -1
sqlite3 a.db <down.sql || fail "the script did not run"
expect_equal "applied" "$(applied)" "r1"

t "a way back that is too long for a version row is told, and goes by its file"
project
chain r1
revision r2 r1 "CREATE TABLE t_r2 (x);" "DROP TABLE t_r2; SELECT '$(head -c 500000 /dev/zero | tr '\0' x)';"
ok upgrade
expect_stderr "too long to be kept"
cp a.db b.db
ok downgrade -1
cp b.db a.db
gone r2
refused downgrade -1
expect_stderr "does not know the way back"
expect_equal "applied" "$(applied)" "r1 r2"

# ------------------------------------------------------------------ switch

t "switch takes back what the files here do not define, then upgrades"
project
chain r1 ours1 ours2
ok upgrade
gone ours1 ours2
revision theirs r1 "CREATE TABLE t_theirs (x);" "DROP TABLE t_theirs;"
ok switch --dry-run
expect_stdout_like 'down ours2.*down ours1.*up theirs'
run switch --sql
expect_exit 0
printf '%s\n' "$out" >switch.sql
cp a.db b.db
sqlite3 b.db <switch.sql || fail "the script did not run"
expect_equal "tables of the script" "$(tables b.db)" "t_r1 t_theirs"
expect_equal "applied by the script" "$(applied b.db)" "r1 theirs"
ok switch
expect_equal "tables" "$(tables)" "t_r1 t_theirs"
expect_equal "applied" "$(applied)" "r1 theirs"
ok switch
expect_stdout "nothing to do"
sqlite3 b.db <switch.sql >/dev/null 2>&1 && fail "the script ran twice"

t "switch to a target, and to nothing above"
project
chain r1 ours
ok upgrade
gone ours
revision t1 r1 "CREATE TABLE t_t1 (x);" "DROP TABLE t_t1;"
revision t2 t1 "CREATE TABLE t_t2 (x);" "DROP TABLE t_t2;"
ok switch t1 --format json
expect_stdout_has '"revision":"ours"'
expect_equal "applied" "$(applied)" "r1 t1"

t "switch that can't take back all does nothing"
project
chain r1
revision ours r1 "CREATE TABLE t_ours (x);"
ok upgrade
gone ours
revision theirs r1 "CREATE TABLE t_theirs (x);" "DROP TABLE t_theirs;"
refused switch
expect_stderr irreversible
sql "UPDATE whimbrel_version SET parents = NULL WHERE revision = 'ours'"
refused switch
expect_stderr "bring its file back"

t "switch applies again what stood on something that is gone, and repeatable ones"
project
chain r1 ours
revision r3 ours "CREATE TABLE t_r3 (x);" "DROP TABLE t_r3;"
revision v "" "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT x FROM t_r3;" "DROP VIEW v;" "Repeat: on-change" "Depends: r3"
ok upgrade
gone ours
sed -i 's/^-- Revises: ours/-- Revises: r1/' migrations/r3.sql
refused downgrade ours-9
ok downgrade ours --dry-run
expect_stdout_has "down r3"
ok switch
expect_equal "applied" "$(applied)" "r1 r3 v"
expect_equal "tables" "$(tables)" "t_r1 t_r3 v"

t "switch on a protected target wants a yes where it takes back"
project
sed -i 's/"sqlite:a.db";/"sqlite:a.db"; protected = true;/' whimbrel.cfg
chain r1 ours
ok switch
gone ours
refused switch
expect_stderr "--yes"
ok switch --dry-run
ok switch --yes
expect_equal "applied" "$(applied)" "r1"

# ------------------------------------------------------------------ words

t "upgrade --sql does not go down"
project
chain r1 r2 r3
run upgrade --sql r3:r1
expect_exit 2
expect_stderr "downgrade --sql r3:r1"
expect_stdout ""
run upgrade --sql r3:base
expect_exit 2
ok upgrade --sql r3:r3
ok upgrade --sql heads:heads

t "a revision or a tag in front of @ is told to be none of a branch's labels"
project
chain first
revision second first "SELECT 1;" "SELECT 1;" "Tag: v1"
ok upgrade
refused downgrade second@base
expect_stderr "'second' is a revision"
expect_stderr_without "did you mean"
refused downgrade v1@-1
expect_stderr "'v1' is a tag"
refused upgrade secand@head
expect_stderr "did you mean 'second'"
done_testing
