#!/bin/bash
# SPDX-License-Identifier: MIT
# The cases of once/ on SQLite: see once.bash. There are no messages: the program is killed before each of its writes.
# $KILL_AT_SO is tests/kill/kill_at.so.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/fault/once.bash"
: "${KILL_AT_SO:?the preloaded object, kill_at.so}"
server_port=''

once_url() {
	echo sqlite:a.db
}

once_fresh() {
	rm -f a.db* side.db* out.db*
}

# The native client, with a transaction around what has none of its own.
once_client() {
	if [ -e "$1.notx" ]; then
		sqlite3 -bail a.db <"$1" >client.out 2>&1
	else
		(echo "BEGIN;" && cat "$1" && echo ";COMMIT;") | sqlite3 -bail a.db >client.out 2>&1
	fi
}

once_state() {
	local file
	for file in a.db side.db out.db; do
		[ -e $file ] || continue
		schema $file
		sqlite3 $file .dump | grep '^INSERT' | grep -v whimbrel_ | LC_ALL=C sort
		sqlite3 $file "PRAGMA integrity_check; PRAGMA user_version; PRAGMA journal_mode"
	done
}

once_tables() {
	echo a.db
}

once_hold() {
	printf 'BEGIN IMMEDIATE;\n.shell sleep 2.5\nCOMMIT;\n' | sqlite3 a.db
}

# once_sweep BEGIN COMMAND...
once_sweep() {
	local begin=$1 n
	shift
	for ((n = 1 + offset % ${FAULT_STEP:-1}; n < 2000; n += ${FAULT_STEP:-1})); do
		once_begin "$begin"
		once_killed "$n" "$@"
		[ "$code" -eq 137 ] || break
		((n % 7 != 3)) || once_killed $((n / 2 + 1)) "$@"
		once_between "$1" "$n" "$* killed before write $n"
		once_take_up "$* killed before write $n" "$@"
		[ -z "$trouble" ] || return
	done
	offset=$((offset + 5))
}

once_killed() {
	local n=$1
	shift
	{
		KILL_AT=$n LD_PRELOAD=${KILL_PRELOAD:-}$KILL_AT_SO "$WHIMBREL" -t dev "$@" >said.out 2>&1
		code=$?
	} 2>/dev/null
}

once_cases sqlite
done_testing
