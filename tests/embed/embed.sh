#!/bin/bash
# SPDX-License-Identifier: MIT
# A small C program, built with pkg-config against the installed library, upgrades a database.
. "${srcdir:?}/tests/functional/harness.bash"

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
