#!/bin/bash
# SPDX-License-Identifier: MIT
# Renames: told by an option or a comment, asked for at a terminal, never guessed.
. "${0%/*}/harness.bash"

# A table with rows, and a desired schema in which it and a column have other names.
renamed() {
	project
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\nschema = [ "schema.sql" ];\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
	revision one '' "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(100), n INTEGER); INSERT INTO users VALUES (1, 'e', 7);" 'DROP TABLE users;'
	ok upgrade
	printf '%s\n' "${1:-CREATE TABLE people (id INTEGER PRIMARY KEY, mail VARCHAR(200), n INTEGER);}" >schema.sql
}

# at_terminal ANSWERS ARGUMENT...: each letter of ANSWERS is a line that a person types
at_terminal() {
	local answers=$1
	shift
	command -v script >/dev/null || {
		skip "there is no script(1)"
		return 1
	}
	(for ((i = 0; i < ${#answers}; i++)); do
		sleep 0.5
		printf '%s\n' "${answers:i:1}"
	done) | script -qec "$(printf '%q ' "$WHIMBREL" "$@")" /dev/null >"$scratch/out" 2>&1
	code=${PIPESTATUS[1]}
	out=$(tr -d '\r' <"$scratch/out")
}

t "at a terminal a person is asked, and the columns of a renamed table too"
renamed
if at_terminal yy migrate -m names; then
	expect_exit 0
	expect_stdout_has 'Is table users called people now? [y/N]'
	expect_stdout_has 'Is column people.email called mail now? [y/N]'
	ok upgrade
	expect_equal rows "$(sql 'SELECT id, mail, n FROM people')" '1|e|7'
	ok check
	ok downgrade -1
	expect_equal rows "$(sql 'SELECT id, email, n FROM users')" '1|e|7'
fi

t "a no is a drop, with its warning"
renamed
if at_terminal n migrate -m names; then
	expect_exit 0
	grep -q -- '-- WARNING: drops table users and its data' migrations/*names.sql || fail "no warning"
fi

t "of two that might be the one, each is asked for"
renamed 'CREATE TABLE users (id INTEGER PRIMARY KEY, other VARCHAR(100), mail VARCHAR(100), n INTEGER);'
if at_terminal ny migrate -m names; then
	expect_stdout_has 'Is column users.email called other now?'
	expect_stdout_has 'Is column users.email called mail now?'
	ok upgrade
	expect_equal rows "$(sql 'SELECT mail, other FROM users')" '|e'
fi

t "without a terminal nobody is asked, and nothing is guessed"
renamed
ok migrate -m names
expect_stderr_without 'Is table'
grep -q 'DROP TABLE users' migrations/*names.sql || fail "$(cat migrations/*names.sql)"

t "told renames and asked ones go together"
renamed
if at_terminal y migrate -m names --rename users=people; then
	expect_stdout_has 'Is column people.email called mail now?'
	ok upgrade
	expect_equal rows "$(sql 'SELECT mail FROM people')" e
fi

t "a rename that can't be is an error that names it"
renamed
run migrate -m names --rename nobody=people
expect_exit 2
expect_stderr 'nobody'
run migrate -m names --rename users
expect_exit 2
expect_stderr 'OLD=NEW'
expect_equal files "$(ls migrations)" one.sql

t "comments tell renames of tables and of columns, also in a folder of files"
renamed
rm schema.sql && mkdir schema.sql
printf -- '-- whimbrel:renamed-from users\nCREATE TABLE people (\n  id INTEGER PRIMARY KEY,\n  -- whimbrel:renamed-from email\n  mail VARCHAR(100),\n  n INTEGER\n);\n' >schema.sql/people.sql
ok diff
expect_stdout 'ALTER TABLE users RENAME TO people;
ALTER TABLE people RENAME COLUMN email TO mail;'

t "comments count in a dialect's own file"
renamed 'for another database'
printf -- '-- whimbrel:renamed-from users\nCREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(100), n INTEGER);\n' >schema.sqlite.sql
ok diff
expect_stdout 'ALTER TABLE users RENAME TO people;'

done_testing
