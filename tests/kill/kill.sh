#!/bin/bash
# SPDX-License-Identifier: MIT
# Killed at any instant: the next upgrade ends in the same database as a run that nobody disturbed.
. "${srcdir:?}/tests/functional/harness.bash"
: "${KILL_AT_SO:?the preloaded object, kill_at.so}"

# Data and schema changes that cannot be done twice unseen, in a transaction and without one.
history_of_changes() {
	project
	revision a1 '' $'CREATE TABLE log (n INTEGER, r TEXT);\nINSERT INTO log VALUES (1, \'a1\');' \
		$'DROP TABLE log;'
	printf -- '-- Revision: a2\n-- Revises: a1\n-- migrate:up transaction:false\n%s\n-- migrate:down transaction:false\n%s\n' \
		$'INSERT INTO log VALUES (2, \'a2\');\nCREATE TABLE t (x INTEGER);\nINSERT INTO log SELECT count(*), \'a2\' FROM log;\nVACUUM;\nBEGIN;\nINSERT INTO t VALUES (1);\nUPDATE t SET x = x + 1;\nCOMMIT;\nALTER TABLE t ADD COLUMN y DEFAULT 7;\nUPDATE t SET x = x + 1;' \
		$'DELETE FROM log WHERE r = \'a2\';\nALTER TABLE t DROP COLUMN y;\nDROP TABLE t;' >migrations/a2.sql
	revision a3 a2 $'UPDATE log SET n = n * 2;\nCREATE INDEX i ON t (x);' $'DROP INDEX i;\nUPDATE log SET n = n / 2;'
	revision a4 a3 $'INSERT INTO log SELECT max(n) + 1, \'a4\' FROM log;' $'DELETE FROM log WHERE r = \'a4\';'
}

# Are database and set those of an undisturbed run, and nothing left behind?
same_as_reference() {
	expect_equal "the database, killed at $1" "$(contents a.db)" "$(contents reference.db)"
	expect_equal "the set, killed at $1" "$(applied a.db)" "$(applied reference.db)"
	expect_equal "integrity, killed at $1" "$(sql 'PRAGMA integrity_check')" ok
	expect_no_file a.db-journal
	expect_equal "the lock, killed at $1" "$("$WHIMBREL" lock status)" "not locked"
}

# killed_at N COMMAND...: sets $code; the shell's own word about it goes nowhere
killed_at() {
	{
		KILL_AT=$1 LD_PRELOAD=${KILL_PRELOAD:-}$KILL_AT_SO "$WHIMBREL" "${2}" >killed.out 2>&1
		code=$?
	} 2>/dev/null
}

# every_write COMMAND...: kill the command before each of its writes in turn, and run it again
every_write() {
	local n
	for ((n = 1; n < 2000; n++)); do
		rm -f a.db*
		[ ! -e before.db ] || cp before.db a.db
		killed_at "$n" "$@"
		[ "$code" -eq 137 ] || break
		ok "$@"
		same_as_reference "write $n"
		[ -z "$trouble" ] || return
	done
	expect_equal "the exit of the run that nobody killed ($(cat killed.out))" "$code" 0
	[ "$n" -gt 10 ] || fail "killed only $((n - 1)) times: is the preloaded object in place?"
	echo "# killed $((n - 1)) times: $*"
}

t "upgrade killed before every write"
history_of_changes
ok --url sqlite:reference.db upgrade
every_write upgrade

t "upgrade killed in every write"
history_of_changes
ok --url sqlite:reference.db upgrade
KILL_TORN=1
export KILL_TORN
every_write upgrade
unset KILL_TORN

t "downgrade killed before every write"
history_of_changes
ok --url sqlite:before.db upgrade
cp before.db reference.db
ok --url sqlite:reference.db downgrade base
every_write downgrade base

t "upgrade killed at random instants"
history_of_changes
for i in {5..60}; do
	revision "a$i" "a$((i - 1))" "INSERT INTO log SELECT count(*), 'a$i' FROM log;"
done
ok --url sqlite:reference.db upgrade
for ((n = 0; n < ${KILLS:-40}; n++)); do
	rm -f a.db*
	for ((k = 0; k < 3; k++)); do
		"$WHIMBREL" upgrade >/dev/null 2>&1 &
		job=$!
		sleep "0.0$(printf "%03d" $((RANDOM % 300)))"
		kill -KILL "$job" 2>/dev/null
		wait "$job" 2>/dev/null
	done
	ok upgrade
	same_as_reference "a random instant, try $n"
	[ -z "$trouble" ] || break
done

done_testing
