#!/bin/bash
# SPDX-License-Identifier: MIT
# The command line itself, and init.
. "${0%/*}/harness.bash"

t "--version says name and version"
ok --version
expect_stdout_like '^whimbrel [0-9]+\.[0-9]+\.[0-9]+$'

t "--help lists the commands on stdout"
ok --help
for command in init revision merge edit upgrade downgrade switch stamp repair current heads branches history show status check \
	validate verify plan log lock plugins; do
	expect_stdout_has "$command"
done

t "every command has --help"
for command in init revision merge edit upgrade downgrade switch stamp repair current heads branches history show status check \
	validate verify plan log lock plugins; do
	ok "$command" --help
	expect_stdout_has "$command"
done

t "no command is wrong usage, told on stderr"
run
expect_exit 2
expect_stdout ''
expect_stderr upgrade

t "a misspelt command suggests the nearest"
run upgrad
expect_exit 2
expect_stderr "'upgrade'"

t "a misspelt option suggests the nearest"
run status --fromat json
expect_exit 2
expect_stderr "--format"

t "an operand too many is wrong usage"
project
run upgrade head head
expect_exit 2

t "without config, URL and migrations there is nothing to work on"
run status
expect_exit 2

t "init makes a project that works"
ok init
expect_file whimbrel.cfg
expect_file migrations
ok revision -m 'first table'
ok validate

t "init in a named folder"
ok init shop
expect_file shop/whimbrel.cfg
expect_file shop/migrations

t "init never overwrites"
echo '// mine' >whimbrel.cfg
ok init
expect_equal "the config" "$(cat whimbrel.cfg)" '// mine'

t "a result that cannot be written is a failure"
"$WHIMBREL" --version >/dev/full 2>/dev/null
code=$?
expect_exit 1

t "closed standard descriptors do not reach the database"
project
chain one
"$WHIMBREL" upgrade 0<&- >&- 2>&-
expect_equal "integrity" "$(sql 'PRAGMA integrity_check')" ok
expect_equal "the set" "$(applied)" one

t "a limit of the size of files is an error that is told, and ends nothing in its midst"
project
chain one
ok upgrade
(ulimit -f 1 && exec "$WHIMBREL" downgrade) >/dev/null 2>err
code=$? err=$(<err)
expect_exit 1
expect_stderr 'the step was rolled back'
ok downgrade

t "what stands in the place of our table is not passed over"
project
chain one
sql "CREATE VIEW whimbrel_version AS SELECT 'one' AS revision"
run status
expect_exit 1
run upgrade
expect_exit 1
expect_equal "tables" "$(sql "SELECT count(*) FROM sqlite_schema WHERE name = 't_one'")" 0

t "an option that would do nothing is refused, with the one that it goes with"
project
chain one
run upgrade --retain 3
expect_exit 2
expect_stderr '--backup'
run upgrade --sql --backup saved
expect_exit 2
expect_stderr '--backup'
for option in --force --rename=a=b; do
	run revision -m text "$option"
	expect_exit 2
	expect_stderr '--autogenerate'
done
run upgrade base:one
expect_exit 2
expect_stderr "'base:one' is a range"

t "plugins shows the dialects, their files and ABI"
ok plugins
expect_stdout_has sqlite
expect_stdout_has sqlite.so
ok plugins --format json
expect_stdout_has '"abi"'

t "an unknown dialect is named"
mkdir migrations
run --url nosuch:x -m migrations status
expect_exit 2
expect_stderr nosuch

done_testing
