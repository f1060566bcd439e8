#!/bin/bash
# SPDX-License-Identifier: MIT
# import --replay: revisions from what another tool's command does to a scratch database.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

# A tool of five steps that keeps its table as knex does; the third changes rows, the fourth nothing that can be seen, and
# the fifth says what a person has to be asked.
write_tool() {
	cat >steps.1 <<-'END'
		CREATE TABLE t_users (id INTEGER PRIMARY KEY, mail VARCHAR(40));
	END
	cat >steps.2 <<-'END'
		CREATE TABLE t_notes (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES t_users (id), note VARCHAR(40));
		CREATE INDEX t_notes_by_user ON t_notes (user_id);
	END
	cat >steps.3 <<-'END'
		ALTER TABLE t_users ADD COLUMN role VARCHAR(10);
		ALTER TABLE t_users ADD COLUMN active INTEGER DEFAULT 1;
		INSERT INTO t_users (id, mail, role) VALUES (1, 'root', 'admin');
	END
	: >steps.4
	cat >steps.5 <<-'END'
		ALTER TABLE t_notes RENAME COLUMN note TO body;
	END
	cat >step <<-'END'
		#!/bin/bash
		query() {
			case $dialect in
			sqlite) sqlite3 app.db "$1" ;;
			postgresql) psql -X -q -At -v ON_ERROR_STOP=1 "$URL" -c "$1" ;;
			mariadb) mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -N -B "$DB" -e "$1" ;;
			esac
		}
		set -e
		query "CREATE TABLE IF NOT EXISTS knex_migrations (id INTEGER PRIMARY KEY, name VARCHAR(100))" 2>/dev/null
		done=$(query "SELECT count(*) FROM knex_migrations")
		[ -e steps.$((done + 1)) ] || exit 0
		[ ! -s steps.$((done + 1)) ] || query "$(cat steps.$((done + 1)))"
		query "INSERT INTO knex_migrations VALUES ($((done + 1)), '2026010$((done + 1))_step.js')"
	END
	chmod +x step
	export dialect URL DB MARIA_SOCKET MARIA_USER PATH=${PG_BINDIR:-/nowhere}:$PATH
}

suite() {
	begin "each step is a revision, both ways, and rows are for a person"
	write_tool
	ok -vvv import --replay ./step
	expect_stdout_has "5 created, 2 undecided"
	# one scratch database goes along; the renaming is tried on others
	expect_equal "scratch databases" "$(grep -c 'scratch open' <<<"$err")" 4
	expect_stdout_has "undecided: down: written as a renaming, t_notes.note=body: is it one"
	expect_equal "renamings" "$(grep -hci 'rename\|change' migrations/*20260105* | tail -1)" 2
	expect_stdout_has "undecided: up: rows: t_users: new: id=1 mail=root"
	expect_stdout_has "the new column has values: role"
	[[ $out != *"values: active"* ]] || fail "a default is taken for what the tool did: $out"
	grep -q '^-- Origin: knex 20260101_step.js$' migrations/*20260101* || fail "$(head -8 migrations/*20260101*)"
	! grep -rq knex_migrations migrations/ || fail "the tool's own table came over"
	run upgrade
	expect_exit 2
	expect_stderr "undecided"
	file=$(grep -l 'undecided: rows' migrations/*)
	sed -i '/^-- undecided:/d; s/^\(-- migrate:[a-z]*\) undecided/\1/' migrations/*
	sed -i "/^-- migrate:down/i INSERT INTO t_users (id, mail, role) VALUES (1, 'root', 'admin');\n" "$file"
	# what the tool made is taken over as it is, and goes back and forth
	ok stamp --from knex
	expect_equal "applied" "$(applied | wc -w)" 5
	ok check
	ok downgrade base
	expect_equal "tables" "$(tables)" ""
	ok upgrade
	expect_equal "rows" "$(query "SELECT count(*) FROM t_users WHERE role = 'admin'")" 1
	ok check

	begin "columns that come to stand elsewhere are told, once"
	write_tool
	rm steps.?
	echo 'CREATE TABLE t_a (id INTEGER PRIMARY KEY, x INTEGER);' >steps.1
	echo 'DROP TABLE t_a; CREATE TABLE t_a (id INTEGER PRIMARY KEY, y INTEGER, x INTEGER);' >steps.2
	echo 'CREATE TABLE t_b (id INTEGER PRIMARY KEY);' >steps.3
	ok import --replay ./step
	if [ "$dialect" = mariadb ]; then # where they can be given a place
		grep -q 'AFTER `id`' migrations/*20260102* || fail "$(cat migrations/*20260102*)"
	else
		expect_stdout_has "note: t_a: its columns stand in another order than there, as id, x, y in place of id, y, x"
		expect_equal "told" "$(grep -c 'another order' <<<"$out")" 1
	fi

	begin "a command that fails is told with the step, and nothing is written"
	write_tool
	echo 'SELEKT;' >steps.2
	run import --replay ./step
	expect_exit 1
	expect_stderr "failed behind step 1"
	expect_equal "files" "$(ls migrations)" ""

	begin "what is in use is no scratch database"
	query "CREATE TABLE t_mine (x INTEGER)"
	write_tool
	run import --replay ./step
	expect_exit 2
	expect_stderr "has tables already"
	expect_equal "tables" "$(tables)" "t_mine "

	begin "a command that does nothing" "protected = true;"
	run import --replay true
	expect_exit 2
	expect_stderr "protected"
	sed -i 's/protected = true;//' whimbrel.cfg
	run import --replay true
	expect_exit 2
	expect_stderr "has changed nothing"
}
each_dialect

t "wrong usage"
project
run import
expect_exit 2
run import --from django m
expect_exit 2
expect_stderr "import --replay"
run import --from dbmate --replay true
expect_exit 2
done_testing
