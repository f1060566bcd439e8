#!/bin/bash
# SPDX-License-Identifier: MIT
# -- whimbrel:keep, fill and purge.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

rows() {
	query "SELECT id, mail, note FROM t_users ORDER BY id" | tr '\t\n' '| '
}
kept() {
	case $dialect in
	sqlite) query "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE 'whimbrel_kept%'" ;;
	postgresql) query "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'whimbrel_kept%'" ;;
	mariadb) query "SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'whimbrel_kept%'" ;;
	esac
}
users() {
	revision a "" "CREATE TABLE t_users (id INTEGER PRIMARY KEY, mail VARCHAR(40), note VARCHAR(40));" "DROP TABLE t_users;"
	ok upgrade a
	query "INSERT INTO t_users VALUES (1, 'a@x', 'one'), (2, NULL, 'it''s'), (3, 'c@x', NULL)"
	rows >before
}
same_rows() {
	rows >after
	cmp -s before after || fail "$(diff before after)"
}

suite() {
	begin "what a step takes away comes back with its way back"
	users
	revision b a "-- whimbrel:keep t_users(mail, note)
ALTER TABLE t_users DROP COLUMN mail;
ALTER TABLE t_users DROP COLUMN note;" "ALTER TABLE t_users ADD COLUMN mail VARCHAR(40);
ALTER TABLE t_users ADD COLUMN note VARCHAR(40)"
	ok validate
	ok plan
	expect_stdout_has "CREATE TABLE whimbrel_kept_"
	ok upgrade
	expect_equal "tables that keep" "$(kept)" 1
	query "DELETE FROM t_users WHERE id = 3; INSERT INTO t_users (id) VALUES (4)"
	ok downgrade
	expect_equal "rows" "$(rows)" "$(head -c 24 before | sed 's/3|.*//')$(query "SELECT id, mail, note FROM t_users WHERE id = 4" | tr '\t\n' '| ')"
	expect_equal "tables that keep" "$(kept)" 0
	query "DELETE FROM t_users WHERE id = 4; INSERT INTO t_users VALUES (3, 'c@x', NULL)"
	ok upgrade
	ok check --no-schema
	[ "$(kept)" = 1 ] || fail "it keeps nothing the second time"
	rm migrations/b.sql
	ok downgrade
	same_rows
	expect_equal "tables that keep" "$(kept)" 0

	begin "purge ends it, and the way back still goes"
	users
	revision b a "-- whimbrel:keep t_users (mail) key (id)
ALTER TABLE t_users DROP COLUMN mail;" "ALTER TABLE t_users ADD COLUMN mail VARCHAR(40);"
	ok upgrade
	run purge
	expect_exit 2
	ok purge --yes
	expect_stdout_has "purged    b"
	ok purge b --yes
	run purge c --yes
	expect_exit 2
	ok downgrade
	expect_equal "rows" "$(query "SELECT count(*) FROM t_users WHERE mail IS NULL")" 3
	ok purge --yes
	expect_stdout "nothing to do"

	begin "the way back says where, a whole table, and what is no key loses nothing"
	users
	revision b a "-- whimbrel:keep t_users(id, note, mail) rows
DROP TABLE t_users;" "CREATE TABLE t_users (id INTEGER PRIMARY KEY, mail VARCHAR(40), note VARCHAR(40));
-- whimbrel:fill t_users(id, note, mail) rows
INSERT INTO t_users VALUES (9, NULL, NULL);"
	ok upgrade
	ok downgrade
	expect_equal "rows" "$(query "SELECT count(*) FROM t_users")" 4
	query "DELETE FROM t_users WHERE id = 9"
	same_rows
	query "UPDATE t_users SET note = 'two'"
	revision b a "-- whimbrel:keep t_users(mail) key(note)
ALTER TABLE t_users DROP COLUMN mail;" "ALTER TABLE t_users ADD COLUMN mail VARCHAR(40);"
	run upgrade
	expect_exit 1
	expect_equal "addresses" "$(query "SELECT count(*) FROM t_users WHERE mail IS NOT NULL")" 2
	revision c a "-- whimbrel:keep t_users mail
SELECT 1;"
	run validate
	expect_exit 3
	expect_stderr "wanted is TABLE(COLUMN, ...)"

	begin "autogenerate writes it" "" 'schema = "schema.sql"; keep = true;'
	users
	echo "CREATE TABLE t_users (id INTEGER PRIMARY KEY, note VARCHAR(40));" >schema.sql
	ok revision --autogenerate -m "less" --rev-id b
	cat migrations/*less.sql >said
	grep -q '^-- whimbrel:keep .*t_users.(.mail.) key(.id.)$' said || fail "$(<said)"
	ok upgrade
	expect_equal "tables that keep" "$(kept)" 1
	ok check
	ok downgrade
	same_rows
	echo "CREATE TABLE t_other (id INTEGER PRIMARY KEY);" >schema.sql
	rm migrations/*less.sql
	ok revision --autogenerate -m "none" --rev-id c
	grep -q '^-- whimbrel:keep .*t_users.(.id., .*) rows$' migrations/*none.sql || fail "$(cat migrations/*none.sql)"
	ok upgrade
	ok test
	ok downgrade
	same_rows

	begin "a table that is renamed as well keeps nothing, and it says so" "" 'schema = "schema.sql"; keep = true;'
	users
	echo "CREATE TABLE t_people (id INTEGER PRIMARY KEY, note VARCHAR(40));" >schema.sql
	ok revision --autogenerate -m "other" --rev-id b --rename t_users=t_people
	grep -q '^-- WARNING: what this loses is not kept' migrations/*other.sql || fail "$(cat migrations/*other.sql)"
	ok upgrade
	ok downgrade

	begin "a table that is kept twice in one step"
	users
	revision b a "-- whimbrel:keep t_users(mail)
ALTER TABLE t_users DROP COLUMN mail;
-- whimbrel:keep t_users(id, note) rows
DROP TABLE t_users;" "CREATE TABLE t_users (id INTEGER);"
	run upgrade
	expect_exit 2
	expect_stderr "migrations/b.sql:8: -- whimbrel:keep: a line above keeps columns of this table already"

	begin "a squash keeps and fills in what its revisions did"
	users
	revision b a "-- whimbrel:keep t_users(mail)
ALTER TABLE t_users DROP COLUMN mail" "ALTER TABLE t_users ADD COLUMN mail VARCHAR(40)"
	revision c b "CREATE TABLE t_c (x INTEGER);
-- whimbrel:keep t_users(note)
ALTER TABLE t_users DROP COLUMN note;" "DROP TABLE t_c;
ALTER TABLE t_users ADD COLUMN note VARCHAR(40);
-- whimbrel:fill t_users(note)
DELETE FROM t_users WHERE note = 'none';"
	revision d c "-- whimbrel:keep t_users(id) rows
DROP TABLE t_users;" "CREATE TABLE t_users (id INTEGER PRIMARY KEY);"
	ok upgrade
	ok squash b:d -m "b to d" --rev-id s
	expect_stderr_without "not proved"
	grep -q '^-- whimbrel:keep t_users(mail) of b$' migrations/*b_to_d.sql || fail "$(cat migrations/*b_to_d.sql)"
	ok check --no-schema
	ok downgrade a
	same_rows
	ok upgrade
	expect_equal "tables that keep" "$(kept)" 3
	rm -rf migrations/archive
	ok downgrade a
	same_rows
	ok upgrade
	ok purge s --yes
	ok downgrade a
	expect_equal "rows" "$(query "SELECT count(*) FROM t_users")" 0

	begin "a squash by the schema's own DDL keeps what its revisions did"
	users
	revision b a "-- whimbrel:keep t_users(mail)
ALTER TABLE t_users DROP COLUMN mail" "ALTER TABLE t_users ADD COLUMN mail VARCHAR(40)"
	revision c b "CREATE TABLE t_c (id INTEGER PRIMARY KEY, x INTEGER);
-- whimbrel:keep t_users(note)
ALTER TABLE t_users DROP COLUMN note;" "DROP TABLE t_c; ALTER TABLE t_users ADD COLUMN note VARCHAR(40)"
	revision d c "-- whimbrel:keep t_c(x)
ALTER TABLE t_c DROP COLUMN x;
-- whimbrel:keep t_users(id) rows
DROP TABLE t_users;" "ALTER TABLE t_c ADD COLUMN x INTEGER;
CREATE TABLE t_users (id INTEGER PRIMARY KEY);"
	ok upgrade
	ok squash b:d -m "b to d" --rev-id s --from-schema
	expect_equal "what it keeps" "$(grep -c '^-- whimbrel:keep' migrations/*b_to_d.sql)" 3
	grep -q '^-- whimbrel:keep t_users(mail) of b$' migrations/*b_to_d.sql || fail "$(cat migrations/*b_to_d.sql)"
	rm -rf migrations/archive
	ok downgrade a
	same_rows
	ok upgrade
	ok downgrade a
	same_rows

	begin "a script for the native client does the same"
	users
	revision b a "-- whimbrel:keep t_users(mail)
ALTER TABLE t_users DROP COLUMN mail;" "ALTER TABLE t_users ADD COLUMN mail VARCHAR(40);"
	ok upgrade --sql a:b
	printf '%s\n' "$out" >up.sql
	"${dialect}_script" up.sql >said 2>&1
	ok current
	expect_stdout_has "b (head)"
	ok downgrade
	expect_equal "rows that came back" "$(query "SELECT count(*) FROM t_users WHERE mail IS NOT NULL")" 2
}
each_dialect
done_testing
