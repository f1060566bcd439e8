#!/bin/bash
# SPDX-License-Identifier: MIT
# Ways to a PostgreSQL server: sockets, passwords, TLS, several hosts, a pooling proxy.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "${0%/*}/postgresql.inc"

hba() {
	printf '%s\n' "$@" "local all test trust" "host all test 127.0.0.1/32 trust" |
		as_user tee "$PG_DIR/data/pg_hba.conf" >/dev/null
	pg "SELECT pg_reload_conf()" >/dev/null
}

t "a Unix socket, by the host and by the query"
pg_project
chain a
ok --url "postgresql://test@${PG_DIR//\//%2F}:$PG_PORT/$DB" upgrade
ok --url "postgres:///$DB?host=$PG_DIR&port=$PG_PORT&user=test" status
expect_stdout_like "a +applied"

t "a hostile password works, and is in no output"
pg_project
chain a
secret="p%@:/?#'\"\\ é&=x"
pg "SET password_encryption = 'scram-sha-256'" "CREATE ROLE hostile LOGIN SUPERUSER PASSWORD '${secret//\'/\'\'}'" >/dev/null
hba "host all hostile 127.0.0.1/32 scram-sha-256"
written="p%25%40%3A%2F%3F%23'%22%5C%20%C3%A9%26%3Dx"
ok --url "postgresql://hostile:$written@127.0.0.1:$PG_PORT/$DB" upgrade -v
for part in "$secret" "$written"; do
	[[ $out$err != *"$part"* ]] || fail "the password is shown: $out$err"
