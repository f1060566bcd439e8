# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# The cases of once/ on PostgreSQL: see once.bash. $PROXY is tests/fault/proxy.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"
. "$srcdir/tests/fault/once.bash"
: "${PROXY:?the proxy}"
server_port=$PG_PORT proxy_port=$(free_port) proxy_framing=''

once_url() {
	echo "postgresql://test@127.0.0.1:$1/once?sslmode=disable"
}

# A database for each case. Within one it is emptied: what no schema holds (publications, …) a case takes away itself.
once_fresh() {
	local try
	for try in 1 2 3; do
		if [ "${emptied:-}" != "$title" ]; then
			once_admin "$PG_URL" -c "ALTER ROLE test RESET ALL" -c "DROP DATABASE IF EXISTS once WITH (FORCE)" -c "CREATE DATABASE once"
		fi >fresh.out 2>&1
		once_admin "$(once_url "$PG_PORT")" -c "$empty" >>fresh.out 2>&1 && emptied=$title && return
		emptied=''
	done
	fail "no empty database in $try tries: $(<fresh.out)"
	return 1
}

# whatever a case says that sessions begin with
once_admin() {
	PGOPTIONS="-c role=none -c default_transaction_read_only=off" "$PG_BINDIR/psql" -X -q -v ON_ERROR_STOP=1 "$@"
}
empty="SET client_min_messages = error;
DO \$\$
DECLARE what text;
BEGIN
	PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
	FOR what IN SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' LOOP
		EXECUTE what;
	END LOOP;
	CREATE SCHEMA public;
	EXECUTE format('ALTER ROLE %I RESET ALL', session_user);
	EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', session_user, current_database());
	EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
END \$\$"

once_client() {
	if [ -e "$1.notx" ]; then
		"$PG_BINDIR/psql" -X -q -v ON_ERROR_STOP=1 -f "$1" "$(once_url "$PG_PORT")" >client.out 2>&1
	else
		"$PG_BINDIR/psql" -X -q -1 -v ON_ERROR_STOP=1 -f "$1" "$(once_url "$PG_PORT")" >client.out 2>&1
	fi
}

# What was rolled back takes room in a table, and changes the order of its rows.
once_state() {
	"$PG_BINDIR/pg_dump" --inserts -T '*whimbrel*' "$(once_url "$PG_PORT")" | grep -v -e restrict -e '^--' >dumped
	grep -v '^INSERT' dumped
	grep '^INSERT' dumped | LC_ALL=C sort
	"$PG_BINDIR/psql" -X -At "$(once_url "$PG_PORT")" -c "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
}

once_tables() {
	"$PG_BINDIR/psql" -X -At "$(once_url "$PG_PORT")" -c "SELECT c.oid::regclass FROM pg_class c WHERE relkind IN ('r', 'p') AND relname !~ '^whimbrel'
		AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
}

once_hold() {
	"$PG_BINDIR/psql" -X -q "$(once_url "$PG_PORT")" -c "BEGIN; LOCK TABLE $1 IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2.5); COMMIT" >/dev/null
}
