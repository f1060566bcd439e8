#!/bin/bash
# SPDX-License-Identifier: MIT
# One revision that stands for several: databases stand before, among and behind them, with the old files or without.
. "${0%/*}/harness.bash"

# a <- b <- c <- d <- e, and the same as it was before b, c and d became s
squashed() {
	project
	chain a b c d e
	cp -r migrations before
	ok squash b:d -m "b to d" --rev-id s "$@"
}

# old ID: a database a.db that has come up to ID with the files that were there before
old() {
	rm -f a.db
	[ "$1" = none ] || ok -m before upgrade "$1"
}

tables() {
	sql "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE name LIKE 't\\_%' ESCAPE '\\' ORDER BY 1)"
}

t "the file, the archive, and what is told"
project
chain a b c d e
sed -i 's/^-- Date.*//; s/^-- Revises: b$/&\n-- Date: 2026-02-03/' migrations/c.sql
ok squash b:c -m "b and c" --rev-id s --format json
expect_json '$.replaces' '["b","c"]'
expect_json '$.proof[0].equal' 1
path=$(json '$.path')
expect_equal "folder" "$(cd migrations && find . -name '[a-e].sql' | sort | tr '\n' ' ')" "./a.sql ./archive/b.sql ./archive/c.sql ./d.sql ./e.sql "
expect_equal "header" "$(sed -n '2,5p' "$path" | tr '\n' '|')" "-- Revision: s|-- Revises: a|-- Replaces: b, c|-- Date: 2026-02-03|"
ok validate
ok history
expect_stdout_has "b -> c (replaced), title of c"
ok heads
expect_stdout_has "e (head)"
for way in there again; do
	ok upgrade
	expect_equal "$way: tables" "$(tables)" "t_a t_b t_c t_d t_e"
	ok downgrade base
	expect_equal "$way: tables" "$(tables)" ""
done

t "a database that stands anywhere goes up, and down again"
squashed
for at in none a b c d e; do
	old $at
	ok upgrade
	expect_equal "$at: tables" "$(tables)" "t_a t_b t_c t_d t_e"
	case $at in
	none | a) expect_equal "$at: rows" "$(applied)" "a e s" ;;
	*) expect_equal "$at: rows" "$(applied)" "a b c d e" ;;
	esac
	ok check
	run upgrade
	expect_exit 0
	ok downgrade s
	expect_equal "$at: tables" "$(tables)" "t_a t_b t_c t_d"
	ok downgrade a
	expect_equal "$at: tables" "$(tables)" "t_a"
	expect_equal "$at: rows" "$(applied)" "a"
	ok upgrade
	expect_equal "$at: rows" "$(applied)" "a e s"
	ok downgrade base
	expect_equal "$at: tables" "$(tables)" ""
done

t "the same with the old files gone: those in the midst are refused with the way out, and nothing is done"
squashed
mv migrations/archive gone
for at in none a d e; do
	old $at
	ok upgrade
	expect_equal "$at: tables" "$(tables)" "t_a t_b t_c t_d t_e"
	ok downgrade a
	expect_equal "$at: tables" "$(tables)" "t_a"
	expect_equal "$at: rows" "$(applied)" "a"
done
for at in b c; do
	old $at
	rows=$(applied) tables=$(tables)
	for command in upgrade "downgrade -1" "downgrade base" plan check "stamp e"; do
		# shellcheck disable=SC2086
		run $command
		[ "$code" -ne 0 ] || fail "$at: $command: exit 0"
		expect_stderr "bring it back"
	done
	expect_equal "$at: rows" "$(applied)" "$rows"
	expect_equal "$at: tables" "$(tables)" "$tables"
	cp -r gone migrations/archive
	ok upgrade
	expect_equal "$at: tables" "$(tables)" "t_a t_b t_c t_d t_e"
	rm -r migrations/archive
done

t "down from the midst goes through the old files"
squashed
for at in b c; do
	old $at
	ok downgrade -1
	expect_equal "$at: rows" "$(applied)" "$([ $at = b ] && echo a || echo a b)"
	old $at
	ok downgrade base
	expect_equal "$at: tables" "$(tables)" ""
done
done_testing
