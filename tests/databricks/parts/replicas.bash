# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# Several at once.

t "two replicas at once do each step once"
schema twice
revision a "" "CREATE TABLE IF NOT EXISTS o (id INT);
INSERT INTO o VALUES (1);"
"$WHIMBREL" upgrade >"$scratch/first" 2>&1 &
pid=$!
run upgrade
expect_exit 0
wait "$pid" || fail "the other one failed: $(<"$scratch/first")"
expect_equal "rows" "$(count o)" 1
