#!/bin/bash
# SPDX-License-Identifier: MIT
# The two sample projects that live on Databricks, on all other databases.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

# on NAME: the sample, on the new database
on() {
	rm -rf migrations whimbrel.cfg
	sample "$1"
	export DATABASE_URL=$URL
}

suite() {
	begin "ontos goes up, is verified and compared, and comes back"
	on ontos
	ok upgrade
	ok verify
	ok check
	ok downgrade base
	ok upgrade
	ok check

	begin "vital goes up by its versions, is seeded, verified and compared"
	on vital
	ok upgrade 1.0
	ok seed
	ok upgrade
	ok verify
	expect_stdout_has 99_validate
	ok check
	expect_equal "seeds" "$(query "SELECT count(*) FROM sheets")" 2
	expect_equal "the fix of another target" "$(query "SELECT count(*) FROM sheets WHERE updated_by IS NOT NULL")" 0
	run downgrade 1.2
	expect_exit 2
	expect_stderr irreversible
	unset DATABASE_URL
}
each_dialect
done_testing
