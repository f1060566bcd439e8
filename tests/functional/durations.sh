#!/bin/bash
# SPDX-License-Identifier: MIT
# One duration of a step, the server's, wherever it is told: by upgrade and downgrade, by status, in JSON, however far ahead
# statements are sent. And what -v, -vv and -vvv tell of a run, and the progress line on a terminal.
# Slow: 40 s: its statements sleep.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

# told REVISION: the milliseconds that the last upgrade or downgrade printed of it
told() {
	sed -nE "s/^(applied|reverted) +$1 .*\\(([0-9]+) ms\\)\$/\\2/p" <<<"$out"
}

# stored REVISION: what status says
stored() {
	"$WHIMBREL" status --format json >"$scratch/status"
	sqlite3 :memory: "SELECT json_extract(value, '\$.duration_ms') FROM json_each(readfile('$scratch/status'), '\$.revisions') WHERE json_extract(value, '\$.revision') = '$1'"
}

# timed COMMAND...: it succeeds, and `wall` is how long it took; `sum` begins anew
timed() {
	local from
	from=$(date +%s%N)
	ok "$@"
	wall=$((($(date +%s%N) - from) / 1000000)) sum=0
}

# expect_slept WHAT MS WANTED: no less, and together with those before it no more than the command took, however slow the
# machine is
expect_slept() {
	sum=$((sum + ${2:-0}))
	[ -n "$2" ] && [ "$2" -ge $(($3 - 5)) ] && [ "$sum" -le $((wall + 5)) ] && return
	fail "$1: '$2' ms, wanted $3 at least, and $sum of $wall in all"
}

