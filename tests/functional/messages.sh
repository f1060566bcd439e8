#!/bin/bash
# SPDX-License-Identifier: MIT
# What a failure says is the way out: which section, whose fault, what to do next. And every command says it in JSON as well.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

# section NAME EXPECTED SQL: add one to revision a
section() {
	printf -- '\n-- migrate:%s\n-- expect: %s\n%s\n' "$1" "$2" "$3" >>migrations/a.sql
}

t "a failed require or verify names its section"
project
revision a '' "CREATE TABLE a (x);"
section require 1 "SELECT 2;"
run upgrade
expect_exit 1
expect_stderr "failed: revision a (require), statement 1"
expect_stderr "correct the section \`require\` of migrations/a.sql"
run upgrade --format json
expect_json '$.section' require
expect_json '$.direction' up
revision a '' "CREATE TABLE a (x);"
section verify 1 "SELECT 2;"
run upgrade
expect_stderr "failed: revision a (verify), statement 1"
expect_stderr "its section \`verify\` asks for"

t "what is there already may be stamped"
project
chain a
sql "CREATE TABLE t_a (x)" >/dev/null
run upgrade
expect_stderr "whimbrel stamp a"
run upgrade --format json
expect_json '$.code' 1

t "an empty folder"
run status
expect_exit 2
expect_stderr "whimbrel init"
project
ok upgrade
expect_stdout_has "whimbrel revision"
ok status
expect_stdout_has "whimbrel init"

t "SQLite: a locked file, a full disk and a file that may not be written are named"
project
chain a b
ok upgrade a
sqlite3 a.db "PRAGMA journal_mode=DELETE; CREATE TABLE z (x)" >/dev/null
sed -i 's/a.db";/a.db"; statement_lock_timeout = "50ms";/' whimbrel.cfg
printf 'BEGIN EXCLUSIVE;\n.shell sleep 2\n' | sqlite3 a.db &
sleep 0.5
run current
expect_exit 1
expect_stderr "a.db: database is locked"
expect_stderr "another program"
wait
revision b a "PRAGMA max_page_count = 1; CREATE TABLE big AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) SELECT x, hex(randomblob(100)) y FROM n;"
run upgrade
expect_exit 1
expect_stderr "full"
expect_stderr "the file is not at fault"

t "stamp waits for a busy writer as upgrade does"
project
chain a b
ok upgrade a
sql "CREATE TABLE z (x)" >/dev/null
sed -i 's/a.db";/a.db"; statement_lock_timeout = "200ms";/' whimbrel.cfg
(printf 'BEGIN IMMEDIATE; INSERT INTO z VALUES (1);\n' && sleep 1.5 && echo 'COMMIT;') | sqlite3 a.db &
sleep 0.4
ok stamp b
expect_stderr "trying again"
wait
expect_equal applied "$(applied)" "a b"

t "a full disk behind standard output: exit 1 and one message"
project
chain a
ok upgrade
for arguments in "upgrade --sql" "stamp a --sql" "status" "status --format json" "plan" "plan --format json" "heads" "history" "history --format markdown" "show" "check" \
	"check --format json" "validate" "schema dump" "schema dump --format json" "schema diagram" "log" "plugins" "current -v" "help" "lint" "upgrade --dry-run" "upgrade" "status --exit-code" "lock status"; do
	# shellcheck disable=SC2086
	"$WHIMBREL" $arguments >/dev/full 2>err
	code=$?
	expect_equal "exit of $arguments" "$code" 1
	expect_equal "messages of $arguments" "$(grep -c 'standard output' err)" 1
done 2>/dev/null

t "every command prints a JSON object on an error"
project
chain a
for arguments in "current" "heads" "branches" "history" "show" "status" "check" "validate" "verify" "plan" "log" "lock status" "lint" "test" "diff" "schema dump" "schema load x.sql" \
	"schema diagram" "upgrade" "downgrade" "stamp a" "repair" "revision -m x" "merge" "edit a" "plugins" "migrate -m x" "init"; do
	# shellcheck disable=SC2086
	run -c nowhere.cfg $arguments --format json
	case $arguments in init) continue ;; esac
	expect_exit 2
	expect_json '$.event' failed
	expect_json '$.exit_code' 2
	[[ $(json '$.message') == *nowhere.cfg* ]] || fail "$arguments: $out"
