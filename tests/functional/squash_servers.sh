#!/bin/bash
# SPDX-License-Identifier: MIT
# Squashes on every dialect: databases before, among and behind them; rows, sections of dialects, statements outside of
# transactions.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

# history: a <- b <- c <- d <- e, of which b to d are to be one
history() {
	revision a "" "CREATE TABLE t_a (id INTEGER PRIMARY KEY, x INTEGER NOT NULL);" "DROP TABLE t_a;"
	revision b a "CREATE TABLE t_b (id INTEGER PRIMARY KEY, a INTEGER, name VARCHAR(20));
INSERT INTO t_b (id, a, name) SELECT id, x, 'old' FROM t_a;" "DROP TABLE t_b;" "Date: 2026-01-02"
	revision c b "INSERT INTO t_b (id, a, name) VALUES (1001, 1, 'one'), (1002, 2, NULL);
CREATE INDEX ix_b ON t_b (name)" "$(drop_index)
DELETE FROM t_b WHERE id > 1000" "Date: 2026-01-03"
	revision d c "ALTER TABLE t_b ADD COLUMN more INTEGER;
UPDATE t_b SET more = id + a;" "ALTER TABLE t_b DROP COLUMN more;" "Date: 2026-01-04" "Tag: v1"
	revision e d "CREATE TABLE t_e (x INTEGER);" "DROP TABLE t_e;" "Date: 2026-01-05"
	cp -r migrations before
}
drop_index() {
	[ "$dialect" = mariadb ] && echo "DROP INDEX ix_b ON t_b;" || echo "DROP INDEX ix_b;"
}
rows() {
	query "SELECT id, a, name, more FROM t_b ORDER BY id" | in_line
}

suite() {
	begin "rows come along, and a database anywhere ends as the others"
	history
	ok squash b:d -m "b to d" --rev-id s
	expect_stderr "does what they do, there and back"
	for at in none a b c d e; do
		ok -m before upgrade a
		query "INSERT INTO t_a (id, x) VALUES (5, 50)"
		[ "$at" != none ] || ok downgrade base
		[ "$at" = none ] || [ "$at" = a ] || ok -m before upgrade "$at"
		ok upgrade
		expect_equal "$at: tables" "$(tables)" "t_a t_b t_e "
		[ "$at" = none ] || expect_equal "$at: rows" "$(rows | tr -s '|\t' ' ')" "$([ "$dialect" = mariadb ] &&
			echo "5 50 old 55 1001 1 one 1002 1002 2 NULL 1004 " || echo "5 50 old 55 1001 1 one 1002 1002 2 1004 ")"
		ok check --no-schema
		ok downgrade v1
		ok downgrade a
		expect_equal "$at: tables" "$(tables)" "t_a "
		ok downgrade base
		expect_equal "$at: tables" "$(tables)" ""
	done

	begin "the schema's own DDL: not where revisions put rows in, and proved where none do"
	history
	run squash b:d -m "b to d" --rev-id s --from-schema
	expect_exit 2
	expect_stderr_like "the rows of table .*t_b are others"
	expect_no_file migrations/archive
	sed -i '/^INSERT\|^UPDATE/d' migrations/[bcd].sql
	ok squash b:d -m "b to d" --rev-id s --from-schema
	expect_stderr "does what they do, there and back"
	expect_equal "ALTER" "$(sed '/^-- migrate:replaced/,$d' migrations/*_b_to_d.sql | grep -c "ALTER TABLE t_b ADD")" 0
	ok upgrade
	expect_equal "tables" "$(tables)" "t_a t_b t_e "
	ok downgrade base
	expect_equal "tables" "$(tables)" ""

	begin "a script for a database among them goes through the old files, one for the others through the new one"
	history
	ok squash b:d -m "b to d" --rev-id s
	ok upgrade --sql base:head
	expect_stdout_has "'s'"
	[[ $out != *"'c'"* ]] || fail "a fresh database goes through an old one"

	begin "what is another one each time is no difference"
	case $dialect in
	sqlite) each_time="hex(randomblob(8))" ;;
	postgresql) each_time="clock_timestamp()::text" ;;
	mariadb) each_time="uuid()" ;;
	esac
	revision a "" "CREATE TABLE t_a (id INTEGER PRIMARY KEY, x INTEGER, own VARCHAR(99) DEFAULT ($each_time));" "DROP TABLE t_a;"
	revision b a "CREATE TABLE t_b (x INTEGER, own VARCHAR(99) DEFAULT ($each_time)); INSERT INTO t_b (x) VALUES (1);" "DROP TABLE t_b;"
	revision c b "UPDATE t_a SET x = 5;" "UPDATE t_a SET x = 6;"
	ok squash b:c -m joined --rev-id s
	expect_stderr "does what they do, there and back"

	[ "$dialect" = mariadb ] || {
		begin "statements outside of transactions: what was atomic stays so"
		revision a "" "CREATE TABLE t_a (x INTEGER);" "DROP TABLE t_a;"
		revision b a "CREATE TABLE t_b (x INTEGER); INSERT INTO t_b VALUES (1)" "DELETE FROM t_b; DROP TABLE t_b"
		alone=VACUUM
		[ "$dialect" = sqlite ] || alone="CREATE INDEX CONCURRENTLY ix ON t_b (x)"
		revision c b "$alone;" "DROP INDEX IF EXISTS ix;" "Date: 2026-01-02"
		sed -i 's/^-- migrate:up$/& transaction:false/' migrations/c.sql
		ok squash b:c -m joined --rev-id s
		expect_stderr "does what they do"
		grep -q '^-- migrate:up transaction:false' migrations/*_joined.sql || fail "up is in a transaction"
		grep -q '^-- migrate:down$' migrations/*_joined.sql || fail "down is in none"
		expect_equal "brackets" "$(grep -c '^BEGIN;$\|^COMMIT;$' migrations/*_joined.sql)" 2
		ok upgrade
		expect_equal "rows" "$(query "SELECT x FROM t_b" | in_line)" "1 "
		ok downgrade base
		expect_equal "tables" "$(tables)" ""
	}
}
each_dialect
done_testing
