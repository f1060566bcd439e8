#!/bin/bash
# SPDX-License-Identifier: MIT
# A check that finds what a full one found right takes no scratch database; and it never finds right what is not.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

setting() {
	sed -i "1i $1" whimbrel.cfg
}

# right: a project that a full check has found right, with notes of its own
right() {
	project
	export XDG_CACHE_HOME=$PWD/cache
	setting 'schema = [ "schema.sql" ];'
	revision one '' 'CREATE TABLE t (id INTEGER PRIMARY KEY, x ${TYPE:-TEXT} DEFAULT '"'\${env:WHAT:-that}'"');' 'DROP TABLE t;'
	echo "CREATE TABLE t (id INTEGER PRIMARY KEY, x \${TYPE:-TEXT} DEFAULT '\${env:WHAT:-that}');" >schema.sql
	ok upgrade
	ok check
	[ -n "$(ls cache/whimbrel)" ] || fail "nothing was noted"
}

drifts() {
	run check "$@"
	expect_exit 3
}

t "the second check is right as well, and quick"
right
revision two one "CREATE TABLE u AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000000) SELECT max(x) AS x FROM c;"
echo 'CREATE TABLE u (x);' >>schema.sql
ok upgrade
ok check
begin=${EPOCHREALTIME/./}
ok check --full
full=$((${EPOCHREALTIME/./} - begin)) begin=${EPOCHREALTIME/./}
ok check
again=$((${EPOCHREALTIME/./} - begin))
[ $((again * 2)) -lt "$full" ] || fail "$again of $full us"
ok --format json check
expect_json '$.compared' 1

t "a database that has changed is looked at again"
right
sql 'ALTER TABLE t ADD COLUMN y' >/dev/null
drifts
expect_stdout_has 't.y'
sql 'ALTER TABLE t DROP COLUMN y' >/dev/null
ok check

t "so is a desired schema that has, and what the revisions make"
right
sed -i 's/x \$/y INTEGER, x $/' schema.sql
drifts
expect_stdout_has 't.y'
right_again() { sed -i 's/y INTEGER, //' schema.sql && ok check; }
right_again
sed -i 's/id INTEGER/id BIGINT/' migrations/one.sql
drifts
expect_stdout_has 't.id'

t "variables count, wherever they come from"
right
drifts -x TYPE=INTEGER
WHAT=other drifts
ok check
setting 'variables = { TYPE = "BLOB"; };'
drifts

t "what is left alone counts"
right
setting 'exclude = [ "v" ];'
sql 'CREATE TABLE v (x)' >/dev/null
ok check
sed -i '/exclude/d' whimbrel.cfg
drifts

t "what is not right is not noted, nor what could not be compared"
right
rm -r cache
sql 'CREATE TABLE v (x)' >/dev/null
drifts
drifts
[ ! -e cache/whimbrel ] || [ -z "$(ls cache/whimbrel)" ] || fail "noted: $(ls cache/whimbrel)"

# scratches COUNT ARGUMENT...: so many scratch databases it makes; one that takes any takes one or more
scratches() {
	local wanted=$1 count
	shift
	ok -vvv "$@"
	count=$(grep -c '^whimbrel: scratch open' <<<"$err" || true)
	[ $((count > 0)) -eq "$wanted" ] || fail "$*: $count scratch databases"
}

t "so it is with diff and autogenerate, each of which notes what it has found"
right
rm -r cache
scratches 1 diff
expect_equal "difference" "$out" ""
scratches 0 diff
expect_equal "difference" "$out" ""
scratches 1 revision --autogenerate -m more
rm -r cache
scratches 1 revision --autogenerate -m more
scratches 0 revision --autogenerate -m more
scratches 0 diff
expect_equal "files" "$(ls migrations)" "one.sql"
rm -r cache
ok check
scratches 0 diff
scratches 0 revision --autogenerate -m more

t "what diff alone has found vouches for no check"
right
rm -r cache
ok diff
scratches 1 check

t "a database, a file, a variable that has changed is seen by diff and autogenerate"
right
sql 'ALTER TABLE t ADD COLUMN y' >/dev/null
ok diff
expect_stdout_has 'DROP COLUMN y'
run revision --autogenerate -m more
expect_stderr 'y'
sql 'ALTER TABLE t DROP COLUMN y' >/dev/null
scratches 0 diff
WHAT=other ok diff
expect_stdout_has 'other'
sed -i 's/x \$/y INTEGER, x $/' schema.sql
ok diff
expect_stdout_has 'y INTEGER'
ok revision --autogenerate --rev-id more -m more
grep -q 'y INTEGER' migrations/*more.sql || fail "no column: $(cat migrations/*more.sql)"
ok diff
expect_stdout_has 'y INTEGER'
ok upgrade
scratches 1 diff
scratches 0 diff
expect_equal "difference" "$out" ""

t "notes that others could write are none"
right
sql 'CREATE TABLE v (x)' >/dev/null
chmod 777 cache/whimbrel
drifts
ok -q check --no-schema
chmod 700 cache/whimbrel
for note in cache/whimbrel/*; do head -c 64 "$note" >"$note.x" && mv "$note.x" "$note"; done
drifts
rm -r cache && ln -s /proc cache
drifts

t "without a place for notes check does without"
right
unset XDG_CACHE_HOME
HOME='' ok check
HOME=/proc ok check

done_testing
