#!/bin/bash
# SPDX-License-Identifier: MIT
# `plugins new`: what a stranger begins with builds at once with what is installed, and `plugins check` says what to write
# next, slot by slot.
. "${0%/*}/harness.bash"

prefix=$(cd "${WHIMBREL%/*}/.." && pwd)
pc=$(find "$prefix" -name whimbrel.pc | head -1)
export PKG_CONFIG_PATH=${pc%/*}

t "the beginning of a dialect is written, and builds without a warning"
ok plugins new acme
for file in acme.c Makefile check.sh README.md; do
	expect_file acme/$file
done
# shellcheck disable=SC2086
CFLAGS="${EMBED_CFLAGS:-} -O1 -Werror" make -C acme >make.log 2>&1 || fail "it does not build: $(<make.log)"
[ -x acme/check.sh ] || fail "check.sh can't be run"
[ "$(wc -l <acme/acme.c)" -le 200 ] || fail "it has $(wc -l <acme/acme.c) lines"

t "what POSIX has is there, and make says where whimbrel is looked for"
ok plugins new acme
sed -i 's/^\tfree(conn);/\tfree(strndup("x", 1)), free(realpath("x", NULL)), free(conn);/' acme/acme.c
grep -q realpath acme/acme.c || fail "nothing was tried"
# shellcheck disable=SC2086
CFLAGS="${EMBED_CFLAGS:-} -O1 -Werror" make -C acme >make.log 2>&1 || fail "it does not build: $(<make.log)"
PKG_CONFIG_PATH=$PWD make -B -C acme >make.log 2>&1 && fail "it builds without whimbrel.pc"
grep -q 'set PKG_CONFIG_PATH' make.log || fail "$(<make.log)"

t "plugins check says what to write first"
ok plugins new acme
acme/check.sh acme://x >out 2>err
expect_equal "its exit code" $? 3
expect_equal "the first line" "$(head -1 out)" \
	'upgrade is NOT possible yet: WB_E_UNSUPPORTED: connect is not written yet: see whimbrel-dialect(3), connect'
expect_equal "the last line" "$(tail -1 out)" 'next: connect (whimbrel-dialect(3), connect)'
grep -q 'there is no connection' out || fail "what waits for a connection is not left out: $(<out)"

t "nothing is written over"
ok plugins new acme there
echo mine >there/README.md
run plugins new acme there
expect_exit 2
expect_equal "the file" "$(<there/README.md)" mine

t "a name that can't be one"
for name in Acme 9a a-b ''; do
	run plugins new "$name"
	expect_exit 2
done
done_testing
