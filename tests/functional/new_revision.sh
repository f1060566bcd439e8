#!/bin/bash
# SPDX-License-Identifier: MIT
# New revision files: several parents and dependencies, repeatable ones, and a team's own template.
. "${0%/*}/harness.bash"
export GIT_CONFIG_GLOBAL=$scratch/gitconfig GIT_CONFIG_SYSTEM=/dev/null

t "every parent and every dependency that is named stands in the file"
project
chain a b
revision c a "SELECT 1;"
revision d a "SELECT 1;"
ok merge --no-proof b c --rev-id m
expect_equal "Revises" "$(grep Revises "$out")" "-- Revises: b, c"
rm "$out"
ok revision -m new --head b --depends c --depends d --depends c
expect_equal "Depends" "$(grep Depends "$out")" "-- Depends: c, d"
rm "$out"
ok revision -m new --head b --head c
expect_equal "Revises" "$(grep Revises "$out")" "-- Revises: b, c"

t "revision --repeat: no parent, no way back, behind all that there is"
project
chain a b
revision c a "SELECT 1;"
ok revision -m "a view" --repeat --rev-id v
expect_equal "file" "$(grep -v Date "$out" | tr '\n' '|')" \
	"-- Migration: a view|-- Revision: v|-- Repeat: on-change|-- Depends: b, c||-- migrate:up|"
ok validate
rm migrations/*a_view*
ok revision -m "a view" --repeat --depends a --rev-id v
expect_equal "Depends" "$(grep Depends "$out")" "-- Depends: a"
rm "$out"
for wrong in "--head b" "--branch x" --splice --autogenerate; do
	# shellcheck disable=SC2086
	run revision -m new --repeat $wrong
	expect_exit 2
done
expect_equal "files" "$(find migrations | wc -l)" 4

t "a template: a team's own keys and sections, filled from git's user"
project
chain a
git config --global user.name "Jo Doe"
git config --global user.email jo@example.org
sed -i '1i template = "template.sql";' whimbrel.cfg
cat >template.sql <<'TEMPLATE'
-- ====================================
-- Author: {author}
-- Ticket: SHOP-
-- Purpose: {title}, {rev}
--   told in {date}

-- migrate:require
-- migrate:up
-- {title}
-- migrate:down irreversible
TEMPLATE
ok revision -m "say hi" --rev-id n
grep -v Date "$out" >written
expect_equal "file" "$(sed 's/20[0-9].*/NOW/' written)" "-- Migration: say hi
-- Revision: n
-- Revises: a
-- ====================================
-- Author: Jo Doe <jo@example.org>
-- Ticket: SHOP-
-- Purpose: say hi, n
--   told in NOW

-- migrate:require
-- migrate:up
-- say hi
-- migrate:down irreversible"
ok show n
expect_stdout_has "Jo Doe <jo@example.org>"
ok validate
rm migrations/*say_hi*

t "without git's user the template is filled all the same; what it may not say is told with its line"
project
: >"$GIT_CONFIG_GLOBAL"
sed -i '1i template = "template.sql";' whimbrel.cfg
printf -- '-- Author: {author}\n\n-- migrate:up\n' >template.sql
ok revision -m one --rev-id n
expect_equal "Author" "$(grep -c '^-- Author: *$' "$out")" 1
for line in "-- Revises: b" "-- revision: x" "SELECT 1;"; do
	printf -- '-- Ticket:\n%s\n' "$line" >template.sql
	run revision -m two
	expect_exit 2
	expect_stderr "template.sql:2:"
done
rm template.sql
run revision -m two
expect_exit 2
expect_stderr "template.sql"
expect_equal "files" "$(find migrations -name '*.sql' | wc -l)" 1

t "a folder of revisions that the config names and that is not there, as git keeps no empty one, is made"
project
rmdir migrations
run heads
expect_exit 2
expect_stderr "migrations: there is no such folder"
ok revision -m one --rev-id a
expect_equal "heads" "$("$WHIMBREL" heads)" "a (head)"
rm -r migrations whimbrel.cfg
run --url sqlite:a.db revision -m one
expect_exit 2
expect_equal "files" "$(ls)" ""
done_testing
