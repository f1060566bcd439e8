# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Real servers for tests, in folders of their own, on a Unix socket and a free port:
#
#	pg_start [BINDIR]  && psql "$PG_URL"; pg_stop
#	maria_start        && mariadb --socket="$MARIA_SOCKET" -u "$MARIA_USER" test; maria_stop
#
# PostgreSQL's programs are those in the folder $WHIMBREL_TEST_POSTGRES, MariaDB's under $WHIMBREL_TEST_MARIADB_BASE, else
# those that are installed.
#
# Their folders are in memory where there is plenty (folders.bash).
#
# Neither server runs as root, so root's are started by nobody; the folder is then nobody's.

# shellcheck source=folders.bash
. "${BASH_SOURCE[0]%/*}/folders.bash"

# as_user COMMAND...
as_user() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	elif command -v setpriv >/dev/null; then
		setpriv --reuid=nobody --regid=nogroup --clear-groups -- env HOME="${SERVER_FOLDER:-/}" "$@"
	else
		su -s /bin/sh nobody -c '"$0" "$@"' -- "$@"
	fi
}

user_name() {
	as_user id -un
}

# The folder of a server, whose path must be short: a socket's has 107 bytes at most.
server_folder() {
	SERVER_FOLDER=$(mktemp -d "$(quick_folder /tmp)/wb-$1.XXXXXX") || return
	[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$SERVER_FOLDER"
}

# A port that nobody listens on. Somebody may take it before we do: then the start fails and is tried again.
free_port() {
	local port
	# those of clients begin at 32768
	while port=$((RANDOM % 12000 + 20000)); do
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

pg_bindir() {
	local folder
	for folder in "${1:-}" "${WHIMBREL_TEST_POSTGRES:-}" /usr/lib/postgresql/*/bin; do
		[ ! -x "$folder/initdb" ] || PG_BINDIR=$folder
		[ ! -x "$folder/initdb" ] || return 0
	done
	echo "no initdb: install postgresql, or name its folder of programs" >&2
	return 1
}

pg_start() {
	pg_bindir "${1:-}" && server_folder pg || return
	PG_DIR=$SERVER_FOLDER
	as_user "$PG_BINDIR/initdb" -D "$PG_DIR/data" -A trust -U test -E UTF8 --no-sync --locale=C >"$PG_DIR.log" 2>&1 || {
		cat "$PG_DIR.log" >&2
		return 1
	}
	local try
	for try in 1 2 3; do
		PG_PORT=$(free_port)
		if as_user "$PG_BINDIR/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/log" -w -t 30 -s \
			-o "-p $PG_PORT -k $PG_DIR -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null 2>&1; then
			PG_URL="postgresql://test@127.0.0.1:$PG_PORT/postgres"
			return 0
		fi
	done
	echo "PostgreSQL did not start ($try tries)" >&2
	cat "$PG_DIR/log" >&2
	return 1
}

# pool_start INI: a pgbouncer that INI, a file in the server's folder, describes; pool_stop ends it
pool_start() {
	echo "pidfile = $PG_DIR/pool.pid" | as_user tee -a "$1" >/dev/null
	as_user "$(command -v pgbouncer || echo /usr/sbin/pgbouncer)" -q "$1" >pool.log 2>&1 &
}

pool_stop() {
	[ ! -e "$PG_DIR/pool.pid" ] || kill "$(cat "$PG_DIR/pool.pid")" 2>/dev/null
}

pg_stop() {
	[ -n "${PG_DIR:-}" ] || return 0
	pool_stop
	SERVER_FOLDER=$PG_DIR as_user "$PG_BINDIR/pg_ctl" -D "$PG_DIR/data" -m immediate -s stop >/dev/null 2>&1
	rm -rf "$PG_DIR" "$PG_DIR.log"
	PG_DIR=''
}

maria_ping() {
	mariadb-admin --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" ping >/dev/null 2>&1
}

# maria_serve PROGRAM: start it, and wait until it answers or has ended
maria_serve() {
	local i
	(cd "$MARIA_DIR" && exec_server "$1") &
	MARIA_PID=$!
	for ((i = 0; i < 1200; i++)); do
		maria_ping && return
		kill -0 $MARIA_PID 2>/dev/null || return
		sleep 0.1
	done
	return 1
}

maria_start() {
	local server try base=${WHIMBREL_TEST_MARIADB_BASE:-} install=mariadb-install-db
	server=$(command -v mariadbd || echo /usr/sbin/mariadbd)
	[ -z "$base" ] || server=$base/bin/mariadbd install=$base/scripts/mariadb-install-db
	[ -x "$server" ] || {
		echo "no mariadbd: install mariadb-server" >&2
		return 1
	}
	server_folder maria || return
	MARIA_DIR=$SERVER_FOLDER MARIA_SOCKET=$SERVER_FOLDER/s MARIA_USER=$(user_name)
	(cd "$MARIA_DIR" && as_user "$install" --no-defaults ${base:+--basedir="$base"} --datadir="$MARIA_DIR/data" --tmpdir="$MARIA_DIR" --auth-root-authentication-method=socket \
		--auth-root-socket-user="$MARIA_USER" --skip-test-db) >"$MARIA_DIR.log" 2>&1 || {
		cat "$MARIA_DIR.log" >&2
		return 1
	}
	# the user root of the server is the one that runs it; one without a password is for the tests
	printf "%s;\n" "CREATE DATABASE test" "CREATE USER tester@localhost, tester@'%'" \
		"GRANT ALL ON *.* TO tester@localhost, tester@'%' WITH GRANT OPTION" >"$MARIA_DIR/init.sql"
	MARIA_USER=tester
	for try in 1 2 3; do
		MARIA_PORT=$(free_port)
		maria_serve "$server" && break
		# two servers on the same files would both fail
		! kill -0 "$MARIA_PID" 2>/dev/null || break
	done
	maria_ping || {
		cat "$MARIA_DIR/log" >&2
		echo "MariaDB did not start ($try tries)" >&2
		return 1
	}
	MARIA_URL="mariadb://tester@127.0.0.1:$MARIA_PORT/test"
}

# A server clears the temporary tables of its tmpdir away when it starts: others must not have the same.
exec_server() {
	# shellcheck disable=SC2086
	as_user "$1" --no-defaults ${WHIMBREL_TEST_MARIADB_BASE:+--basedir="$WHIMBREL_TEST_MARIADB_BASE"} --datadir="$MARIA_DIR/data" --socket="$MARIA_SOCKET" --port="$MARIA_PORT" \
		--bind-address=127.0.0.1 --tmpdir="$MARIA_DIR" --pid-file="$MARIA_DIR/pid" --init-file="$MARIA_DIR/init.sql" \
		--innodb-flush-log-at-trx-commit=0 ${MARIA_OPTIONS:-} >"$MARIA_DIR/log" 2>&1
}

maria_stop() {
	[ -n "${MARIA_DIR:-}" ] || return 0
	mariadb-admin --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" shutdown >/dev/null 2>&1 ||
		kill "$(cat "$MARIA_DIR/pid" 2>/dev/null)" 2>/dev/null
	wait "$MARIA_PID" 2>/dev/null
	rm -rf "$MARIA_DIR" "$MARIA_DIR.log"
	MARIA_DIR=''
}

# maria_needed: a server for as long as this file runs, which fails and ends without one
maria_needed() {
	if ! maria_start; then
		t "a MariaDB server"
		fail "it does not start"
		done_testing
		exit
	fi
	trap 'maria_stop; finish' EXIT
}
