#!/bin/bash
# SPDX-License-Identifier: MIT
# A target that is to be what its revisions make before anything runs: drift = "block".
. "${0%/*}/harness.bash"

guarded() {
	mkdir -p migrations
	printf 'target = "dev";\ntargets = { dev = { url = "sqlite:a.db"; drift = "block"; }; free = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
	revision one '' 'CREATE TABLE t (id INTEGER PRIMARY KEY);' 'DROP TABLE t;'
	revision two one 'ALTER TABLE t ADD COLUMN x TEXT;' 'ALTER TABLE t DROP COLUMN x;'
}

t "without drift everything runs, from the first revision on"
guarded
ok upgrade one
ok upgrade
ok downgrade -1
ok downgrade base
expect_equal applied "$(applied)" ''

t "drift stops upgrade and downgrade with exit 3, and tells how to see it"
guarded
ok upgrade one
sql 'CREATE TABLE other (x)' >/dev/null
for command in upgrade 'downgrade -1'; do
	# shellcheck disable=SC2086 # words
	run $command
	expect_exit 3
	expect_stderr 'target dev has drifted'
	expect_stderr 'drop table other'
	expect_stderr 'whimbrel -t dev check'
	expect_equal applied "$(applied)" one
done
run --format json upgrade
expect_exit 3
ok -t free upgrade
expect_equal applied "$(applied)" 'one two'

t "what differs from the desired schema alone is no drift"
guarded
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
echo 'CREATE TABLE elsewhere (x);' >schema.sql
ok upgrade

t "what can't be told is no reason to run"
guarded
ok upgrade one
rm migrations/one.sql
sed -i 's/^-- Revises: one/-- Revises:/' migrations/two.sql
run upgrade
[ "$code" -ne 0 ] || fail "it ran"
expect_equal applied "$(applied)" one

t "dry runs and scripts look at nothing"
guarded
ok upgrade one
sql 'CREATE TABLE other (x)' >/dev/null
ok upgrade --dry-run
ok upgrade --sql

t "what another run does while one waits for the lock is seen"
guarded
ok upgrade one
exec 8>a.db-whimbrel
flock 8
"$WHIMBREL" upgrade >late.out 2>late.err &
late=$!
for ((i = 0; i < 300; i++)); do
	grep -q 'waiting for the lock' late.err && break
	sleep 0.1
done
sql 'CREATE TABLE other (x)' >/dev/null
rm -f a.db-whimbrel
exec 8>&-
wait "$late"
expect_equal exit $? 3
grep -q 'has drifted' late.err || fail "$(<late.err)"
expect_equal applied "$(applied)" one

t "a step that is half done is no drift, and can be ended"
guarded
revision two one 'ALTER TABLE t ADD COLUMN x TEXT; CREATE TABLE u (id INTEGER); SELECT nothing FROM nowhere;'
sed -i 's/^-- migrate:up.*/& transaction:false/' migrations/two.sql
run upgrade
[ "$code" -ne 0 ] || fail "it ran"
sed -i 's/SELECT nothing FROM nowhere/CREATE TABLE v (id INTEGER)/' migrations/two.sql
ok upgrade
expect_equal applied "$(applied)" 'one two'
ok check

t "another word is an error with its line"
guarded
sed -i 's/"block"/"stop"/' whimbrel.cfg
run upgrade
expect_exit 2
expect_stderr 'whimbrel.cfg:2: "drift" must be "ignore" or "block"'

done_testing
