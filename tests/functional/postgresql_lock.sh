#!/bin/bash
# SPDX-License-Identifier: MIT
# PostgreSQL: one lock for a set of whimbrel's tables, of whichever kind it is (the server's own, a lease) and by whichever name and way a
# run came: runs exclude each other both ways.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "${0%/*}/one_lock.inc"
. "${0%/*}/postgresql.inc"

bouncer=$(command -v pgbouncer || echo /usr/sbin/pgbouncer)

pg_ways() {
	running() { [ "$(pg "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid()")" = t ]; }
	stop_slow() { pg "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND pid <> pg_backend_pid()" >/dev/null; }
	pg_project
	pg "CREATE TABLE made (x int)" >/dev/null
	revision slow '' 'SELECT pg_sleep(60);'
	way native "$DB_URL" native
	way auto "$DB_URL" auto
	way lease "$DB_URL" lease
	way socket "postgresql://test@${PG_DIR//\//%2F}:$PG_PORT/$DB" native
	way named "postgresql://test@localhost:$PG_PORT/$DB" lease
}

t "native locks alone make no table of leases, and reading makes none"
pg_ways
both native auto
run -c lease.cfg lock status
expect_equal "tables of leases" "$(pg "SELECT to_regclass('whimbrel_lock') IS NULL")" t

t "the server's lock and a lease exclude each other, by host name, address and socket"
pg_ways
excluded native auto lease socket named
excluded lease native auto named socket
both socket named
expect_equal "leases that are left" "$(pg "SELECT count(*) FROM whimbrel_lock")" 0

t "one who waits for the other kind goes on when it ends"
pg_ways
sed -i 's/pg_sleep(60)/pg_sleep(2)/' migrations/slow.sql
patient native lease
expect_equal "times that it was applied" "$(pg "SELECT count(*) FROM whimbrel_log WHERE event = 'applied'")" 1

t "who has waited begins as sessions do then, whichever lock it is"
for i in native lease; do
	pg_ways
	running() { [ "$(pg "SELECT count(*) > 0 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(1.5)'")" = t ]; }
	sed -i 's/lock_timeout = "0"/lock_timeout = "20s"/' ./*.cfg
	pg "ALTER DATABASE $DB SET app.way = 'old'" >/dev/null
	revision slow '' "ALTER DATABASE $DB RESET app.way; SELECT pg_sleep(1.5);"
	revision next slow "INSERT INTO made SELECT 1 WHERE current_setting('app.way', true) IS NULL;"
	"$WHIMBREL" -c $i.cfg upgrade slow >slow.out 2>&1 &
	begun $i
	ok -c $i.cfg upgrade
	wait
	expect_equal "rows of the one who waited for a $i lock" "$(pg "SELECT count(*) FROM made")" 1
	expect_equal "locks that are left" "$(pg "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")" 0
done

t "the lock goes over to a session that begins as another role"
pg_ways
pg "CREATE ROLE lock_r" "GRANT lock_r TO test" >/dev/null
revision slow '' "GRANT ALL ON SCHEMA public TO lock_r; GRANT ALL ON ALL TABLES IN SCHEMA public TO lock_r;
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO lock_r; ALTER ROLE test IN DATABASE $DB SET role = lock_r;"
revision next slow "RESET ROLE; CREATE TABLE as_role AS SELECT current_user::text AS who; SET ROLE NONE; ALTER ROLE test IN DATABASE $DB RESET role;"
revision last next "SET ROLE NONE; INSERT INTO as_role VALUES (current_user);"
ok -c native.cfg upgrade
expect_equal "who it was" "$(pg "SELECT string_agg(who, ' ' ORDER BY who) FROM as_role")" "lock_r test"

t "a lease that has expired is in nobody's way, and is not revived"
pg_ways
sed -i 's/pg_sleep(60)/1/' migrations/slow.sql
ok -c lease.cfg upgrade
pg "INSERT INTO whimbrel_lock SELECT 'whimbrel_version', 'a dead one', now(), clock_timestamp() AT TIME ZONE 'UTC' - interval '1 s'" >/dev/null
revision next slow 'CREATE TABLE t (x int);'
ok -c native.cfg upgrade

t "another set of tables has another lock"
pg_ways
way other "$DB_URL" native 'version_schema = "elsewhere";'
revision quick '' 'SELECT 1;'
"$WHIMBREL" -c native.cfg upgrade slow >native.out 2>&1 &
begun native
ok -c other.cfg upgrade quick
stop_slow
wait

t "a script heeds a lease, and a run the script's lock"
pg_ways
ok -c native.cfg upgrade --sql
printf '%s\n' "$out" >script.sql
"$WHIMBREL" -c lease.cfg upgrade >lease.out 2>&1 &
begun lease
psql_file script.sql
grep -q 'another run holds the lock' psql.out || fail "$(cat psql.out)"
stop_slow
wait
"$PG_BINDIR/psql" -X -q -f script.sql "$DB_URL" >psql.out 2>&1 &
begun psql
for i in native lease; do
	run -c $i.cfg upgrade
	expect_exit 4
done
stop_slow
wait

t "runs behind a pooling proxy and direct ones exclude each other"
if [ ! -x "$bouncer" ]; then
	skip "there is no pgbouncer"
	done_testing
	exit
fi
pg_ways
pool_port=$(free_port)
printf '%s\n' "[databases]" "alias = host=127.0.0.1 port=$PG_PORT user=test dbname=$DB" "[pgbouncer]" "listen_addr = 127.0.0.1" \
	"listen_port = $pool_port" "auth_type = any" "pool_mode = transaction" "default_pool_size = 4" "unix_socket_dir =" \
	"ignore_startup_parameters = extra_float_digits" | as_user tee "$PG_DIR/pool.ini" >/dev/null
pool_start "$PG_DIR/pool.ini"
for ((i = 0; i < 50; i++)); do
	(exec 3<>"/dev/tcp/127.0.0.1/$pool_port") 2>/dev/null && break
	sleep 0.1
done
way pooled "postgresql://test@127.0.0.1:$pool_port/alias" auto
excluded native pooled
expect_equal "tables of leases" "$(pg "SELECT to_regclass('whimbrel_lock') IS NULL OR NOT EXISTS (SELECT FROM whimbrel_lock)")" t
excluded pooled native auto lease
pool_stop

done_testing
