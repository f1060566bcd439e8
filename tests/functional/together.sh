#!/bin/bash
# SPDX-License-Identifier: MIT
# Several at once, the lock and its holder, interrupts.
. "${0%/*}/harness.bash"

# A revision that takes about N seconds.
slow() {
	revision "$1" "$2" "CREATE TABLE t_$1 AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $3) SELECT max(i) AS x FROM n;"
}

# wait_for COMMAND...: until it succeeds, ten seconds at most
wait_for() {
	local i
	for ((i = 0; i < 200; i++)); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.05
	done
	fail "waited too long for: $*"
}

locked() {
	"$WHIMBREL" lock status | grep -q 'locked by'
}

t "twenty upgrades at once: each revision once, all exit 0"
project
revision r0 '' 'CREATE TABLE log (r TEXT);'
for i in 1 2 3 4 5 6 7 8 9; do
	revision "r$i" "r$((i - 1))" "INSERT INTO log VALUES ('r$i');"
done
jobs=()
for i in {1..20}; do
	"$WHIMBREL" upgrade >"out.$i" 2>"err.$i" &
	jobs+=($!)
done
for i in {1..20}; do
	wait "${jobs[i - 1]}" || fail "number $i: exit $?: $(cat "err.$i")"
done
expect_equal "the set" "$(applied)" 'r0 r1 r2 r3 r4 r5 r6 r7 r8 r9'
expect_equal "rows" "$(sql 'SELECT count(*), count(DISTINCT r) FROM log')" '9|9'
expect_equal "said once each" "$(cat out.* | grep -c '^applied')" 10

t "a held lock is exit 4 and names the holder"
project
slow one '' 400000000
printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; lock_timeout = "300ms"; }; };\n' >whimbrel.cfg
"$WHIMBREL" upgrade >/dev/null 2>&1 &
holder=$!
wait_for locked
run upgrade
expect_exit 4
expect_stderr "$holder"
run lock status
expect_stdout_has "$holder"
kill -KILL "$holder"
wait "$holder" 2>/dev/null
run lock status
expect_stdout 'not locked'

t "a run that waited finds what the other one did"
project
slow one '' 3000000
"$WHIMBREL" upgrade >/dev/null 2>&1 &
holder=$!
wait_for locked
ok upgrade
wait "$holder" || fail "the first: exit $?"
expect_equal "the set" "$(applied)" one

t "a run that waited begins with the file as it is by then"
project
mkdir first
sqlite3 a.db "PRAGMA page_size = 4096; CREATE TABLE seen (what)"
slow one '' 3000000
sed -i 's/^-- migrate:up$/-- migrate:up transaction:false/' migrations/one.sql
printf '%s\n' 'PRAGMA page_size = 8192;' 'VACUUM;' 'PRAGMA journal_mode = WAL;' 'PRAGMA user_version = 9;' 'CREATE INDEX si ON seen (what);' >>migrations/one.sql
cp migrations/one.sql first/
"$WHIMBREL" -m first upgrade >first.out 2>&1 &
holder=$!
wait_for locked
revision two one "INSERT INTO seen SELECT page_size || ' ' || journal_mode || ' ' || user_version FROM pragma_page_size, pragma_journal_mode, pragma_user_version;"
ok upgrade
wait "$holder" || fail "the first: $(cat first.out)"
expect_equal "seen" "$(sql 'SELECT what FROM seen INDEXED BY si')" '8192 wal 9'
expect_equal "integrity" "$(sql 'PRAGMA integrity_check')" ok

for signal in INT TERM; do
	t "SIG$signal is exit 130, and the database is clean"
	project
	chain zero
	slow one zero 400000000
	# a background job of a script ignores SIGINT unless it has job control
	set -m
	"$WHIMBREL" upgrade >stdout 2>stderr &
	job=$!
	set +m
	wait_for locked
	sleep 0.3
	kill -"$signal" "$job"
	wait "$job"
	code=$? err=$(<stderr)
	expect_exit 130
	expect_equal "the set" "$(applied)" zero
	expect_equal "the lock's file" "$(echo *-whimbrel*)" '*-whimbrel*'
	revision one zero 'CREATE TABLE t_one (x);'
	ok upgrade
	expect_equal "the set" "$(applied)" 'one zero'
done

t "a second SIGINT corrupts nothing"
project
chain zero
slow one zero 400000000
set -m
"$WHIMBREL" upgrade >stdout 2>stderr &
job=$!
set +m
wait_for locked
sleep 0.2
kill -INT "$job"
kill -INT "$job"
wait "$job"
expect_equal "integrity" "$(sql 'PRAGMA integrity_check')" ok
revision one zero 'CREATE TABLE t_one (x);'
ok upgrade
expect_equal "the set" "$(applied)" 'one zero'

t "lock release asks for --yes"
project
chain one
run lock release
[ "$code" -ne 0 ] || fail "exit 0"

done_testing
