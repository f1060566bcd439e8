# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# The cases of once/ on MariaDB: see once.bash. $PROXY is tests/fault/proxy.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/fault/once.bash"
: "${PROXY:?the proxy}"

maria_needed
server_port=$MARIA_PORT proxy_port=$(free_port) proxy_framing=-m

client() {
	mariadb --no-defaults --default-character-set=utf8mb4 --socket="$MARIA_SOCKET" -u "$MARIA_USER" "$@"
}

once_url() {
	echo "${MARIA_URL/:$MARIA_PORT/:$1}"
}

once_fresh() {
	client -e "DROP DATABASE IF EXISTS test; CREATE DATABASE test; DROP DATABASE IF EXISTS side; CREATE DATABASE side; SET GLOBAL max_connections = 151"
	rm -rf "$MARIA_DIR/data/test_out"*
}

once_client() {
	client test <"$1" >client.out 2>&1
}

once_state() {
	mariadb-dump --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" --skip-comments --skip-extended-insert --order-by-primary --routines --events \
		--ignore-table=test.whimbrel_log --ignore-table=test.whimbrel_version --databases test side
	client -N -B -e "SELECT @@GLOBAL.max_connections"
}

once_tables() {
	client -N -B -e "SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables WHERE table_schema IN ('test', 'side')
		AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'whimbrel%'"
}

once_hold() {
	client test -e "LOCK TABLES $1 WRITE; DO SLEEP(2.5)"
}
