#!/bin/bash
# SPDX-License-Identifier: MIT
# Repeatable revisions: their order, where they are seen, and that no way back is asked of them.
. "${0%/*}/harness.bash"

# repeatable ID UP [HEADER...]
repeatable() {
	local id=$1 up=$2
	shift 2
	{
		printf -- '-- Migration: title of %s\n-- Revision: %s\n-- Repeat: on-change\n' "$id" "$id"
		[ $# -eq 0 ] || printf -- '-- %s\n' "$@"
		printf '\n-- migrate:up\n%s\n' "$up"
	} >"migrations/$id.sql"
}

t "no way back is asked of a repeatable revision: it counts as not applied, and runs again"
project
chain a
repeatable v "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1 AS n;" "Depends: a"
ok upgrade
expect_equal "applied" "$(applied)" "a v"
ok downgrade base
expect_equal "applied" "$(applied)" ""
ok upgrade
expect_equal "applied" "$(applied)" "a v"
rm migrations/v.sql
ok downgrade base
expect_equal "applied" "$(applied)" ""

t "one that says that it can't be taken back can't be"
project
chain a
repeatable v "SELECT 1;" "Depends: a"
printf -- '\n-- migrate:down irreversible\n' >>migrations/v.sql
ok upgrade
run downgrade base
expect_exit 2
expect_stderr "irreversible"
expect_equal "applied" "$(applied)" "a v"

t "they run behind the others, in the order of their Depends, and a changed one alone"
project
chain a b
repeatable v1 "DROP VIEW IF EXISTS v1; CREATE VIEW v1 AS SELECT n FROM v2;" "Depends: v2"
repeatable v2 "DROP VIEW IF EXISTS v2; CREATE VIEW v2 AS SELECT 1 AS n FROM t_b;" "Depends: b"
ok plan
expect_equal "order" "$(grep -oE '\b(a|b|v1|v2), title' <<<"$out" | tr -d '\n')" "a, titleb, titlev2, titlev1, title"
ok upgrade
sed -i 's/SELECT 1/SELECT 2/' migrations/v2.sql
run status
expect_stdout_like 'v2 .*changed'
run check --no-schema
expect_exit 3
expect_stdout_has v2
ok plan --format json
expect_json '$.steps[0].revision' v2
expect_json '$.steps[1]' ''
ok test
expect_stdout_like 'one-way +v1'
ok upgrade
ok check
done_testing
