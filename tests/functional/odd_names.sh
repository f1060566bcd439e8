#!/bin/bash
# SPDX-License-Identifier: MIT
# Names that hold quotes, line ends, SQL, variables: nothing of them is ever run, in no comment of a generated revision
# either, and a dump of them can be loaded.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/schema/engines.sh"

# tables QUOTE COLUMNS: a table of each name
tables() {
	local name
	for name in "we$1$1ird" "it's" "a;b" "\$\$x\$\$" "\${nope}" "sel ect" $'a\nDROP TABLE victim;\n-- migrate:up' $'a\rDROP TABLE victim;' "--x" "/*c*/" "a.b" "%s%n" "\\"; do
		printf 'CREATE TABLE %s%s%s (%s%s%s INT PRIMARY KEY, v INT%s);\n' "$1" "$name" "$1" "$1" "$name" "$1" "$2"
	done
}

# there_and_back QUOTE
there_and_back() {
	engine_new now other
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\nkeep = true;\nschema = [ "schema.sql" ];\ntargets = { dev = { url = "%s"; }; };\n' "$(engine_url now)" >whimbrel.cfg
	mkdir -p migrations
	{
		printf -- '-- Revision: one\n-- Variables: off\n-- migrate:up\nCREATE TABLE victim (x INT PRIMARY KEY);\n'
		tables "$1" ''
		printf -- '-- migrate:down irreversible\n'
	} >migrations/one.sql
	# a line that begins a section within a name is no section
	{
		printf -- '-- Variables: off\nCREATE TABLE victim (x INT PRIMARY KEY);\n'
		tables "$1" ', w INT'
	} >schema.sql
	ok upgrade
	ok revision --autogenerate -m way --rev-id two
	ok upgrade
	ok check
	ok schema dump
	printf '%s\n' "$out" >dump.sql
	ok --url "$(engine_url other)" schema load dump.sql
	"$WHIMBREL" --url "$(engine_url other)" schema dump >again.sql
	cmp dump.sql again.sql || fail "the dump of the load is another one"
	ok downgrade -1
	[[ $(native_dump now) == *victim* ]] || fail "a name was run"
	engine_drop now other
}

trap 'status=$?; engine_stop; (exit $status); finish' EXIT
for engine in sqlite postgresql mariadb; do
	"$engine"_engine
	engine_start || exit 1
	t "$engine: odd names go there and back, and are dumped and loaded"
	case $engine in mariadb) there_and_back '`' ;; *) there_and_back '"' ;; esac
	engine_stop
done
done_testing
