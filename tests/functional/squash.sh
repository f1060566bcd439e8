#!/bin/bash
# SPDX-License-Identifier: MIT
# One revision that stands for several: databases stand before, among and behind them, with the old files or without.
. "${0%/*}/harness.bash"

. "$srcdir/tests/functional/squash.inc"

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
t "what the first one asks for the squash asks, and what a later one asks is told"
project
chain a b c
printf -- '\n-- migrate:require\n-- expect: no rows\nSELECT x FROM t_a\n' >>migrations/b.sql
printf -- '\n-- migrate:require\n-- expect: no rows\nSELECT x FROM t_b;\n' >>migrations/c.sql
ok squash b:c -m "b and c" --rev-id s --no-proof
expect_stderr "the \`require\` of c is left out"
expect_stderr_without "of b is left out"
ok upgrade a
sql "INSERT INTO t_a VALUES (1)"
run upgrade
expect_exit 1
expect_equal "tables" "$(tables)" "t_a"
sql "DELETE FROM t_a"
ok upgrade
expect_equal "tables" "$(tables)" "t_a t_b t_c"

t "what can't be joined is refused with its reason, and nothing is written"
# refused RANGE WORDS
refused() {
	run squash "$1" -m no
	expect_exit 2
	expect_stderr "$2"
	expect_equal "files" "$(find . -name '*no.sql' -o -name archive -o -name '*whimbrel-*')" ""
}
project
chain a b c d
refused a:a "the range is revision a alone"
refused nowhere:c "nowhere"
refused b "is no range"
run squash a:b
expect_exit 2
expect_stderr "-m TEXT"
revision f b "CREATE TABLE t_f (x);" "DROP TABLE t_f;"
refused a:d "revision f (migrations/f.sql) revises b, in the midst of the range"
refused a: "ends in"
sed -i 's/^-- Revises: b/-- Revises: a\n-- Depends: b/' migrations/f.sql
refused b:d "revision f (migrations/f.sql) depends on b, in the midst of the range"
rm migrations/f.sql
sed -i 's/^-- migrate:up/& target:dev/' migrations/c.sql
refused b:d "migrations/c.sql:5: this section is for some targets alone"
chain a b c d
sed -i 's/^DROP TABLE t_c/-- whimbrel:fill t_c(x) key(x)\n&/' migrations/c.sql
run squash a:d -m no --from-schema
expect_exit 2
expect_stderr "what --from-schema writes has to be proved, and was not"
chain a b c d
sed -i 's/CREATE TABLE t_c/CREATE TABLE t_c_other/' migrations/c.sql
ok squash b:d -m yes --no-proof --rev-id s
rm migrations/*_yes.sql && mv migrations/archive/* migrations/ && rmdir migrations/archive
sed -i 's/^DROP TABLE t_c;/SELECT nothing;/' migrations/c.sql
ok squash a:b -m first --rev-id s
sed -i '/^-- migrate:replaced/,$d' migrations/*_first.sql
mv migrations/archive gone
run squash s:d -m no
expect_exit 2
expect_stderr "is a squash itself, and neither a file nor a copy in it tells"
mv gone migrations/archive
sed -i 's/^-- Revises: c$/&\n-- Origin: dbmate 4/' migrations/d.sql
sed -i 's/url =/mirror = "dbmate"; url =/' whimbrel.cfg
run squash c:d -m no
expect_exit 2
expect_stderr "revision d (migrations/d.sql) came from dbmate, whose table target dev keeps right as well"
sed -i 's/mirror = "dbmate"; //' whimbrel.cfg
mkdir migrations/archive/c.sql
run squash c:d -m no --no-proof
expect_exit 2
expect_stderr "is there already"

t "labels, tags, depends, repeatables, and sections for dialects"
project
chain a b c d
sed -i 's/^-- Revises: a$/&\n-- Branch: shop\n-- Tag: v1/' migrations/b.sql
sed -i 's/^-- Revises: b$/&\n-- Tag: v2, v2.0\n-- Depends: z/' migrations/c.sql
revision z "" "CREATE TABLE t_z (x);" "DROP TABLE t_z;"
revision r "" "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT * FROM t_b;" "" "Repeat: on-change" "Depends: b"
sed -i '/Revises/d' migrations/r.sql
printf '\n-- migrate:up dialect:postgresql\nCREATE TABLE t_c (x bigint);\n' >>migrations/c.sql
printf '\n-- migrate:verify\n-- expect: 0\nSELECT count(*) FROM t_b;\n\n-- migrate:require\nSELECT 1;\n' >>migrations/b.sql
ok squash b:c -m "b and c" --rev-id s
expect_stderr "tag v1 stays with b"
expect_stderr_without "is left out"
expect_stderr "postgresql: not proved"
path=$out
expect_equal "header" "$(sed -n '2,7p' "$path" | tr '\n' '|')" \
	"-- Revision: s|-- Revises: a|-- Depends: z|-- Branch: shop|-- Tag: v2, v2.0|-- Replaces: b, c|"
expect_equal "sections" "$(grep '^-- migrate' "$path" | tr '\n' '|')" "-- migrate:up|-- migrate:up dialect:postgresql|-- migrate:down|-- migrate:require|-- migrate:verify|-- migrate:replaced b|-- migrate:replaced c|"
ok upgrade shop
expect_equal "applied" "$(applied)" "a d s z"
ok upgrade heads
ok verify
ok downgrade v2
ok downgrade base
run upgrade v1
expect_exit 2
expect_stderr "is replaced by 's'"

t "variables: those of some stay text, those of others are filled in"
project
revision a "" "CREATE TABLE t (x TEXT);" "DROP TABLE t;"
revision b a "INSERT INTO t VALUES ('\${name}');" "DELETE FROM t;" "Variables: off"
revision c b "INSERT INTO t VALUES ('\${name}');" "SELECT 1;" "Date: 2026-01-01"
ok -x name=Jo squash b:c -m joined --rev-id s
ok -x name=Jo upgrade
expect_equal "rows" "$(sql "SELECT group_concat(x, ' ') FROM (SELECT x FROM t ORDER BY x)")" '${name} Jo'

t "a squash that would end otherwise is not written"
project
revision a "" "CREATE TABLE t (x TEXT);" "DROP TABLE t;"
revision b a "PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = ON; ALTER TABLE t RENAME TO u;" "ALTER TABLE u RENAME TO t;"
revision c b "CREATE TABLE w (x); CREATE TEMP TABLE w (y); INSERT INTO w VALUES (1); DROP TABLE temp.w;" "DROP TABLE w;"
revision d c "CREATE TEMP TABLE u (z); INSERT INTO u VALUES (1);" "SELECT 1;"
revision e d "INSERT INTO u VALUES (5);" "DELETE FROM u;"
run squash d:e -m no
expect_exit 2
expect_stderr "the rows of table u are others"
expect_equal "files" "$(find . -name '*no.sql' -o -name archive -o -name '*whimbrel-*')" ""

t "stamp and switch, with the archive and without"
squashed
for kept in yes no; do
	[ $kept = yes ] || rm -r migrations/archive
	old none
	ok stamp s
	expect_equal "stamped" "$(applied)" "a s"
	old d
	ok stamp s
	ok stamp a
	expect_equal "stamped" "$(applied)" "a"
	old e
	ok switch
	expect_equal "rows" "$(applied)" "a b c d e"
	old none
	ok upgrade
	ok -m before switch
	expect_equal "rows after a switch back" "$(applied)" "a b c d e"
	expect_equal "tables" "$(tables)" "t_a t_b t_c t_d t_e"
done
done_testing
