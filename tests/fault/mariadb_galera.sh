#!/bin/bash
# SPDX-License-Identifier: MIT
# A Galera cluster of three nodes on loopback addresses, and upgrades started on all of them at once: GET_LOCK does not hold
# there, so the lease must. GALERA_ROUNDS=n repeats it.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"

provider=$(find /usr/lib/galera /usr/lib64 -name libgalera_smm.so 2>/dev/null | head -1)
if [ -z "$provider" ] || ! command -v rsync >/dev/null; then
	t "a Galera cluster"
	skip "there is no Galera, or no rsync"
	done_testing
	exit
fi

server_folder galera || exit 1
folder=$SERVER_FOLDER
server=$(command -v mariadbd || echo /usr/sbin/mariadbd)
ports=() pids=()

stop_cluster() {
	local n
	for n in 3 2 1; do
		[ ! -e "$folder/$n/pid" ] || kill "$(cat "$folder/$n/pid")" 2>/dev/null
	done
	for n in "${pids[@]}"; do wait "$n" 2>/dev/null; done
	rm -rf "$folder"
}
trap 'stop_cluster; finish' EXIT

node_sql() {
	as_user mariadb --no-defaults --socket="$folder/$1/s" -u "$(user_name)" -N -B -e "$2" 2>&1
}

# start_node N OPTION...
start_node() {
	local n=$1 i
	shift
	as_user mkdir "$folder/$n"
	(cd "$folder" && as_user mariadb-install-db --no-defaults --datadir="$folder/$n/data" --tmpdir="$folder/$n" --auth-root-authentication-method=socket \
		--auth-root-socket-user="$(user_name)" --skip-test-db) >"$scratch/install.$n" 2>&1
	ports[n]=$(free_port)
	(cd "$folder" && as_user "$server" --no-defaults --datadir="$folder/$n/data" --tmpdir="$folder/$n" --socket="$folder/$n/s" --port="${ports[n]}" \
		--bind-address=127.0.0.1 --pid-file="$folder/$n/pid" --binlog-format=ROW --innodb-autoinc-lock-mode=2 --wsrep-on=ON \
		--wsrep-provider="$provider" --wsrep-cluster-name=whimbrel --wsrep-node-address="127.0.0.$n" \
		--wsrep-provider-options="base_port=$base;gmcast.listen_addr=tcp://127.0.0.$n:$base;ist.recv_addr=127.0.0.$n:$((base + 1))" \
		--wsrep-sst-method=rsync --wsrep-sst-receive-address="127.0.0.$n:$((base + 2))" "$@" >"$scratch/log.$n" 2>&1) &
	pids+=($!)
	for ((i = 0; i < 600; i++)); do
		node_sql "$n" "SHOW STATUS LIKE 'wsrep_ready'" | grep -q ON && return
		sleep 0.1
	done
	fail "node $n does not start: $(tail -5 "$scratch/log.$n")"
}

t "three nodes make a cluster"
base=$(free_port)
start_node 1 --wsrep-new-cluster --wsrep-cluster-address=gcomm://
start_node 2 --wsrep-cluster-address="gcomm://127.0.0.1:$base"
start_node 3 --wsrep-cluster-address="gcomm://127.0.0.1:$base"
expect_equal "nodes" "$(node_sql 1 "SHOW STATUS LIKE 'wsrep_cluster_size'" | cut -f2)" 3
node_sql 1 "CREATE USER tester@'127.0.0.1'; GRANT ALL ON *.* TO tester@'127.0.0.1'"

t "upgrades on three nodes at once run each revision once"
mkdir migrations
revision a "" "CREATE TABLE t (id INT PRIMARY KEY, n INT);
INSERT INTO t VALUES (1, 0);
UPDATE t SET n = n + 1;"
parent=a
for id in b c d e f; do
	revision $id $parent "CREATE TABLE t_$id (id INT PRIMARY KEY);
UPDATE t SET n = n + 1;
INSERT INTO t_$id VALUES (1);"
	parent=$id
done
for ((round = 0; round < ${GALERA_ROUNDS:-5}; round++)); do
	node_sql 1 "DROP DATABASE IF EXISTS test; CREATE DATABASE test"
	sleep 0.2
	runs=()
	for n in 1 2 3; do
		"$WHIMBREL" --url "mariadb://tester@127.0.0.1:${ports[n]}/test" -m migrations upgrade >"run.$n" 2>&1 &
		runs+=($!)
	done
	for n in 1 2 3; do
		wait "${runs[n - 1]}" || fail "round $round, node $n: $(cat "run.$n")"
	done
	sleep 0.2
	expect_equal "the sum" "$(node_sql 2 "SELECT n FROM test.t")" 6
	expect_equal "rows of the log" "$(node_sql 3 "SELECT COUNT(*) FROM test.whimbrel_log WHERE event='applied'")" 6
	[ -z "$trouble" ] || break
done

done_testing
