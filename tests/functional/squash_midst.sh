#!/bin/bash
# SPDX-License-Identifier: MIT
# Databases that stand in the midst of a squash whose old files are deleted: its copies of them lead on, and where those
# are deleted too, the database's own memory leads back.
. "${0%/*}/harness.bash"

. "$srcdir/tests/functional/squash.inc"

# a squash, and the files of what it replaces are deleted
emptied() {
	squashed "$@"
	rm -r migrations/archive
}

all="t_a t_b t_c t_d t_e"

t "its copies lead on from anywhere, and back"
emptied
ok validate
ok lint
ok history
expect_stdout_has "b -> c (replaced), title of c"
ok show c
expect_stdout_has "Path: $(ls migrations/*b_to_d.sql)"
for at in none a b c d e; do
	old $at
	ok status
	ok current
	run plan
	expect_exit 0
	ok upgrade
	expect_equal "$at: tables" "$(tables)" "$all"
	case $at in
	none | a) expect_equal "$at: rows" "$(applied)" "a e s" ;;
	*) expect_equal "$at: rows" "$(applied)" "a b c d e" ;;
	esac
	ok check
	ok downgrade s
	ok downgrade a
	expect_equal "$at: tables" "$(tables)" "t_a"
	expect_equal "$at: rows" "$(applied)" "a"
	ok upgrade
	expect_equal "$at: rows" "$(applied)" "a e s"
	ok downgrade base
	expect_equal "$at: tables" "$(tables)" ""
done
for at in b c; do
	old $at
	ok downgrade -1
	expect_equal "$at: rows" "$(applied)" "$([ $at = b ] && echo a || echo a b)"
	old $at
	ok stamp e
	expect_equal "$at: stamped" "$(applied)" "a b c d e"
	old $at
	run upgrade --sql $at:head
	expect_exit 2
	expect_stderr "revision '$at' is replaced by 's'"
done

t "checksums, variables, what is odd in a file"
project
chain a b
printf -- '-- Migration: odd\r\n-- Revision: c\r\n-- Revises: b\r\n-- migrate:up\r\n\r\nCREATE TABLE t_c (x TEXT);\r\nINSERT INTO t_c VALUES (%s),\r\n(%s);\r\n-- migrate:down\r\nDROP TABLE t_c' "'\${name}'" "'
-- migrate:replaced b
-- | nothing
'" >migrations/c.sql
revision d c "CREATE TABLE t_d (x);" "DROP TABLE t_d;"
cp -r migrations before
ok -x name=Jo squash a:d -m all --rev-id s
rm -r migrations/archive
for at in a b c d; do
	old none
	ok -m before -x name=Jo upgrade $at
	ok -x name=Jo upgrade
	expect_equal "$at: rows" "$(applied)" "a b c d"
	expect_equal "$at: values" "$(sql "SELECT count(DISTINCT x) || min(x) FROM t_c WHERE x = 'Jo' OR x LIKE '%replaced b%nothing%'")" "2
-- migrate:replaced b
-- | nothing"
	ok -x name=Jo check
	ok -x name=Jo downgrade base
