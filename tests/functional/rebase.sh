#!/bin/bash
# SPDX-License-Identifier: MIT
# Two people have followed the same revision: one lets his follow the other's.
. "${0%/*}/harness.bash"

# a <- b and a <- c <- d
forked() {
	project
	chain a b
	revision c a "CREATE TABLE t_c (x INTEGER);" "DROP TABLE t_c;" "Date: 2026-01-02"
	revision d c "CREATE TABLE t_d (x INTEGER);" "DROP TABLE t_d;" "Date: 2026-01-03"
}

t "two heads: upgrade and revision name the files and both ways out, and the one that is told works"
forked
for command in upgrade "revision -m new" "heads --check"; do
	# shellcheck disable=SC2086
	run $command
	[ "$code" -ne 0 ] || fail "$command: exit 0"
	expect_stderr "migrations/b.sql"
	expect_stderr "migrations/d.sql"
	expect_stderr "merge"
	expect_stderr "rebase c --onto b"
done
ok rebase c --onto b
expect_stdout "migrations/c.sql"
ok heads --check
ok upgrade
expect_equal "applied" "$(applied)" "a b c d"
ok history
expect_stdout_has "b -> c, title of c"

t "what is applied stays: the way out that is told is of the other branch, and rebase refuses"
forked
ok upgrade d
run upgrade
expect_exit 2
expect_stderr "rebase b --onto d"
run rebase c --onto b
expect_exit 2
expect_stderr "revision c is applied in dev since"
expect_stderr "merge"
run rebase d --onto b
expect_exit 2
expect_equal "Revises" "$(grep Revises migrations/d.sql)" "-- Revises: c"
ok rebase b --onto d
ok upgrade
expect_equal "applied" "$(applied)" "a b c d"

t "one file changes, and in it one value; what stands on the revision comes along"
forked
printf -- '-- Migration: t\r\n--Revises:\r\n--   a\r\n-- Revision: c\r\n-- Purpose: it\r\n--   says -- Revises: a\r\n\r\n-- migrate:up\r\nSELECT 1; -- Revises: a\r\n' >migrations/c.sql
cp -r migrations before
chmod 640 migrations/c.sql
ok rebase c --onto b --format json
expect_json '$.revision' c
expect_json '$.path' migrations/c.sql
expect_json '$.onto' b
expect_json '$.moved' '["c","d"]'
expect_json '$.not_asked' '[]'
sed -i 's/^--Revises:/--Revises: b/; 3d' before/c.sql
expect_equal "files" "$(diff -r before migrations)" ""
expect_equal "permissions" "$(stat -c %a migrations/c.sql)" 640
ok validate

t "onto base, from a base, and a revision without a Revises line"
forked
ok rebase c --onto base
expect_equal "Revises" "$(grep Revises migrations/c.sql)" "-- Revises:"
sed -i '/Revises/d' migrations/c.sql
ok rebase c --onto b
expect_equal "Revises" "$(sed -n 3p migrations/c.sql)" "-- Revises: b"
ok upgrade

t "what can't be moved: a merge, a squash, a repeatable one, a circle, nothing, and what is there already"
forked
ok merge --rev-id m
revision s "" "CREATE TABLE t_a (x INTEGER); CREATE TABLE t_b (x INTEGER);" "" "Replaces: old"
revision r "" "SELECT 1;" "" "Repeat: on-change"
sed -i '/Revises/d' migrations/r.sql
for case in "m a joins" "s a squash" "r a repeatable" "c r repeatable" "c c itself" "c d stands.on" "c a already" \
	"base a no.revision" "nowhere a nowhere" "c nowhere nowhere" "a base already"; do
	read -r revision onto words <<<"$case"
	run rebase "$revision" --onto "$onto"
	expect_exit 2
	expect_stderr_like "$words"
done
run rebase c
expect_exit 2
expect_stderr "--onto"
expect_equal "leftovers" "$(find . -name '*whimbrel-*')" ""

t "a circle by way of Depends is found before anything is written"
forked
revision e b "SELECT 1;" "" "Depends: d"
run rebase c --onto e
expect_exit 2
expect_stderr "stands on"
expect_equal "Revises" "$(grep Revises migrations/c.sql)" "-- Revises: a"

t "every target is asked; one that can't be is told and is not one that has nothing"
forked
cat >whimbrel.cfg <<'CFG'
migrations = [ "migrations" ];
target = "dev";
targets = { dev = { url = "sqlite:a.db"; }; prod = { url = "sqlite:prod.db"; }; far = { url = "${env:FAR_URL}"; }; };
CFG
FAR_URL=sqlite:far.db ok -t prod upgrade c
FAR_URL=sqlite:far.db run rebase c --onto b
expect_exit 2
expect_stderr "in prod since"
FAR_URL=sqlite:far.db run rebase d --onto b --format json
expect_exit 0
ok -t prod downgrade a
run rebase c --onto b
expect_exit 2
expect_stderr "not asked: far"
expect_stderr "FAR_URL"
expect_stderr "--yes"
expect_equal "Revises" "$(grep Revises migrations/c.sql)" "-- Revises: a"
ok rebase c --onto b --yes --format json
expect_json '$.not_asked[0].target' far
FAR_URL=postgresql://127.0.0.1:1/x run rebase d --onto a
expect_exit 2
expect_stderr "not asked: far"

t "half done is not 'has it not'"
project
chain a b
revision c a "CREATE TABLE t_c (x INTEGER); SELECT nothing;"
sed -i 's/migrate:up/migrate:up transaction:false/' migrations/c.sql
run upgrade c
expect_exit 1
run rebase c --onto b
expect_exit 2
expect_stderr "partial in dev"

t "killed at any moment the file is the old one or the new one"
forked
cp migrations/c.sql old
ok rebase c --onto b
cp migrations/c.sql new
for n in 0 1 2 3 4 5 6 7 8 9; do
	cp old migrations/c.sql
	timeout -s KILL "0.00$n" "$WHIMBREL" rebase c --onto b >/dev/null 2>&1
	cmp -s migrations/c.sql old || cmp -s migrations/c.sql new || fail "neither after 0.00$n s"
	ok validate
done
done_testing
