#!/bin/bash
# SPDX-License-Identifier: MIT
# The kit as a stranger has it: what is installed is all that a dialect outside of the source needs.
. "${0%/*}/harness.bash"

prefix=$(cd "${WHIMBREL%/*}/.." && pwd)
pc=$(find "$prefix" -name whimbrel-kit.pc | head -1)
export PKG_CONFIG_PATH=${pc%/*}

t "a dialect outside of the source is built with the installed kit"
cp "$srcdir"/tests/examples/kit/* .
# shellcheck disable=SC2086
CFLAGS="${EMBED_CFLAGS:-} -Werror" make >make.log 2>&1 || fail "it does not build: $(<make.log)"
nm -D --defined-only toy.so | awk '$2 ~ /[TDBR]/ { print $3 }' | grep -vx whimbrel_dialect >exported
expect_equal "what it exports besides its table" "$(<exported)" ''
nm -u toy.so | grep -E ' (wb|kit)_' >needed
expect_equal "what it needs of whimbrel" "$(<needed)" ''

t "it is loaded, its texts of SQL and the patterns are right"
cp "$srcdir"/tests/examples/kit/* .
make >make.log 2>&1
export WHIMBREL_PLUGIN_PATH=$PWD
run plugins
case $out in *"a toy, built outside of whimbrel's source"*) ;; *) fail "it is not listed: $out$err" ;; esac
case $out in
*"SELECT o.name FROM objects o WHERE o.kind = 'table' AND NOT o.hidden; \`a\`\`b\`, 'it''s', 4, a comment, 2"*) ;;
*) fail "it says: $out" ;;
esac

t "the headers of the kit are C++ as well"
for header in "$srcdir"/include/whimbrel/kit/*.h; do
	echo "#include <whimbrel/kit/${header##*/}>"
done >all.cc
if command -v c++ >/dev/null; then
	# shellcheck disable=SC2046
	c++ -Wall -Wextra -Werror -fsyntax-only $(pkg-config --cflags whimbrel-kit) all.cc || fail "they are not"
else
	skip "there is no C++ compiler"
fi

t "what is wrong with a text of SQL is said with its place"
printf -- '--- text one\n\tSELECT @nothing\n' >a.sql
awk -f "$(pkg-config --variable=sql_to_c whimbrel-kit)" a.sql >a.c 2>said && fail "it was taken"
expect_equal "what is said" "$(<said)" 'a.sql:2: no macro is called nothing'
done_testing
