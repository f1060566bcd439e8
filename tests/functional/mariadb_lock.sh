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

t "whoever waited begins with what the server is by then"
for kind in native lease; do
	rm -rf migrations first
	maria_ways
	sed -i 's/lock_timeout = "0"/lock_timeout = "20s"/' $kind.cfg
	running() { [ "$(msql "SELECT COUNT(*)>0 FROM information_schema.processlist WHERE info LIKE 'DO SLEEP(2)%'")" = 1 ]; }
	msql "CREATE OR REPLACE ROLE once_waited; CREATE TABLE seen (what VARCHAR(200)); CREATE OR REPLACE USER waits IDENTIFIED BY 'w';
		GRANT ALL ON *.* TO waits; REVOKE SUPER, CONNECTION ADMIN ON *.* FROM waits; GRANT once_waited TO waits" >/dev/null
	revision slow '' "DO SLEEP(2);
		ALTER DATABASE CHARACTER SET latin2;
		SET DEFAULT ROLE once_waited FOR waits@'%';
		SET GLOBAL init_connect = 'SET @waited = 7';
		SET GLOBAL div_precision_increment = 6;
		SET GLOBAL sql_mode = 'ANSI_QUOTES';
		SET GLOBAL time_zone = '+03:00';
		SET GLOBAL max_allowed_packet = 33554432;"
	mkdir -p first
	mv migrations/* first/
	"$WHIMBREL" -c $kind.cfg -m first upgrade >$kind.out 2>&1 &
	begun $kind
	cp first/* migrations/
	revision after slow "INSERT INTO seen VALUES (CONCAT_WS(' ', 1 / 3, @@sql_mode, @@time_zone, @@character_set_database, CURRENT_ROLE(), @waited));"
	revision last after "INSERT INTO seen VALUES (@waited + 1);"
	ok --url "mariadb://waits:w@127.0.0.1:$MARIA_PORT/test" -c $kind.cfg upgrade
	wait %% || fail "$(cat $kind.out)"
	expect_equal "$kind" "$(msql 'SELECT * FROM seen')" "0.333333 ANSI_QUOTES +03:00 latin2 once_waited 7"$'\n'8
	msql "SET GLOBAL init_connect = DEFAULT; SET GLOBAL div_precision_increment = DEFAULT; SET GLOBAL sql_mode = DEFAULT; SET GLOBAL time_zone = DEFAULT;
		SET GLOBAL max_allowed_packet = DEFAULT; DROP USER waits; DROP ROLE once_waited" >/dev/null
done

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