# steps SQL WITH %s OPTIONS: three that take 1.5, 0.1 and 0.2 seconds, up and down
steps() {
	local id parent='' seconds
	mkdir -p migrations
	for id in a:1.5 b:0.1 c:0.2; do
		seconds=${id#*:} id=${id%:*}
		printf -- '-- Migration: sleeps\n-- Revision: %s\n-- Revises: %s\n\n-- migrate:up %s\n' "$id" "$parent" "$2" >"migrations/$id.sql"
		# shellcheck disable=SC2059
		printf "$1\n\n-- migrate:down $2\n$1\n" "$seconds" "$seconds" >>"migrations/$id.sql"
		parent=$id
	done
}

check_durations() {
	local id
	timed upgrade
	for id in a:1500 b:100 c:200; do
		expect_slept "upgrade of ${id%:*}" "$(told "${id%:*}")" "${id#*:}"
		expect_equal "status of ${id%:*}" "$(stored "${id%:*}")" "$(told "${id%:*}")"
	done
	timed downgrade base
	for id in a:1500 b:100 c:200; do
		expect_slept "downgrade of ${id%:*}" "$(told "${id%:*}")" "${id#*:}"
	done
	timed upgrade b --format json
	out=${out%%$'\n'*}
	expect_slept "JSON of a" "$(json '$.duration_ms')" 1500
}

# check_statements: those that -v tells, each by when it was answered, which we may see late
check_statements() {
	local id ms
	ok downgrade base
	timed upgrade -v
	for id in a:1500 b:100 c:200; do
		ms=$(sed -nE "s,^whimbrel: migrations/${id%:*}.sql:.*\\(([0-9]+) ms\\)\$,\\1,p" <<<"$err")
		expect_slept "the statement of ${id%:*}" "$ms" $((${id#*:} / 2))
	done
}

# check_pause: a step that failed at its second statement, is mended a while later, and goes on
check_pause() {
	run upgrade
	expect_exit 1
	sleep 2
	sed -i 's/^SELEKT.*/SELECT 1;/' migrations/p.sql
	ok upgrade
	local ms
	ms=$(told p)
	[ "${ms:-9999}" -lt 1500 ] || fail "the pause counts: '$ms' ms"
	expect_equal "status" "$(stored p)" "$ms"
}

# check_words PARENT SQL UNDO: what -v and more of it add; a secret is in none
check_words() {
	export WORDS_PW="pass-word-77"
	revision w "$1" "SELECT \${env:WORDS_PW!literal};
$2" "$3"
	ok upgrade -v
	expect_stderr_like "migrations/w.sql:6: SELECT \\$\{env:WORDS_PW!literal\} \([0-9]+ ms\)"
	expect_stderr_without "whimbrel_version"
	[[ $out$err != *pass-word-77* ]] || fail "the secret is told: $err"
	ok downgrade -1
	ok upgrade -vv
	expect_stderr "INSERT INTO"
	expect_stderr "whimbrel_version"
	expect_stderr_without "op "
	[[ $out$err != *pass-word-77* ]] || fail "the secret is told: $err"
	ok downgrade -1
	ok upgrade -vvv
	expect_stderr_like "op [0-9]+: commit, durable"
	[[ $out$err != *pass-word-77* ]] || fail "the secret is told: $err"
	ok downgrade -1
}

t "SQLite: a clock that is the program's"
project
steps "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000 * %s) SELECT count(*) FROM n;" ''
ok upgrade
for id in a b c; do
	expect_equal "status of $id" "$(stored $id)" "$(told $id)"
done

t "SQLite: -v, -vv and -vvv"
project
revision a '' "CREATE TABLE a (x);"
check_words a "CREATE TABLE w (x);" "DROP TABLE w;"

t "SQLite: the clock of the progress line moves"
project
revision a '' "SELECT 1; WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 6000000) SELECT count(*) FROM n;"
if script --version >/dev/null 2>&1; then
	script -qec "'$WHIMBREL' upgrade" /dev/null >typescript 2>&1 </dev/null
	[ "$(tr '\r' '\n' <typescript | grep -c 'statement 2 of 2, [0-9.]* s')" -gt 2 ] || fail "no line: $(cat -v typescript)"
	run upgrade
	expect_stderr_without "statement"
else
	skip "there is no script"
fi

if pg_bindir 2>/dev/null && pg_start; then
	trap 'pg_stop; finish' EXIT
	export WHIMBREL_URL=$PG_URL
	again() {
		"$PG_BINDIR/psql" -Xq "$PG_URL" -c "DROP TABLE IF EXISTS whimbrel_version, whimbrel_log" 2>/dev/null
		mkdir -p migrations
	}
	t "PostgreSQL: steps that sleep"
	again
	steps "SELECT pg_sleep(%s);" ''
	check_durations
	check_statements

	t "PostgreSQL: steps without a transaction"
	again
	steps "SELECT pg_sleep(%s);" transaction:false
	check_durations

	t "PostgreSQL: a pause before a step was mended is no part of it"
	again
	printf -- '-- Revision: p\n\n-- migrate:up transaction:false\nSELECT pg_sleep(0.1);\nSELEKT;\n' >migrations/p.sql
	check_pause

	t "PostgreSQL: -v, -vv and -vvv"
	again
	revision a '' "SELECT 1;"
	check_words a "DO \$\$ BEGIN RAISE NOTICE 'a notice'; END \$\$;" "SELECT 1;"
	ok upgrade -v
	expect_stderr "notice: a notice"

	t "PostgreSQL: a progress line on a terminal, whose clock moves"
	again
	revision a '' "SELECT pg_sleep(1.5); SELECT pg_sleep(1.2);"
	if script --version >/dev/null 2>&1; then
		script -qec "'$WHIMBREL' upgrade" /dev/null >typescript 2>&1 </dev/null
		grep -q '\[1/1\] a, statement 1 of 2, 1[.][0-9] s' typescript || fail "no line: $(cat -v typescript)"
		grep -q 'statement 2 of 2, 2[.][0-9] s' typescript || fail "the clock stands: $(cat -v typescript)"
	else
		skip "there is no script"
	fi
fi

if [ -n "${WHIMBREL_TEST_MARIADB:-}" ] && maria_start; then
	trap 'pg_stop; maria_stop; finish' EXIT
	export WHIMBREL_URL=$MARIA_URL
	t "MariaDB: steps that sleep"
	steps "SELECT SLEEP(%s);" ''
	check_durations
	check_statements

	t "MariaDB: a pause before a step was mended is no part of it"
	mkdir migrations
	mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -e "DROP DATABASE test; CREATE DATABASE test"
	printf -- '-- Revision: p\n\n-- migrate:up\nCREATE TABLE p (x INT);\nSELEKT;\n' >migrations/p.sql
	check_pause
fi

done_testing
