#!/bin/bash
# SPDX-License-Identifier: MIT
# A small C program, built with pkg-config against the installed library, upgrades a database.
# Slow: 30 s: every public function on every dialect.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"

prefix=$(cd "${WHIMBREL%/*}/.." && pwd)
pc=$(find "$prefix" -name whimbrel.pc | head -1)
export PKG_CONFIG_PATH=${pc%/*}

t "a program of twenty lines upgrades a database with the installed library"
mkdir migrations
chain one two
# shellcheck disable=SC2046,SC2086
${CC:-cc} ${EMBED_CFLAGS:-} -Wall -Wextra -Werror -o embed "$srcdir/tests/embed/embed.c" $(pkg-config --cflags --libs whimbrel) ||
	fail "it does not build"
LD_LIBRARY_PATH=$(pkg-config --variable=libdir whimbrel) ./embed sqlite:a.db migrations || fail "exit $?"
expect_equal "the set" "$(applied)" 'one two'

# A project for contract.c: revisions `one` and `two`, and a desired schema that has one table more.
contract_project() {
	mkdir migrations
	chain one two
	printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\nschema_file = "dump.sql";\n' >whimbrel.cfg
	printf 'CREATE TABLE t_one (x INTEGER);\nCREATE TABLE t_two (x INTEGER);\nCREATE TABLE t_three (x INTEGER);\n' >schema.sql
	echo 'CREATE TABLE more (x INTEGER);' >more.sql
	mkdir other
	printf -- '-- migrate:up\nCREATE TABLE t_other (x INTEGER);\n\n-- migrate:down\nDROP TABLE t_other;\n' >other/20260101000000_other.sql
}

t "every public function keeps the contract: errors, listeners, interruptions"
contract_project
# shellcheck disable=SC2046,SC2086
${CC:-cc} ${EMBED_CFLAGS:-} -Wall -Wextra -Werror -o contract "$srcdir/tests/embed/contract.c" $(pkg-config --cflags --libs whimbrel) -pthread ||
	fail "it does not build"
LD_LIBRARY_PATH=$(pkg-config --variable=libdir whimbrel) ./contract sqlite:a.db 2>stderr || fail "exit $?: $(<stderr)"
missing=$(grep -oE '\bwb_[a-z_]+;' "$srcdir/libwhimbrel.map" | tr -d ';' | while read -r name; do
	grep -q "\b$name(" "$srcdir/tests/embed/contract.c" || echo "$name"
done)
expect_equal "functions that it does not call" "$missing" ''

if pg_bindir 2>/dev/null && pg_start; then
	trap 'status=$?; pg_stop; (exit $status); finish' EXIT
	t "the same on a server, where other threads have something to say"
	contract_project
	sed -i 's/^CREATE TABLE t_two.*/&\nDO $$ BEGIN RAISE WARNING '"'told'"'; PERFORM pg_sleep(1.5); END $$;/' migrations/two.sql
	LD_LIBRARY_PATH=$(pkg-config --variable=libdir whimbrel) ../2/contract "$PG_URL" 2>stderr || fail "exit $?: $(<stderr)"
	pg_stop
fi

t "a client that was built with an older, smaller header"
mkdir migrations old
chain one two
cp -r "$srcdir/include/whimbrel" old/
# what came later: the last members of what crosses the border
sed -i '/const char \*applied_by; .*NULL: user@host/d; /void (\*progress)(void \*ctx, const struct wb_progress/d; s/\*schema, \*user, \*session;$/*schema;/' old/whimbrel/whimbrel.h
sed -i '/char detail\[2048\];/d' old/whimbrel/error.h
# shellcheck disable=SC2046,SC2086
${CC:-cc} ${EMBED_CFLAGS:-} -Wall -Wextra -Werror -o older -Iold "$srcdir/tests/embed/older.c" $(pkg-config --libs whimbrel) ||
	fail "it does not build"
LD_LIBRARY_PATH=$(pkg-config --variable=libdir whimbrel) ./older sqlite:a.db 2>stderr || fail "exit $?: $(<stderr)"
expect_equal "the set" "$(applied)" 'one two'

t "it says what went wrong, and prints nothing else"
mkdir migrations
chain one
revision two one 'SELECT * FROM nowhere;'
LD_LIBRARY_PATH=$(pkg-config --variable=libdir whimbrel) ../1/embed sqlite:a.db migrations >stdout 2>stderr
code=$? out=$(<stdout) err=$(<stderr)
expect_exit 1
expect_stdout ''
expect_stderr nowhere
expect_equal "lines" "$(wc -l <stderr)" 1

t "the header is C++ as well"
printf '#include <whimbrel/whimbrel.h>\n#include <whimbrel/dialect.h>\nint main() { return wb_version() == nullptr; }\n' >x.cc
if command -v g++ >/dev/null; then
	# shellcheck disable=SC2046,SC2086
	g++ ${EMBED_CFLAGS:-} -Wall -Wextra -Werror -o x x.cc $(pkg-config --cflags --libs whimbrel) || fail "it does not build"
else
	skip "no C++ compiler"
fi

t "pkg-config tells where dialects are"
[ -e "$(pkg-config --variable=plugindir whimbrel)/sqlite.so" ] || fail "no sqlite.so in plugindir"

done_testing
