#!/bin/bash
# SPDX-License-Identifier: MIT
# `plugins check`: the promises hold for a dialect outside of the source, examples/firebird, whose engine runs in the program.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/firebird.inc"

begin "plugins check finds nothing to say"
whimbrel plugins check firebird --url "firebird:///$PWD/app.fdb"
expect_exit 0
[[ $out != *BROKEN* ]] || fail "$(grep -A4 '^BROKEN' <<<"$out" | cut -c1-300)"
expect_equal "the first line" "$(head -1 <<<"$out")" 'upgrade is possible with this dialect'
summary=$(tail -1 <<<"$out")
summary=${summary#*: }
[ "${summary%% *}" -ge 220 ] || fail "only ${summary%% *} of them hold"
done_testing
