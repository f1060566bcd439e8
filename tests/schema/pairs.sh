#!/bin/bash
# SPDX-License-Identifier: MIT
# Pairs of schemas, from the one to the other and back, as a user would go: a revision makes the current schema, autogenerate
# finds the way to the desired one, upgrade takes it, check is clean, downgrade -1 gives the current one back. What came of it
# is compared with a database that the native client loaded, by our own dump and, where there is one, by the database's.
#
#	PAIRS_STEP=N   every Nth pair alone      PAIRS=REGEX   those with such a name      DIALECTS="sqlite mariadb"
#	PAIRS_OLD=yes  a server that refuses a schema is older than what it needs: no fault
#
# DIALECT_pairs*.sql beside this file: each pair begins with `-- pair: NAME`, the current schema, `-- desired`, the desired one.
# `-- rows` goes before the rows that the current one holds, `-- ask` before a query whose answer no way may change,
# `-- roles` before the names of roles that the server shall have.
# A file whose first line is `-- since version N` is for such servers alone.
# A name that ends in `!same`: both mean the same, and nothing is to be done. `!refused`: there is no way, and that is said.
# `!one-way`: the way back cannot give everything back.
# Slow: 60 s: it makes a database for each schema.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/schema/engines.sh"

# Lines as a set: the order of columns is no difference.
as_set() {
	sed -E 's/,$//' | LC_ALL=C sort
}

# same WHAT A B
same() {
	diff <(as_set <<<"$2") <(as_set <<<"$3") >differences && return
	fail "$1:"$'\n'"$(head -40 differences)"
}

# compare WHAT DATABASE REFERENCE: by both dumps
compare() {
	same "$1" "$(dump_of "$2")" "$(dump_of "$3")"
	same "$1, says the database" "$(native_dump "$2")" "$(native_dump "$3")"
}

dump_of() {
	"$WHIMBREL" --url "$(engine_url "$1")" schema dump 2>&1 | engine_plain
}

# asked WHEN: the answer is still the first one
asked() {
	local answer
	[ -e ask.sql ] || return 0
	answer=$(native_ask now ask.sql 2>&1)
	[ -e answer ] || echo "$answer" >answer
	[ "$answer" = "$(<answer)" ] || fail "$1: the rows say $answer, wanted $(<answer)"
}

# What has to be said, and nothing written.
refused() {
	run revision --autogenerate -m way --rev-id two
	[ "$code" -ne 0 ] || fail "it was not refused"
	[ -n "$err" ] || fail "nothing was said"
	[ "$(ls migrations)" = one.sql ] || fail "a file was written"
}

there_and_back() {
	ok revision --autogenerate -m way --rev-id two
	[ -e "$out" ] || fail "no file was written: $out"
	[ -z "$trouble" ] || return
	asked before
	ok upgrade
	asked up
	compare "up: has, wants" now desired
	ok check
	ok test
	ok downgrade -1
	asked down
	[ "$expected" = one-way ] || compare "down: has, wants" now current
}

# knows NAME: may this server be asked for such a schema?
knows() {
	[ -n "${PAIRS_OLD:-}" ] || return 0
	native_load "$1" "$1.sql" || skipped="this server refuses the $1 schema: $(head -1 load.log)"
	engine_drop "$1" && engine_new "$1"
	[ -z "$skipped" ]
}

# try NAME: the pair in current.sql and desired.sql
try() {
	expected=
	[[ $1 =~ \!([a-z-]+)$ ]] && expected=${BASH_REMATCH[1]}
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\nschema = [ "desired.sql" ];\ntargets = { dev = { url = "%s"; }; };\n' \
		"$(engine_url now)" >whimbrel.cfg
	mkdir -p migrations
	# shellcheck disable=SC2046
	[ ! -e roles.sql ] || engine_roles $(<roles.sql)
	engine_new now current desired
	knows current && knows desired || return
	native_load current current.sql || fail "the current schema does not load: $(head -5 load.log)"
	native_load desired desired.sql || fail "the desired schema does not load: $(head -5 load.log)"
	{
		printf -- '-- Migration: one\n-- Revision: one\n-- Variables: off\n\n-- migrate:up\n'
		cat current.sql
		printf '\n-- migrate:down irreversible\n'
	} >migrations/one.sql
	[ -n "$trouble" ] || ok upgrade
	[ -n "$trouble" ] && return
	[ ! -e rows.sql ] || native_load now rows.sql || fail "the rows do not load: $(head -5 load.log)"
	sed -i '1i-- Variables: off' desired.sql
	case $expected in
	refused) refused ;;
	same)
		ok revision --autogenerate -m way --rev-id two
		[ "$(ls migrations)" = one.sql ] || fail "there was something to do: $(cat "$out")"
		;;
	*) there_and_back ;;
	esac
}

# is_for_server FILE: its first line may say what version it is for
is_for_server() {
	local since
	since=$(sed -nE '1s/^-- since version ([0-9]+)$/\1/p' "$1")
	[ -z "$since" ] || [ "$(engine_version)" -ge "$since" ]
}

# each FILE: every pair in it
each() {
	local line name='' part=/dev/null number=0
	rm -rf "$scratch/pairs" && mkdir "$scratch/pairs"
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		'-- pair: '*)
			number=$((number + 1))
			mkdir "$scratch/pairs/$number"
			name=${line#-- pair: } part=$scratch/pairs/$number/current.sql
			echo "$name" >"$scratch/pairs/$number/name"
			: >"$part"
			;;
		'-- desired' | '-- rows' | '-- ask' | '-- roles') part=$scratch/pairs/$number/${line#-- }.sql && : >"$part" ;;
		*) printf '%s\n' "$line" >>"$part" ;;
		esac
	done <"$1"
	for ((line = 1; line <= number; line++)); do
		name=$(<"$scratch/pairs/$line/name")
		[[ $name =~ ${PAIRS:-.} ]] || continue
		[ $((line % ${PAIRS_STEP:-1})) -eq 0 ] || continue
		t "$engine: $name"
		cp "$scratch/pairs/$line"/*.sql .
		try "$name"
		engine_drop now current desired
	done
}

trap 'status=$?; engine_stop; (exit $status); finish' EXIT
for engine in ${DIALECTS:-sqlite postgresql mariadb}; do
	"$engine"_engine
	engine_start || exit 1
	for file in "$srcdir/tests/schema/$engine"_pairs*.sql; do
		[ ! -e "$file" ] || ! is_for_server "$file" || each "$file"
	done
	engine_stop
done
done_testing
