#!/bin/bash
# SPDX-License-Identifier: MIT
# Steps that no transaction holds and that broke off: what stands in the way of later commands, and what does not.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

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
revision c a 'ALTER TABLE t ADD COLUMN y INT;'
ok upgrade
ok current
expect_stdout "c (head)"

t "but one of which something was done does"
mkdir migrations
revision d c $'ALTER TABLE t ADD COLUMN z INT;\nALTER TABLE t DROP COLUMN nowhere;'
revision c a 'ALTER TABLE t ADD COLUMN y INT;'
revision a '' 'CREATE TABLE t (x INT);'
run upgrade
expect_exit 1
rm migrations/d.sql
run upgrade
expect_exit 2
expect_stderr "bring its file back"

done_testing
