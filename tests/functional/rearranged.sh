#!/bin/bash
# SPDX-License-Identifier: MIT
# A step without a transaction stands half-way, and its file is edited: what is done is known by its hash, nothing is
# skipped, and what is not clear is refused.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/databases.inc"

# file STATEMENT...: the revision with these statements
file() {
	{
		printf -- '-- Revision: r\n-- migrate:up transaction:false\n'
		printf '%s;\n' "$@"
		printf -- '-- migrate:down transaction:false\n'
		printf '%s;\n' "${downs[@]}"
	} >migrations/r.sql
}
downs=("SELECT 1")

# half_done WHAT STATEMENT...: a test in which all but the last of these are done
half_done() {
	begin "$1"
	shift
	file "$@"
	run upgrade
	expect_exit 1
}

# What the statements have done, in order.
done_so_far() {
	query "SELECT what FROM done ORDER BY id" | tr '\n' ' '
}
ins() {
	echo "INSERT INTO done (what) VALUES ('$1')"
}
not_clear() {
	run upgrade
	expect_exit 2
	expect_stderr "repair r"
	run repair r
	expect_exit 2
	[ $# -eq 0 ] || expect_stderr "$1"
	run upgrade
	expect_exit 2
}

suite() {
	local table=$1 bad="SELECT * FROM nowhere"

	half_done "one that is done is deleted, and a new one stands behind: it is run" "$table" "$(ins a)" "$(ins b)" "$bad"
	file "$table" "$(ins b)" "$(ins new)" "$(ins c)"
	run upgrade
	expect_exit 2
	expect_stderr "repair r"
	ok repair r
	expect_stdout_has "statement 2 is what was done as statement 3"
	expect_stdout_has "what was done as statement 2 is there no more"
	expect_stdout_has "begins with statement 3"
	ok upgrade
	expect_equal "done" "$(done_so_far)" "a b new c "

	half_done "repair without a name takes what stands half-way as well" "$table" "$(ins a)" "$(ins b)" "$bad"
	file "$table" "$(ins b)" "$(ins c)"
	ok repair
	expect_stdout_has "statement 2 is what was done as statement 3"
	ok upgrade
	expect_equal "done" "$(done_so_far)" "a b c "

	half_done "a new one where one was deleted is refused" "$table" "$(ins a)" "$(ins b)" "$bad"
	file "$table" "$(ins new)" "$(ins b)" "$(ins c)"
	not_clear "none of those that were done"
	file "$table" "$(ins a)" "$(ins b)" "$(ins c)"
	ok upgrade
	expect_equal "done" "$(done_so_far)" "a b c "

	half_done "one that is done in other words is refused, one with other comments and blanks is not" "$table" "$(ins a)" "$(ins b)" "$bad"
	file "$table" "$(ins other)" "$(ins b)" "$(ins c)"
	not_clear
	file "$table" "-- said again
$(ins a)" "INSERT  INTO done (what)
	VALUES ('b')" "$(ins c)"
	ok upgrade
	expect_equal "done" "$(done_so_far)" "a b c "

	half_done "the last one that is done is gone, or another one stands there" "$table" "$(ins a)" "$(ins b)" "$bad"
	file "$table" "$(ins a)" "$(ins new)" "$(ins c)"
	not_clear
	file "$table" "$(ins a)" "$(ins c)"
	not_clear
	file "$table" "$(ins a)"
	not_clear "not in the file any more"
	expect_equal "done" "$(done_so_far)" "a b "

	half_done "moved ones are refused" "$table" "$(ins a)" "$(ins b)" "$bad"
	file "$table" "$(ins b)" "$(ins a)" "$(ins c)"
	not_clear "stood further up"
	file "$(ins a)" "$table" "$(ins b)" "$(ins c)"
	not_clear
	expect_equal "done" "$(done_so_far)" "a b "

	half_done "a new one in front is refused" "$table" "$(ins a)" "$(ins b)" "$bad"
	file "$table" "$(ins new)" "$(ins a)" "$(ins b)" "$(ins c)"
	not_clear
	file "$table" "$(ins a)" "$(ins new)" "$(ins b)" "$(ins c)"
	not_clear
	expect_equal "done" "$(done_so_far)" "a b "

	half_done "equal statements are counted" "$table" "$(ins a)" "$(ins a)" "$(ins b)" "$bad"
	file "$table" "$(ins a)" "$(ins b)" "$(ins a)" "$(ins c)"
	not_clear
	file "$table" "$(ins a)" "$(ins b)" "$(ins c)"
	ok repair r
	ok upgrade
	expect_equal "done" "$(done_so_far)" "a a b c "

	half_done "several are deleted, and repair after repair" "$table" "$(ins a)" "$(ins b)" "$(ins c)" "$(ins d)" "$bad"
	file "$(ins c)" "$(ins d)" "$bad"
	ok repair r
	run upgrade
	expect_exit 1
	file "$(ins d)" "$(ins e)"
	ok repair r
	expect_stdout_has "statement 1 is what was done as statement 2"
	ok repair r
	expect_stdout "nothing to repair"
	ok upgrade
	expect_equal "done" "$(done_so_far)" "a b c d e "
	ok log --format json

	downs=("$(ins x)" "$(ins y)" "$bad")
	half_done "the way back is a step as well" "$table" "$bad"
	file "$table"
	ok upgrade
	run downgrade base
	expect_exit 1
	downs=("$(ins y)" "$(ins new)" "$(ins z)")
	file "$table"
	run downgrade base
	expect_exit 2
	ok repair r
	ok downgrade base
	expect_equal "done" "$(done_so_far)" "x y new z "
	downs=("SELECT 1")
}

dialect=sqlite
suite "CREATE TABLE done (id INTEGER PRIMARY KEY, what TEXT)"
if begin_postgresql; then
	suite "CREATE TABLE done (id SERIAL PRIMARY KEY, what TEXT)"
fi
if begin_mariadb; then
	suite "CREATE TABLE done (id INT AUTO_INCREMENT PRIMARY KEY, what TEXT)"
fi
done_testing
