#!/bin/bash
# SPDX-License-Identifier: MIT
# How often the Databricks dialect asks, and what it makes of a key whose answer was lost: against a service that knows the journal
# and keys, and nothing else. What Spark and Delta Lake make of the statements is tests/databricks.
. "${0%/*}/harness.bash"

if ! "$WHIMBREL" plugins | grep -q '^databricks ' || ! command -v python3 >/dev/null; then
	t "the service is there"
	skip "there is no python3, or the dialect was left out"
	done_testing
	exit 0
fi
unset "${!DATABRICKS_@}"
export HOME=$scratch
server=''
trap 'status=$?; [ -z "$server" ] || kill "$server" 2>/dev/null; (exit $status); finish' EXIT

# service [MATCH HOW [KEYS]]: a new one, as service.py says
service() {
	mkdir migrations
	[ -z "$server" ] || kill "$server"
	python3 "$srcdir/tests/databricks/service.py" port asked "${1:-}" "${2:-}" "${3:-0}" &
	server=$!
	until [ -e port ]; do sleep 0.05; done
	: >asked
	export WHIMBREL_URL
	WHIMBREL_URL="databricks://token:t@127.0.0.1:$(<port)?http_path=/sql/1.0/warehouses/w&catalog=main&schema=s&tls=no"
}

t "twenty revisions that may be repeated take two requests each at most, and eight"
service
parent=''
for ((i = 101; i <= 120; i++)); do
	revision "r$i" "$parent" "CREATE TABLE IF NOT EXISTS t$i (id INT);"
	parent=r$i
done
ok upgrade
expect_stdout_has "applied   r120"
[ "$(wc -l <asked)" -le 48 ] || fail "$(wc -l <asked) requests: $(cut -c1-100 asked)"
expect_equal "each is run once" "$(grep -c 'CREATE TABLE IF NOT EXISTS t1' asked)" 20

t "what has nothing to do costs three"
service
revision a '' "CREATE TABLE IF NOT EXISTS t (id INT);"
ok upgrade
: >asked
ok upgrade
expect_stdout_has "nothing to do"
expect_equal "requests" "$(wc -l <asked)" 3

# cut HOW KEYS SQL: the answer to SQL is lost; KEYS there are before it
cut() {
	t "a key is told by the catalog: $3, cut $1"
	service "${3%% CONSTRAINT*}" "$1" "$2"
	revision a '' "$3;"
	run upgrade
	expect_exit 1
	ok upgrade
	[ "$1" = before ] || expect_stdout_has "recovered a"
	expect_equal "how often it was sent" "$(grep -c "${3%% CONSTRAINT*}" asked)" "$([ "$1" = before ] && echo 2 || echo 1)"
}
for how in before after; do
	cut $how 0 "ALTER TABLE k ADD CONSTRAINT p PRIMARY KEY (id)"
	cut $how 1 "ALTER TABLE k DROP CONSTRAINT p"
done
cut after 1 "ALTER TABLE k DROP PRIMARY KEY IF EXISTS CASCADE"
cut after 2 "ALTER TABLE k ADD FOREIGN KEY (p) REFERENCES t (id)"

done_testing
