#!/bin/bash
# SPDX-License-Identifier: MIT
# The sample projects: up, down, up again; and their schema is what the sqlite3 shell makes of the same SQL.
. "${0%/*}/harness.bash"

# up_section FILE: the body of `up` for SQLite
up_section() {
	awk '/^-- migrate:/ { want = 0 }
	     /^-- migrate:up/ { plain = !/dialect:/; if (/dialect:[a-z,]*sqlite/) { body = ""; own = 1; want = 1 } else if (plain && !own) want = 1; next }
	     want { body = body $0 "\n" }
	     END { printf "%s", body }' "$1"
}

for name in ai-playground codetunestudio ontos; do
	t "$name goes up, down and up again"
	sample "$name"
	ok validate
	ok --url sqlite:a.db upgrade
	up=$(schema)
	ok --url sqlite:a.db check
	ok --url sqlite:a.db verify
	ok --url sqlite:a.db downgrade base
	expect_equal "the schema of nothing" "$(schema)" ''
	ok --url sqlite:a.db upgrade
	expect_equal "the schema" "$(schema)" "$up"

	t "$name: each step down leaves the schema that was before it"
	sample "$name"
	before=()
	ok history --format json
	printf "%s" "$out" >history.json
	while read -r id; do
		before+=("$(schema)")
		ok --url sqlite:a.db upgrade "$id"
	done < <(sqlite3 :memory: "SELECT json_extract(value, '\$.revision') FROM json_each(readfile('history.json'), '\$.revisions') ORDER BY key DESC")
	[ "${#before[@]}" -gt 1 ] || fail "no revisions were found"
	for ((i = ${#before[@]} - 1; i >= 0; i--)); do
		ok --url sqlite:a.db downgrade -1
		expect_equal "the schema before step $i" "$(schema)" "${before[i]}"
	done

	t "$name makes the schema that the sqlite3 shell makes"
	sample "$name"
	ok --url sqlite:a.db upgrade
	for file in migrations/*.sql; do
		up_section "$file" | sqlite3 -bail shell.db || fail "the shell, $file"
	done
	expect_equal "the schema" "$(schema)" "$(schema shell.db)"
done

for name in ai-playground codetunestudio ontos vital; do
	t "$name: every revision is tested, and its risks are known"
	sample "$name"
	ok --url sqlite:a.db test
	ok --url sqlite:a.db upgrade
	ok --url sqlite:a.db check
	ok --url sqlite:a.db migrate -m nothing
	expect_stdout_has 'nothing to change'
done

t "vital: a version is a tag, a squash stands for older files, and there is no way back from 1.1"
sample vital
ok --url sqlite:a.db upgrade 1.2
ok --url sqlite:a.db status
expect_stdout_like 'add_ml_columns.*pending|pending.*add_ml_columns'
ok --url sqlite:a.db upgrade
run --url sqlite:a.db downgrade 1.0
expect_exit 2
expect_stderr 'add_ml_columns'
ok history --format markdown
expect_stdout_has '1.3'

t "watcher, which is for PostgreSQL, loads and draws"
sample watcher
ok history
ok branches
ok show heads

done_testing
