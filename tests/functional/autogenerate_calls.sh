#!/bin/bash
# SPDX-License-Identifier: MIT
# What autogenerate asks of a database: how often it is read, how many scratch databases are made and changes written.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/databases.inc"

# what was found alike before is noted there, and by nobody else
export XDG_CACHE_HOME=$scratch/cache

# calls WORDS: how many lines of the log begin so
calls() {
	grep -c "^whimbrel: $1" <<<"$err"
}

# desired SQL: a project whose revisions make two tables, and the schema that is wanted
desired() {
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\nschema = [ "schema.sql" ];\ntargets = { dev = { url = "%s"; }; };\n' "$URL" >whimbrel.cfg
	revision one '' 'CREATE TABLE a (x INTEGER, y VARCHAR(20)); CREATE TABLE b (x INTEGER PRIMARY KEY);'
	ok upgrade
	# that the revisions make what is there is known from then on
	echo 'CREATE TABLE a (x INTEGER, y VARCHAR(20)); CREATE TABLE b (x INTEGER PRIMARY KEY);' >schema.sql
	ok check
	printf '%s\n' "$1" >schema.sql
}

nothing_loaded() {
	ok -vvv "$@"
	expect_equal "databases read" "$(calls introspect)" 1
	expect_equal "scratch databases" "$(calls 'scratch open')" 0
}

suite() {
	begin "a new column and a new table"
	desired 'CREATE TABLE a (x INTEGER, y VARCHAR(20), z INTEGER); CREATE TABLE b (x INTEGER PRIMARY KEY); CREATE TABLE c (x INTEGER PRIMARY KEY);'
	# each state is read once: what is there, what is desired, and what is there behind the way down and the way up
	ok -vvv diff
	expect_equal "databases read" "$(calls introspect)" 4
	expect_equal "scratch databases" "$(calls 'scratch open')" 1
	expect_equal "changes written" "$(calls render)" 4
	ok -vvv revision --autogenerate -m way
	# once more to see that it is as it was
	expect_equal "databases read" "$(calls introspect)" 5
	expect_equal "scratch databases" "$(calls 'scratch open')" 1
	expect_equal "changes written" "$(calls render)" 4
	ok upgrade
	ok downgrade -1
	ok upgrade
	ok check

	begin "nothing to do"
	desired 'CREATE TABLE a (x INTEGER, y VARCHAR(20)); CREATE TABLE b (x INTEGER PRIMARY KEY);'
	# desired has had it checked
	nothing_loaded diff
	nothing_loaded revision --autogenerate -m none
	rm -r "$XDG_CACHE_HOME"
	ok -vvv diff
	expect_equal "databases read" "$(calls introspect)" 2
	expect_equal "scratch databases" "$(calls 'scratch open')" 1
	expect_equal "changes written" "$(calls render)" 0
	nothing_loaded diff
}

dialect=sqlite
suite
if begin_postgresql; then
	suite
fi
if begin_mariadb; then
	suite
fi
done_testing
