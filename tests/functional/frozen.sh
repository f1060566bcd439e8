#!/bin/bash
# SPDX-License-Identifier: MIT
# ABI 1 is frozen: a dialect and a client that were built on its day work for ever, and no member of a public struct moves.
. "${0%/*}/harness.bash"

prefix=$(cd "${WHIMBREL%/*}/.." && pwd)
pc=$(find "$prefix" -name whimbrel.pc | head -1)
export PKG_CONFIG_PATH=${pc%/*}
frozen=$srcdir/tests/frozen/abi1
libs=$(pkg-config --libs whimbrel)
libdir=$(pkg-config --variable=libdir whimbrel)

build_plugin() {
	mkdir -m 755 plugins
	# shellcheck disable=SC2086
	${CC:-cc} ${EMBED_CFLAGS:-} -shared -fPIC -w -D_GNU_SOURCE -I"$frozen" -o plugins/null.so "$frozen"/null/*.c ||
		fail "the dialect does not build"
	chmod 644 plugins/null.so
}

t "a dialect of ABI 1 is loaded, upgrades, and keeps its promises"
build_plugin
mkdir migrations
printf -- '-- Revision: one\n-- Revises:\n\n-- migrate:up\ncreate a;\nadd a 1;\n\n-- migrate:down\ndrop a;\n' >migrations/one.sql
ok --plugin-path "$PWD/plugins" --url null:frozen -m migrations upgrade
ok --plugin-path "$PWD/plugins" --url null:frozen plugins check --only 'own.*'
expect_stdout_has 'upgrade is possible with this dialect'

t "a client of ABI 1 runs"
build_plugin
mkdir migrations
printf -- '-- Revision: one\n-- Revises:\n\n-- migrate:up\ncreate a;\nadd a 1;\n\n-- migrate:down\ndrop a;\n' >migrations/one.sql
# shellcheck disable=SC2086
${CC:-cc} ${EMBED_CFLAGS:-} -w -I"$frozen" -o client "$frozen/client.c" $libs || fail "it does not build"
expect_equal "what it says" "$(LD_LIBRARY_PATH=$libdir ./client null:frozen migrations "$PWD/plugins" 2>&1)" '1 rows, 2 events'

t "no member of a public struct has moved, changed its size or gone"
python3 "$srcdir/tests/frozen/members.py" "$frozen"/whimbrel/*.h >members.c
${CC:-cc} -w -I"$frozen" -o before members.c || fail "the frozen headers do not build"
# shellcheck disable=SC2046
${CC:-cc} -w $(pkg-config --cflags whimbrel) -o now members.c || fail "a member has gone"
./before >before.txt
./now >now.txt
[ "$(wc -l <before.txt)" -ge 300 ] || fail "only $(wc -l <before.txt) members were looked at"
moved=$(diff before.txt now.txt)
expect_equal "what has moved" "$moved" ''
done_testing