done
for arguments in "nosuch" "status --nosuch" "upgrade a b" "show nosuch" "upgrade nosuch" "revision" "lock nosuch" "schema nosuch" "log -n x" "plugins nosuch"; do
	# shellcheck disable=SC2086
	run $arguments --format json
	expect_exit 2
	expect_json '$.exit_code' 2
done
# a directory is no database
mkdir dir.db
run --url sqlite:dir.db current --format json
expect_exit 1
expect_json '$.exit_code' 1
# nor is a pipe, a device or a link to itself one, also for those who only read
mkfifo pipe.db && ln -s loop.db loop.db
for file in pipe.db:'it is a pipe' /dev/null:'it is a device' /dev/zero:'it is a device' loop.db:'symbolic links'; do
	for command in status "check --no-schema" upgrade "schema dump"; do
		# shellcheck disable=SC2086
		run --url "sqlite:${file%%:*}" $command
		expect_exit 1
		expect_stderr "${file#*:}"
	done
done
# what `verify` finds
ok upgrade
printf -- '\n-- migrate:verify\n-- expect: 5\nSELECT 1;\n' >>migrations/a.sql
run verify --format json
expect_exit 3
expect_json '$.exit_code' 3

if pg_bindir 2>/dev/null && pg_start; then
	trap 'pg_stop; finish' EXIT
	t "PostgreSQL: the target of a connection, its SQLSTATE as code, read only, rights, a session that was ended"
	project
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; prod = { url = "postgresql://u:p@127.0.0.1:1/x"; }; };\n' "$PG_URL" >whimbrel.cfg
	run -t prod current
	expect_exit 1
	expect_stderr "target prod: "
	revision a '' "SELEKT;"
	run upgrade --format json
	expect_json '$.code' 42601
	expect_json '$.sqlstate' 42601
	revision a '' "CREATE TABLE a (x INT); CREATE TABLE a (x INT);"
	run upgrade
	expect_stderr "whimbrel stamp a"
	run upgrade --url "$PG_URL?options=-cdefault_transaction_read_only=on"
	expect_exit 1
	expect_stderr "only reads"
	expect_stderr_without "correct migrations"
	revision a '' "SELECT pg_terminate_backend(pg_backend_pid());"
	run upgrade
	expect_exit 1
	expect_stderr "it begins by finding out what was done"
	"$PG_BINDIR/psql" -Xq "$PG_URL" -c "CREATE ROLE poor LOGIN" -c "CREATE DATABASE rich"
	run --url "postgresql://poor@127.0.0.1:$PG_PORT/rich" upgrade
	expect_exit 1
	expect_stderr "GRANT USAGE, CREATE ON SCHEMA public TO"
	revision a '' "SELECT pg_advisory_unlock_all();"
	run upgrade
	expect_exit 1
	expect_stderr "whimbrel lock status"
fi

if [ -n "${WHIMBREL_TEST_MARIADB:-}" ] && maria_start; then
	trap 'pg_stop; maria_stop; finish' EXIT
	t "MariaDB: what is there already, read only, and a statement that is too long"
	mkdir migrations
	export WHIMBREL_URL=$MARIA_URL
	revision a '' "CREATE TABLE a (x INT); CREATE TABLE a (x INT);"
	run upgrade
	expect_stderr "whimbrel stamp a"
	mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -e "DROP DATABASE test; CREATE DATABASE test; SET GLOBAL max_allowed_packet = 1048576"
	revision a '' "CREATE TABLE a (x LONGTEXT); INSERT INTO a VALUES ('$(head -c 1500000 /dev/zero | tr '\0' x)');" 2>/dev/null ||
		{
			printf -- '-- Revision: a\n\n-- migrate:up\nCREATE TABLE a (x LONGTEXT);\nINSERT INTO a VALUES ('"'" >migrations/a.sql
			head -c 1500000 /dev/zero | tr '\0' x >>migrations/a.sql
			printf "');\n" >>migrations/a.sql
		}
	run upgrade
	expect_exit 1
	expect_stderr "max_allowed_packet = 1048576"
	expect_stderr "1500"
fi

done_testing
