#!/bin/bash
# SPDX-License-Identifier: MIT
# What a crash of the server can still take is told to be so, and what is on disk as well: `durable` of the events.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"

# The revisions whose events say so, in order.
told() {
	printf '%s\n' "$out" | sed -n "s/.*\"event\": *\"$1\", *\"revision\": *\"\([a-z0-9]*\)\".*\"durable\": *$2.*/\1/p" | tr '\n' ' '
}

t "SQLite: what is applied is on disk"
project
revision a '' "CREATE TABLE a (x);" "DROP TABLE a;"
revision b a "CREATE TABLE b (x);" "DROP TABLE b;"
ok upgrade --format json
expect_equal "applied" "$(told applied true)" "a b "
expect_equal "durable later" "$(told durable true)" ""
ok downgrade base --format json
expect_equal "reverted" "$(told reverted true)" "b a "

. "$srcdir/tests/functional/postgresql.inc"

many() {
	local i
	for ((i = 1; i <= $1; i++)); do
		revision "s$i" "$([ "$i" -eq 1 ] || echo "s$((i - 1))")" "CREATE TABLE t$i (x int);" "DROP TABLE t$i;"
	done
}

t "PostgreSQL: all is on disk once the last step is"
pg_project
many 3
ok upgrade --format json
expect_equal "applied" "$(told applied false)" "s1 s2 "
expect_equal "applied last" "$(told applied true)" "s3 "
expect_equal "durable later" "$(told durable true)" "s1 s2 "
ok upgrade
[[ $out != *durable* ]] || fail "told in words: $out"

t "PostgreSQL: before a hook hears of a step"
pg_project
many 3
printf 'hooks = { after_step = [ "true" ]; };\n' >>whimbrel.cfg
ok upgrade --format json
expect_equal "applied" "$(told applied true)" "s1 s2 s3 "
expect_equal "durable later" "$(told durable true)" ""

t "PostgreSQL: and once a failure is written down"
pg_project
many 2
revision bad s2 "SELECT 1 / 0;"
run upgrade --format json
expect_exit 1
expect_equal "durable later" "$(told durable true)" "s1 s2 "
expect_stderr "steps 1 to 2 of 3 are kept"

t "PostgreSQL: what is told to be on disk is there behind a crash of the server"
pg_project
many 150
revision sleeps s150 "SELECT pg_sleep(60);"
"$WHIMBREL" upgrade --format json >out.json 2>err.txt &
upgrade=$!
wait_for "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()"
as_user "$PG_BINDIR/pg_ctl" -D "$PG_DIR/data" -m immediate -s stop >/dev/null 2>&1
wait $upgrade
as_user "$PG_BINDIR/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/log" -w -t 30 -s \
	-o "-p $PG_PORT -k $PG_DIR -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null 2>&1
out=$(<out.json)
[ -n "$(told applied false)" ] || fail "nothing was told to be committed: $out $(<err.txt)"
for id in $(told applied true) $(told durable true); do
	expect_equal "$id" "$(pg "SELECT count(*) FROM whimbrel_version WHERE revision = '$id'")" 1
done
grep -q "of which a crash of the server may take those behind step" err.txt || fail "not told: $(<err.txt)"

done_testing
