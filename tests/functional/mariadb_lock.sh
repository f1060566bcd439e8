#!/bin/bash
# SPDX-License-Identifier: MIT
# MariaDB: one lock for a set of whimbrel's tables, of whichever kind it is (the server's own, a lease) and by whichever name and way a
# run came: runs exclude each other both ways.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "${0%/*}/one_lock.inc"
. "${0%/*}/mariadb.inc"

maria_ways() {
	running() { [ "$(msql "SELECT COUNT(*)>0 FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(60)%'")" = 1 ]; }
	stop_slow() { msql "$(msql "SELECT CONCAT('KILL QUERY ',id,';') FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(60)%' OR info LIKE 'DO SLEEP(60)%'")" >/dev/null; }
	mkdir -p migrations
	msql "DROP DATABASE IF EXISTS test; CREATE DATABASE test; CREATE DATABASE IF NOT EXISTS side; CREATE DATABASE IF NOT EXISTS ops; DROP TABLE IF EXISTS ops.whimbrel_version, ops.whimbrel_log, ops.whimbrel_lock" mysql >/dev/null
	revision slow '' 'SELECT SLEEP(60);'
	way native "$MARIA_URL" native
	way lease "$MARIA_URL" lease
	way socket "mariadb://$MARIA_USER@localhost/test?unix_socket=$MARIA_SOCKET" auto
	way named "mysql://$MARIA_USER@localhost:$MARIA_PORT/test?protocol=tcp" lease
}

t "native locks alone make no table of leases, and reading makes none"
maria_ways
both native socket
run -c lease.cfg lock status
expect_equal "tables of leases" "$(msql "SHOW TABLES LIKE 'whimbrel_lock'")" ""

t "the server's lock and a lease exclude each other, by host name, address and socket"
maria_ways
excluded native lease socket named
excluded lease native socket named
both socket named
expect_equal "leases that are left" "$(msql "SELECT COUNT(*) FROM whimbrel_lock")" 0

t "the lock is that of the tables, whichever database the connection is to"
maria_ways
way here "$MARIA_URL" native 'version_schema = "ops";'
way there "${MARIA_URL%/*}/side" native 'version_schema = "ops";'
way leased "${MARIA_URL%/*}/side" lease 'version_schema = "ops";'
excluded here there leased
excluded leased here there

t "one who waits for the other kind goes on when it ends"
maria_ways
revision slow '' 'DO SLEEP(2);'
patient native lease
expect_equal "times that it was applied" "$(msql "SELECT COUNT(*) FROM whimbrel_log WHERE event = 'applied'")" 1

t "a script heeds a lease, and a run the script's lock"
maria_ways
ok -c native.cfg upgrade --sql
printf '%s\n' "$out" >script.sql
"$WHIMBREL" -c lease.cfg upgrade >lease.out 2>&1 &
begun lease
mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" test <script.sql >client.out 2>&1
grep -q 'another run holds the lock' client.out || fail "$(cat client.out)"
stop_slow
wait %%
mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" test <script.sql >client.out 2>&1 &
begun client
for i in native lease; do
	run -c $i.cfg upgrade
	expect_exit 4
done
stop_slow
wait %%

t "a lease that a killed run has left is released"
maria_ways
"$WHIMBREL" -c lease.cfg upgrade >lease.out 2>&1 &
pid=$!
begun lease
kill -9 $pid
wait $pid
stop_slow
run -c lease.cfg lock release
expect_exit 2
ok -c lease.cfg lock status
expect_stdout_has "pid $pid run"
ok -c lease.cfg lock release --yes
expect_stdout released
ok -c lease.cfg lock status
expect_stdout "not locked"

done_testing