done
run --url "postgresql://hostile:x$written@127.0.0.1:$PG_PORT/$DB" status
expect_exit 1
expect_stderr "password authentication failed"
[[ $out$err != *"$secret"* && $out$err != *"$written"* ]] || fail "the password is shown: $out$err"
escaped=${secret//\\/\\\\} escaped=${escaped//:/\\:}
printf '127.0.0.1:%s:*:hostile:%s\n' "$PG_PORT" "$escaped" >pass && chmod 600 pass
ok --url "postgresql://hostile@127.0.0.1:$PG_PORT/$DB?passfile=$PWD/pass" status

t "an option that libpq does not know is an error that names it; with a driver a warning"
pg_project
run --url "$DB_URL?sslmod=require" status
expect_exit 2
expect_stderr sslmod
ok --url "${DB_URL/postgresql/postgresql+asyncpg}?sslmod=require" status

t "a service of a file"
pg_project
printf '[mine]\nhost=127.0.0.1\nport=%s\ndbname=%s\nuser=test\n' "$PG_PORT" "$DB" >services
PGSERVICEFILE=$PWD/services run --url "postgresql:?service=mine" status
expect_exit 0

t "of several hosts the one that can be written is taken, and a closed port is passed over"
pg_project
chain a
ok --url "postgresql://test@127.0.0.1:1,127.0.0.1:$PG_PORT/$DB?target_session_attrs=read-write" upgrade
expect_equal applied "$(pg_applied)" a

t "nobody at the port is told at once, a silent one after connect_timeout"
pg_project
run --url "postgresql://test@127.0.0.1:1/x" status
expect_exit 1
expect_stderr "refused"
kill -STOP "$(head -1 "$PG_DIR/data/postmaster.pid")"
SECONDS=0
run --url "$DB_URL?connect_timeout=2" status
kill -CONT "$(head -1 "$PG_DIR/data/postmaster.pid")"
expect_exit 1
expect_stderr "no answer within the connect_timeout of 2 s"
[ $SECONDS -lt 6 ] || fail "it took $SECONDS s"

t "notices of the server are shown with -v"
pg_project
revision a '' $'DO \'BEGIN RAISE NOTICE $$a word from the server$$; END\';'
ok upgrade -v
expect_stderr "a word from the server"
expect_stderr_without "whimbrel_version"

t "TLS with verify-full: the right name and authority, and neither of them wrong"
pg_project
chain a
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.crt >/dev/null 2>&1
openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr >/dev/null 2>&1
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out server.crt >/dev/null 2>&1
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout other.key -out other.crt >/dev/null 2>&1
as_user tee "$PG_DIR/data/server.crt" <server.crt >/dev/null
as_user sh -c "umask 077; cat >'$PG_DIR/data/server.key'" <server.key
pg "ALTER SYSTEM SET ssl = on" >/dev/null && pg "SELECT pg_reload_conf()" >/dev/null
tls="postgresql://test@localhost:$PG_PORT/$DB?hostaddr=127.0.0.1&sslmode=verify-full"
ok --url "$tls&sslrootcert=$PWD/ca.crt" upgrade
run --url "$tls&sslrootcert=$PWD/other.crt" status
expect_exit 1
expect_stderr "certificate verify failed"
run --url "postgresql://test@127.0.0.1:$PG_PORT/$DB?sslmode=verify-full&sslrootcert=$PWD/ca.crt" status
expect_exit 1
expect_stderr "does not match"
pg "ALTER SYSTEM SET ssl = off" >/dev/null && pg "SELECT pg_reload_conf()" >/dev/null

# ------------------------------------------------------------------ a pooling proxy

bouncer=$(command -v pgbouncer || echo /usr/sbin/pgbouncer)
pool_of() {
	local try
	for try in 1 2 3; do
		pool_try "$@" && return
	done
	fail "pgbouncer did not start ($try tries): $(<pool.log)"
}

pool_try() {
	pool_port=$(free_port)
	printf '%s\n' "[databases]" "* = host=127.0.0.1 port=$PG_PORT" "[pgbouncer]" "listen_addr = 127.0.0.1" "listen_port = $pool_port" \
		"auth_type = any" "pool_mode = transaction" "default_pool_size = ${1:-4}" "unix_socket_dir =" "server_idle_timeout = 1" \
		"ignore_startup_parameters = extra_float_digits" | sed "s/^\* = .*/* = host=127.0.0.1 port=$PG_PORT user=test/" |
		as_user tee "$PG_DIR/pool.ini" >/dev/null
	pool_start "$PG_DIR/pool.ini"
	local i
	pool_url=postgresql://test@127.0.0.1:$pool_port/$DB
	for ((i = 0; i < 50; i++)); do
		(exec 3<>"/dev/tcp/127.0.0.1/$pool_port") 2>/dev/null && return
		sleep 0.1
	done
	return 1
}

t "behind a pooling proxy the lock is a lease, and twenty upgrades apply each revision once"
pg_project
if [ ! -x "$bouncer" ]; then
	skip "there is no pgbouncer"
else
	pool_of
	chain a b c d e
	for ((i = 0; i < 20; i++)); do
		"$WHIMBREL" --url "$pool_url" upgrade >"$i.out" 2>&1 &
		pids[i]=$!
	done
	for ((i = 0; i < 20; i++)); do
		wait "${pids[i]}" || fail "upgrade $i: $(cat "$i.out")"
	done
	expect_equal applied "$(pg_applied)" "a b c d e"
	expect_equal "rows of the log" "$(pg "SELECT count(*) FROM whimbrel_log WHERE event = 'applied'")" 5
	expect_equal "leases" "$(pg "SELECT count(*) FROM whimbrel_lock")" 0
	expect_equal "advisory locks" "$(pg "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")" 0
	revision f e 'SET search_path = nowhere; SET statement_timeout = 77;'
	ok --url "$pool_url" upgrade
	expect_equal "what the next client sees" \
		"$("$PG_BINDIR/psql" -X -At "$pool_url" -c "SHOW statement_timeout" -c "SHOW search_path")" $'0\n"$user", public'

	t "behind a pooling proxy a lease that was taken away fails the step"
	pg_project
	pool_url=${pool_url%/*}/$DB
	revision a '' 'CREATE TABLE t (x int); SELECT pg_sleep(2);'
	"$WHIMBREL" --url "$pool_url" upgrade >k.out 2>&1 &
	fenced=$!
	wait_for "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()"
	pg "UPDATE whimbrel_lock SET owner = 'somebody else'" >/dev/null
	wait $fenced && fail "it went on: $(cat k.out)"
	grep -q "lease" k.out || fail "it said: $(cat k.out)"
	expect_equal "the table" "$(pg "SELECT to_regclass('t') IS NULL")" t
	pool_stop
fi

done_testing
