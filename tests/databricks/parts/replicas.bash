# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# Several at once.

# together COUNT: upgrades at once, all of which end well
together() {
	local i pids=()
	for ((i = 0; i < $1; i++)); do
		"$WHIMBREL" -c many.cfg upgrade >"$scratch/run$i" 2>&1 &
		pids+=($!)
	done
	for ((i = 0; i < $1; i++)); do
		wait "${pids[i]}" || fail "one of them failed: $(<"$scratch/run$i")"
	done
}

t "twenty replicas at once do each step once"
schema twenty
printf 'migrations = [ "migrations" ];\ntargets = { many = { url = "%s"; lock_timeout = "20min"; }; };\ntarget = "many";\n' "$WHIMBREL_URL" >many.cfg
unset WHIMBREL_URL
revision a "" "CREATE TABLE IF NOT EXISTS o (id INT);
INSERT INTO o VALUES (1);"
revision b a "INSERT INTO o SELECT max(id) + 1 FROM o;"
together 20
expect_equal "rows" "$(sql "SELECT id FROM \`whim-brel\`.twenty.o ORDER BY id")" "1 2"
expect_equal "applied" "$(sql "SELECT count(*) FROM \`whim-brel\`.twenty.whimbrel_log WHERE event = 'applied'")" 2
expect_equal "runs that did it" "$(sql "SELECT count(DISTINCT run_id) FROM \`whim-brel\`.twenty.whimbrel_log WHERE event = 'applied'")" 1
