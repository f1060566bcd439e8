#!/bin/bash
# SPDX-License-Identifier: MIT
# The connection to PostgreSQL is cut behind every message of either side, the client is killed, the server is killed: the next
# upgrade must end in the same schema, rows and journal as one that nobody disturbed. $PROXY is tests/fault/proxy;
# FAULT_STEP=n tries every n-th message only, FAULT_KILLS=n kills n times.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"
: "${PROXY:?the proxy}"

# Steps of every kind: in the pipeline, COPY, expectations, statements on their own.
steps() {
	revision a '' $'CREATE TABLE a (id int PRIMARY KEY, t text);\nINSERT INTO a SELECT i, \'x\' FROM generate_series(1, 50) i;\nCREATE INDEX a_t ON a (t);'
	revision b a $'CREATE TABLE b (i int, t text);\nCOPY b FROM stdin;\n1\tx\n2\ty\n\\.\nSET search_path = nowhere;'
	revision c b 'ALTER TABLE a ADD n int NOT NULL DEFAULT 0; UPDATE a SET n = id;'
	printf '\n-- migrate:require\n-- expect: 50\nSELECT count(*) FROM a;\n-- migrate:verify\n-- expect: 0\nSELECT count(*) FROM a WHERE n <> id;\n' \
		>>migrations/c.sql
	printf -- '-- Revision: d\n-- Revises: c\n\n-- migrate:up transaction:false\n%s\n' \
		$'INSERT INTO b VALUES (3, \'z\');\nCREATE INDEX CONCURRENTLY b_i ON b (i);\nUPDATE b SET i = i + 1;\nBEGIN;\nINSERT INTO b VALUES (9, \'own\');\nCREATE TABLE own (x int);\nCOMMIT;\nREINDEX TABLE CONCURRENTLY b;\nDROP INDEX CONCURRENTLY a_t;\nVACUUM b;' >migrations/d.sql
	revision e d 'CREATE TABLE e (x int); INSERT INTO e VALUES (1);'
}

# What users made, and what is applied.
state() {
	dump_schema
	"$PG_BINDIR/pg_dump" -a -T '*whimbrel*' "$DB_URL" | grep -v -e restrict -e '^--'
	pg_applied
	pg "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
}

# The way back: as often as it takes for the server to notice, but never twice the same step.
take_up() {
	ok upgrade
	state >now
	cmp -s now "$wanted" || fail "$1: $(diff "$wanted" now | head -20)"
}

t "an upgrade that nobody disturbs"
pg_project
steps
ok upgrade
wanted=$scratch/wanted
state >"$wanted"
project_dir=$PWD

messages() {
	"$PROXY" "$proxy_port" "$PG_PORT" "$scratch/statistics" &
	local proxy=$!
	proxy_ready
	new_database
	"$WHIMBREL" --url "${DB_URL/:$PG_PORT/:$proxy_port}?sslmode=disable" upgrade >/dev/null 2>&1 || fail "through the proxy: exit $?"
	kill $proxy && wait $proxy
	read -r _ clients _ servers _ trips <"$scratch/statistics"
}

proxy_ready() {
	local i
	for ((i = 0; i < 100; i++)); do
		grep -qi "$(printf ':%04X 00000000:0000 0A' "$proxy_port")" /proc/net/tcp && return
		sleep 0.01
	done
}

t "messages are counted"
proxy_port=$(free_port)
cd "$project_dir" && unset WHIMBREL_URL
messages
[ "$clients" -gt 50 ] || fail "client $clients"
[ "$servers" -gt 50 ] || fail "server $servers"
echo "# $clients messages of the client, $servers of the server, $trips round trips"

t "a hundred revisions take twelve round trips at most, the connection included"
mkdir migrations
parent=''
for ((i = 1; i <= 100; i++)); do
	revision "r$i" "$parent" "CREATE TABLE t$i (id int PRIMARY KEY, a text); CREATE INDEX i$i ON t$i (a);"
	parent=r$i
done
new_database
"$PROXY" -d 10 "$proxy_port" "$PG_PORT" "$scratch/statistics" &
proxy=$!
proxy_ready
"$WHIMBREL" -m migrations --url "${DB_URL/:$PG_PORT/:$proxy_port}" upgrade >up.out 2>&1 || fail "exit $?: $(cat up.out)"
kill $proxy && wait $proxy
read -r _ _ _ _ _ trips <"$scratch/statistics"
expect_equal revisions "$(pg "SELECT count(*) FROM whimbrel_version")" 100
[ "$trips" -le 12 ] || fail "$trips round trips"
unset WHIMBREL_URL

cut_everywhere() {
	local option=$1 count=$2 n proxy
	for ((n = 0; n <= count; n += ${FAULT_STEP:-1})); do
		"$PROXY" "$option" "$n" "$proxy_port" "$PG_PORT" "$scratch/statistics" &
		proxy=$!
		proxy_ready
		new_database
		sed -i "s#url = \"[^\"]*\"#url = \"$DB_URL\"#" whimbrel.cfg
		unset WHIMBREL_URL
		"$WHIMBREL" --url "${DB_URL/:$PG_PORT/:$proxy_port}?sslmode=disable" upgrade >cut.out 2>&1
		kill $proxy && wait $proxy
		take_up "$option $n ($(head -3 cut.out))"
		"$PG_BINDIR/psql" -X -q "$PG_URL" -c "DROP DATABASE $DB WITH (FORCE)"
		[ -z "$trouble" ] || break
	done
}

t "the connection is cut behind each message of the client"
cd "$project_dir" || exit
cut_everywhere -q "$clients"

t "the connection is cut behind each message of the server"
cd "$project_dir" || exit
cut_everywhere -r "$servers"

t "the client is killed at any moment"
cd "$project_dir" || exit
for ((kill = 0; kill < ${FAULT_KILLS:-40}; kill++)); do
	new_database
	sed -i "s#url = \"[^\"]*\"#url = \"$DB_URL\"#" whimbrel.cfg
	unset WHIMBREL_URL
	"$WHIMBREL" upgrade >kill.out 2>&1 &
	client=$!
	sleep "0.$(printf %03d $((RANDOM % 500)))"
	kill -9 $client 2>/dev/null
	wait $client 2>/dev/null
	take_up "kill $kill"
	[ -z "$trouble" ] || break
done

t "the server is killed at any moment"
cd "$project_dir" || exit
for ((kill = 0; kill < ${FAULT_KILLS:-40} / 4; kill++)); do
	new_database
	sed -i "s#url = \"[^\"]*\"#url = \"$DB_URL\"#" whimbrel.cfg
	unset WHIMBREL_URL
	"$WHIMBREL" upgrade >kill.out 2>&1 &
	client=$!
	sleep "0.$(printf %03d $((RANDOM % 500)))"
	if ((kill % 2)); then
		SERVER_FOLDER=$PG_DIR as_user "$PG_BINDIR/pg_ctl" -D "$PG_DIR/data" -m immediate -s stop >/dev/null 2>&1
	else
		kill -9 "$(head -1 "$PG_DIR/data/postmaster.pid")"
	fi
	wait $client
	for ((i = 0; i < 50; i++)); do
		SERVER_FOLDER=$PG_DIR as_user "$PG_BINDIR/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/log" -w -t 30 -s \
			-o "-p $PG_PORT -k $PG_DIR -c listen_addresses=127.0.0.1" start >/dev/null 2>&1 && break
		sleep 0.2
	done
	take_up "server kill $kill ($(head -3 kill.out))"
	[ -z "$trouble" ] || break
done

done_testing
