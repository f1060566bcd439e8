# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Small projects that lean on what a crash, a retry or the next step takes away: what a session remembers, temporary tables, tables
# without transactions, sequences, transactions of the user's own. A case is a file once/DIALECT-NAME.sql:
#
#	-- refused WORDS	the upgrade is refused, with these words
#	-- told			nothing may be left untold: exit 5 is a failure
#	-- lock TABLE		the upgrade is also run while another session holds TABLE for a while
#	--- title [notx]	a revision; notx: transaction:false
#	--- down [notx]		the way back of the one above
#
# The first revision is the beginning. What follows is run as one upgrade and as one for each step, both of which must end as in the
# native client, which begins a session for each; then with the connection cut behind every message of either side (where there is
# one) or the program killed before every write, and taken up by another upgrade, which is itself cut now and then. It must end
# as an upgrade that nobody disturbed, or with exit 5. The way back likewise, in those that have one. Now and then the part that has
# not run is edited before it is taken up: it fails then at its end, and is put right; or it has one statement more.
#
# $ONCE_CASES: other cases. FAULT_STEP=n: every n-th point only. ONCE_LOCKS=all: each table there is held, whatever the case says,
# once for a while and once again and again.
: "${ONCE_CASES:=$srcdir/tests/fault/once}"

# once_read FILE: the project of a case in the working directory, and steps/N.sql and steps/N.down for the native client
once_read() {
	mkdir -p migrations steps
	rm -f migrations/* steps/*
	refused=$(sed -n 's/^-- refused //p;/^---/q' "$1") told='' lock=$(sed -n 's/^-- lock //p;/^---/q' "$1")
	grep -q '^-- told$' "$1" && told=yes
	awk '
		/^--- / {
			options = /notx$/ ? " transaction:false" : ""
			if ($2 == "down") {
				text = "steps/" n ".down"
				printf "\n-- migrate:down%s\n", options >>file
			} else {
				file = sprintf("migrations/r%d.sql", ++n)
				text = "steps/" n ".sql"
				sub(/^--- /, ""); sub(/ notx$/, "")
				printf "-- Migration: %s\n-- Revision: r%d\n-- Revises: %s\n\n-- migrate:up%s\n", $0, n, (n > 1 ? "r" (n - 1) : ""), options >file
			}
			if (options) printf "" >(text ".notx")
			next
		}
		n { print >>file; print >>text }' "$1"
	steps=$(find steps -name '*.sql' | wc -l)
	downs=$(find steps -name '*.down' | wc -l)
}

# once_cut SIDE N COMMAND...: run it with the connection cut behind message N of that side; sets code
once_cut() {
	local side=$1 n=$2 proxy
	shift 2
	# shellcheck disable=SC2086,SC2153,SC2154
	"$PROXY" $proxy_framing "$side" "$n" "$proxy_port" "$server_port" "$scratch/statistics" &
	proxy=$!
	proxy_ready
	once_whimbrel "$proxy_port" "$@"
	kill $proxy && wait $proxy
}

proxy_ready() {
	local i
	for ((i = 0; i < 200; i++)); do
		grep -qi "$(printf ':%04X 00000000:0000 0A' "$proxy_port")" /proc/net/tcp && return
		sleep 0.01
	done
}

# once_whimbrel PORT COMMAND...: at the server's port, or through the proxy; sets code, said
once_whimbrel() {
	local port=$1
	shift
	timeout 120 "$WHIMBREL" -t dev --url "$(once_url "$port")" "$@" >said.out 2>&1 </dev/null
	code=$?
	said=$(<said.out)
}

# The database as the first revision leaves it; `all`: as all of them do.
once_begin() {
	once_fresh
	once_whimbrel "$server_port" upgrade "${1:-r1}"
	[ "$code" -eq 0 ] || fail "${1:-r1}: exit $code: $said"
}

# once_same WHAT FILE: is the state that in FILE?
once_same() {
	once_state >now
	cmp -s now "$2" || fail "$1: $(diff "$2" now | head -20)"
}

# The native client, a session for each step.
once_native() {
	local n
	once_fresh
	for ((n = 1; n <= steps; n++)); do
		once_client "steps/$n.sql" || fail "the native client, step $n: $(head -3 client.out)"
	done
	once_state >wanted
	[ "$downs" -gt 0 ] || return
	for ((n = steps; n > steps - downs; n--)); do
		once_client "steps/$n.down" || fail "the native client, step $n back: $(head -3 client.out)"
	done
	once_state >wanted_down
}

once_undisturbed() {
	local n
	once_begin
	once_whimbrel "$server_port" upgrade
	[ "$code" -eq 0 ] || fail "one upgrade: exit $code: $said"
	once_same "one upgrade" wanted
	once_begin
	for ((n = 2; n <= steps; n++)); do
		once_whimbrel "$server_port" upgrade "r$n"
		[ "$code" -eq 0 ] || fail "an upgrade for step $n: exit $code: $said"
	done
	once_same "an upgrade for each step" wanted
	[ "$downs" -gt 0 ] || return
	once_whimbrel "$server_port" downgrade "-$downs"
	[ "$code" -eq 0 ] || fail "downgrade: exit $code: $said"
	once_same "the way back" wanted_down
}

# once_edit STATEMENT: at the end of the last revision's way there; nothing: as it was
once_edit() {
	local file=migrations/r$steps.sql
	[ -e last.sql ] || cp "$file" last.sql
	cp last.sql "$file"
	[ -n "$1" ] || return 0
	awk -v more="$1;" '/^-- migrate:down/ { print more; more = "" } { print } END { if (more) print more }' last.sql >"$file"
}

# What has not run is edited so that it fails, then so that it does not. What had run whole refuses it.
once_edited() {
	local what=$1
	once_edit "SELECT nothing FROM no_such_table"
	once_whimbrel "$server_port" upgrade
	[ "$code" -ne 0 ] || fail "$what, edited to fail: exit 0: $said"
	once_edit "${2:-}"
	[ -z "${2:-}" ] || once_whimbrel "$server_port" upgrade
	[ "$code" -ne 2 ] || once_edit ""
}

# once_take_up WHAT COMMAND...: what was cut ends as if it had not been. It goes on until exit 0: the server may still be ending
# the session that was cut.
once_take_up() {
	local what=$1
	shift
	once_whimbrel "$server_port" "$@"
	points=$((points + 1))
	if [ "$code" -eq 5 ] && [ -z "$told" ]; then
		untold=$((untold + 1))
		[[ $said == *"statement"* ]] || fail "$what: exit 5 names no statement: $said"
		return
	fi
	[ "$code" -eq 0 ] || fail "$what: stuck with exit $code: $said"
	[ "$code" -ne 0 ] || once_same "$what" "$target"
}

# once_between COMMAND N WHAT: the edits that belong to point N; the way back has none
once_between() {
	rm -f last.sql
	[ "$1" = upgrade ] && [ "$code" -ne 0 ] || return 0
	case $(($2 % 10)) in
	2) once_edited "$3" ;;
	7) once_edited "$3" "SELECT 1" ;;
	esac
}

# once_sweep BEGIN COMMAND...: every message of either side; every seventh point is cut a second time while it is taken up
once_sweep() {
	local begin=$1 side n count
	shift
	for side in -q -r; do
		once_begin "$begin"
		once_cut "$side" 1000000 "$@"
		[ "$code" -eq 0 ] || fail "through the proxy: exit $code: $said"
		read -r _ clients _ servers _ <"$scratch/statistics"
		count=$([ $side = -q ] && echo "$clients" || echo "$servers")
		for ((n = offset % ${FAULT_STEP:-1}; n < count; n += ${FAULT_STEP:-1})); do
			once_begin "$begin"
			once_cut "$side" "$n" "$@"
			if ((n % 7 == 3)) && [ "$code" -ne 0 ]; then
				once_cut "$side" $((n * 5 % (count + 1))) "$@"
			fi
			once_between "$1" "$n" "$* $side $n"
			once_take_up "$* $side $n" "$@"
			[ -z "$trouble" ] || return
		done
		offset=$((offset + 5))
	done
}

# once_retries TABLE [TIMES]: another session holds it, for longer than the upgrade waits at once; or TIMES with moments in between.
once_retries() {
	local holder what="a lock on $1 that another session holds"
	target=wanted
	once_begin
	for ((i = ${2:-1}; i > 0; i--)); do once_hold "$1"; done &
	holder=$!
	sleep 0.5
	once_whimbrel "$server_port" upgrade
	wait $holder
	[ "$code" -eq 0 ] || once_take_up "$what" upgrade
	[ "$code" -eq 5 ] || once_same "$what" wanted
}

# once_locks: the one that the case names, or all
once_locks() {
	local table
	[ -z "$lock" ] || once_retries "$lock"
	[ "${ONCE_LOCKS:-}" = all ] || return 0
	once_begin
	for table in $(once_tables); do
		once_retries "$table"
		once_retries "$table" 3
		[ -z "$trouble" ] || return
	done
}

# once_cases DIALECT [PATTERN]: those whose names it fits
once_cases() {
	local file points untold offset=${ONCE_OFFSET:-0}
	# shellcheck disable=SC2231
	for file in "$ONCE_CASES"/"$1"-${2:-*}.sql; do
		[ -e "$file" ] || continue
		t "$(basename "$file" .sql)"
		points=0 untold=0
		printf 'migrations = [ "migrations" ];\ntargets = { dev = { url = "%s"; statement_lock_timeout = "1s"; }; };\n' "$(once_url "$server_port")" >whimbrel.cfg
		once_read "$file"
		if [ -n "$refused" ]; then
			once_begin
			once_whimbrel "$server_port" upgrade
			[ "$code" -eq 1 ] || [ "$code" -eq 2 ] || fail "exit $code, wanted 1 or 2: $said"
			[[ $said == *"$refused"* ]] || fail "no '$refused' in: $said"
			continue
		fi
		once_native
		once_undisturbed
		[ -n "$trouble" ] || once_locks
		target=wanted
		[ -n "$trouble" ] || once_sweep r1 upgrade
		target=wanted_down
		[ -n "$trouble" ] || [ "$downs" -eq 0 ] || once_sweep head downgrade "r$((steps - downs))"
		echo "# $(basename "$file" .sql): $points points, $untold of them exit 5"
	done
}