done
sed -i '/^-- migrate:replaced d/,$ s/CREATE TABLE t_d (x)/CREATE TABLE t_d (y)/' migrations/*_all.sql
ok -m before -x name=Jo upgrade
run -x name=Jo upgrade
expect_exit 2
line=$(grep -n "^-- | -- migrate:up" migrations/*_all.sql | tail -1 | cut -d: -f1)
expect_stderr "_all.sql:$line: revision d was applied"

t "what stands among the copies is refused"
emptied
file=$(ls migrations/*b_to_d.sql)
cp "$file" kept
refused() {
	run validate
	expect_exit 3
	expect_stderr "$1"
	cp kept "$file"
}
echo "SELECT 1;" >>"$file"
refused "$file:$(($(wc -l <kept) + 1)): a line of a copy begins with '-- |'"
printf -- '-- migrate:require\nSELECT 1;\n' >>"$file"
refused "behind what is replaced stands no other section"
sed -i 's/^-- migrate:replaced c/-- migrate:replaced/' "$file"
refused "behind 'migrate:replaced' stands a revision's id"
sed -i 's/^-- migrate:replaced c/-- migrate:replaced d/' "$file"
refused "the copy of 'd' says that it is 'c'"
sed -i 's/^-- | -- Revises: b$/-- | -- Revise: b/' "$file"
refused "$file:$(grep -n '^-- | -- Revises: b$' kept | cut -d: -f1): unknown key 'Revise'"

t "without copies: it says where it stands, and its own memory leads back"
emptied
sed -i '/^-- migrate:replaced/,$d' migrations/*b_to_d.sql
for at in none a d e; do
	old $at
	ok upgrade
	expect_equal "$at: tables" "$(tables)" "$all"
	ok downgrade a
	expect_equal "$at: tables" "$(tables)" "t_a"
	expect_equal "$at: rows" "$(applied)" "a"
done
for at in b c; do
	old $at
	rows=$(applied) tables=$(tables) next=$([ $at = b ] && echo c || echo d)
	ok status
	expect_stdout_has "some of what it replaces is applied, and $next has no file"
	expect_stdout_has "missing"
	ok current
	expect_stdout_has "$at"
	ok log
	run check
	expect_exit 3
	run status --exit-code
	expect_exit 3
	for command in upgrade "upgrade e" "upgrade +1" plan "stamp e"; do
		# shellcheck disable=SC2086
		run $command
		expect_exit 2
		expect_stderr "has some of what 's' replaces, but not '$next'"
		expect_stderr "bring it back, or let \`whimbrel switch\`"
	done
	ok upgrade a
	expect_equal "$at: rows" "$(applied)" "$rows"
	expect_equal "$at: tables" "$(tables)" "$tables"
	cp a.db kept.db
	ok downgrade -1
	expect_equal "$at: one back" "$(applied)" "$([ $at = b ] && echo a || echo a b)"
	cp kept.db a.db
	ok downgrade base
	expect_equal "$at: all back" "$(tables)" ""
	cp kept.db a.db
	ok switch
	expect_equal "$at: switched" "$(applied)" "a e s"
	expect_equal "$at: tables" "$(tables)" "$all"
	cp kept.db a.db
	mkdir migrations/archive && cp before/[bcd].sql migrations/archive
	ok upgrade
	expect_equal "$at: tables" "$(tables)" "$all"
	rm -r migrations/archive
done

t "a squash of a squash: databases among the first, among the second, behind both"
emptied
revision f e "CREATE TABLE t_f (x);" "DROP TABLE t_f;"
cp migrations/f.sql before/
cp -r migrations first
ok squash s:f -m "the rest" --rev-id u
grep -q '^-- Replaces: s, e, f$' migrations/*the_rest.sql || fail "$(cat migrations/*the_rest.sql)"
for kept in yes no; do
	[ $kept = yes ] || rm -r migrations/archive
	for at in none a b c d e f; do
		old $at
		ok upgrade
		expect_equal "$kept, $at: tables" "$(tables)" "$all t_f"
		case $at in
		none | a) expect_equal "$kept, $at: rows" "$(applied)" "a u" ;;
		*) expect_equal "$kept, $at: rows" "$(applied)" "a b c d e f" ;;
		esac
		ok check
		ok downgrade a
		expect_equal "$kept, $at: back" "$(tables)" "t_a"
		expect_equal "$kept, $at: rows" "$(applied)" "a"
	done
	for at in s e; do
		rm -f a.db
		ok -m first upgrade $at
		ok upgrade
		expect_equal "$kept, $at: rows" "$(applied)" "a e f s"
		ok downgrade a
		expect_equal "$kept, $at: rows" "$(applied)" "a"
		rm -f a.db
		ok -m first upgrade $at
		ok downgrade base
		expect_equal "$kept, $at: back" "$(tables)" ""
	done
done
done_testing
