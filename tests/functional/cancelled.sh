#!/bin/bash
# SPDX-License-Identifier: MIT
# A signal ends a statement of a server that answers nothing any more, not even a request to cancel it.
. "${0%/*}/harness.bash"

if ! command -v python3 >/dev/null; then
	t "servers that take no request to cancel"
	skip "there is no python3"
	done_testing
	exit
fi
server=''
trap 'status=$?; [ -z "$server" ] || kill "$server" 2>/dev/null; (exit $status); finish' EXIT

# cancels DIALECT BEHAVIOUR: a signal comes while its server owes an answer
cancels() {
	python3 "$srcdir/tests/hostile/server.py" "$1" "$2" >port 2>asked &
	server=$!
	until [ -s port ]; do sleep 0.05; done
	mkdir migrations
	printf 'target = "t";\ntargets = { t = { url = "%s://me:secret@127.0.0.1:%s/db"; connect_timeout = "3s"; statement_timeout = "0"; }; };\n' \
		"$1" "$(<port)" >whimbrel.cfg
	revision a '' 'CREATE TABLE t (x int);'
	timeout 80 "$WHIMBREL" upgrade >out 2>err </dev/null &
	client=$!
	until grep -q asked asked; do
		kill -0 "$client" 2>/dev/null || break
		sleep 0.05
	done
	SECONDS=0
	# the signal goes on to the program
	kill -TERM "$client"
	wait "$client"
	code=$? err=$(<err)
	[ "$code" -eq 1 ] || [ "$code" -eq 130 ] || fail "exit $code: $err"
	[ "$SECONDS" -lt 25 ] || fail "it took $SECONDS s"
	expect_stderr interrupted
	kill "$server"
	server=''
}

t "PostgreSQL"
cancels postgresql stuck-silent

done_testing
