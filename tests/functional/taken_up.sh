#!/bin/bash
# SPDX-License-Identifier: MIT
# Steps that no transaction holds and that broke off: what stands in the way of later commands, and what does not.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

t "a step that is given up leaves no copies of its temporary tables"
project
chain r1
cat >migrations/r2.sql <<-'END'
	-- Migration: broken
	-- Revision: r2
	-- Revises: r1

	-- migrate:up transaction:false
	CREATE TEMP TABLE kept AS SELECT 1 AS n;
	CREATE TABLE made AS SELECT n FROM kept;
	INSERT INTO nowhere SELECT n FROM kept;
END
run upgrade
expect_exit 1
expect_equal "the copy" "$(sql "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'whimbrel_kept%'")" 1
ok stamp r2
expect_equal "the copy" "$(sql "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'whimbrel_kept%'")" 0
expect_equal "what was done" "$(sql "SELECT n FROM made")" 1
expect_equal "applied" "$(applied)" "r1 r2"

t "a revision of which nothing was done stops nobody once its file is gone"
if [ -z "${WHIMBREL_TEST_MARIADB:-}" ]; then
	skip "WHIMBREL_TEST_MARIADB is not set"
	done_testing
	exit
fi
maria_start || exit 1
trap 'status=$?; maria_stop; (exit $status); finish' EXIT
export WHIMBREL_URL=$MARIA_URL WHIMBREL_MIGRATIONS=migrations
mkdir migrations
revision a '' 'CREATE TABLE t (x INT);'
revision b a 'ALTER TABLE t DROP COLUMN nowhere;'
run upgrade
expect_exit 1
rm migrations/b.sql
ok status
ok upgrade
revision c a 'ALTER TABLE t ADD COLUMN y INT;' 'ALTER TABLE t DROP COLUMN y;'
ok upgrade
ok current
expect_stdout "c (head)"

t "nor a downgrade, with its file as it was"
mkdir migrations
revision a '' 'CREATE TABLE t (x INT);'
revision c a 'ALTER TABLE t ADD COLUMN y INT;' 'ALTER TABLE t DROP COLUMN y;'
revision d c 'ALTER TABLE t DROP COLUMN nowhere;' 'ALTER TABLE t ADD COLUMN nowhere INT;'
run upgrade
expect_exit 1
ok downgrade -1
ok current
expect_stdout_like '^a'
run upgrade
expect_exit 1
expect_stderr d.sql
ok current
expect_stdout_like '^c'

t "but one of which something was done does"
mkdir migrations
revision d c $'ALTER TABLE t ADD COLUMN z INT;\nALTER TABLE t DROP COLUMN nowhere;'
revision c a 'ALTER TABLE t ADD COLUMN y INT;' 'ALTER TABLE t DROP COLUMN y;'
revision a '' 'CREATE TABLE t (x INT);'
run upgrade
expect_exit 1
rm migrations/d.sql
run upgrade
expect_exit 2
expect_stderr "bring its file back"

done_testing
