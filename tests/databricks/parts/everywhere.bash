# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# A request of a run is not taken, carried out and not answered, still under way when it is cut; the client is killed at that
# moment, or the service loses all but what is on the disk. Of all kinds at all requests WHIMBREL_DATABRICKS_CASES are taken, spread
# over both, beginning with WHIMBREL_DATABRICKS_FIRST: 0 and a large number are all of them, which takes hours.

# steps: the project that is cut
steps() {
	schema "$1"
	rm -rf migrations
	revision a "" "CREATE TABLE k (id INT, s STRING);
INSERT INTO k VALUES (1, 'a');
INSERT INTO k SELECT id + 1, s FROM k;"
	revision b a "CREATE TABLE IF NOT EXISTS z (n INT);
ALTER TABLE k ADD COLUMN n INT;
UPDATE k SET n = id * 10;"
	revision c b "DELETE FROM k WHERE id = 2;
INSERT INTO z SELECT count(*) FROM k;"
}

# what is there in the end
state() {
	sql "SELECT concat_ws(' ', id, s, n, (SELECT sum(n) FROM \`whim-brel\`.$schema.z), (SELECT count(*) FROM \`whim-brel\`.$schema.z), (SELECT count(*) FROM \`whim-brel\`.$schema.whimbrel_version)) FROM \`whim-brel\`.$schema.k"
}

# begin_killed SKIP: a client that is killed while the request behind SKIP others goes on
begin_killed() {
	local pid
	fault hang "POST .*/statements " 1 "$1"
	"$WHIMBREL" upgrade >/dev/null 2>&1 &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		[ "$(requests 'POST .*statements ')" -le "$1" ] || break
		sleep 0.05
	done
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

# cut_at KIND SKIP
cut_at() {
	local try
	steps everywhere
	if [ "$1" = hang ]; then
		begin_killed "$2"
	else
		fault "$1" "POST .*/statements " 1 "$2"
		run upgrade
	fi
	control '{"reset":true}'
	for try in 1 2 3; do
		run lock release --yes
		run upgrade
		[ "$code" != 1 ] || continue
		break
	done
	if [ "$code" = 5 ]; then
		untold+=("$1 $2")
		expect_stderr "repair"
		return
	fi
	[ "$code" = 0 ] || fail "$1 at request $2: exit $code: $err"
	got=$(state)
	[ "$got" = "$whole" ] || fail "$1 at request $2: $got instead of $whole"
}

t "whatever is cut or killed at whichever request, the end is that of an undisturbed run"
steps everywhere
ok upgrade
posts=$(requests 'POST .*statements ')
whole=$(state)
expect_equal "the end" "$whole" "1 a 10 1 1 3"
untold=()
read -ra kinds <<<"${WHIMBREL_DATABRICKS_KINDS:-before after submitted hang die}"
all=$((posts * ${#kinds[@]}))
# a prime that does not divide their number meets each of them once
stride=41
[ $((all % stride)) -ne 0 ] || stride=43
first=${WHIMBREL_DATABRICKS_FIRST:-0} end=$((${WHIMBREL_DATABRICKS_FIRST:-0} + ${WHIMBREL_DATABRICKS_CASES:-10}))
for ((i = first; i < end && i < all; i++)); do
	one=$((i * stride % all))
	cut_at "${kinds[one % ${#kinds[@]}]}" "$((one / ${#kinds[@]}))"
done
echo "# $posts requests, cases $first to $((i - 1)) of $all; could not be told: ${untold[*]:-none}"

# stop_at COUNT: a run that stands still behind so many requests, and goes on when another one has taken over
stop_at() {
	local pid
	steps takeover
	"$WHIMBREL" upgrade >stopped 2>&1 &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		[ "$(requests 'POST .*statements ')" -lt "$1" ] || break
		sleep 0.02
	done
	kill -STOP "$pid" 2>/dev/null
	sql "UPDATE \`whim-brel\`.takeover.whimbrel_log SET detail = '0' WHERE id = 0 AND session <> ''" >/dev/null
	run upgrade
	kill -CONT "$pid" 2>/dev/null
	wait "$pid" && expect_equal "what is left to the other" "$code $out" "0 nothing to do"
	[ "$code" = 0 ] || [ "$code" = 5 ] || fail "exit $code: $err"
	[ "$code" = 5 ] || expect_equal "the end" "$(state)" "$whole"
}

t "a run that stood still until another had taken over writes nothing more"
for at in ${WHIMBREL_DATABRICKS_STOPS:-12}; do
	stop_at "$at"
done
