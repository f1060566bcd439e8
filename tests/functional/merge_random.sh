#!/bin/bash
# SPDX-License-Identifier: MIT
# Random forks: what a merge calls alike is alike, whichever branch runs first and whatever rows there are.
. "${0%/*}/harness.bash"

t "what is called alike is alike, in ${FORKS:=50} random forks"
WHIMBREL=$WHIMBREL timeout 100 python3 "$srcdir/tests/functional/merge_random.py" "$FORKS" "${FORK_SEED:-7}" >said 2>&1 ||
	fail "$(<said)"
said=$(<said)
for kind in alike differs unproved; do
	[[ $said == *$kind:* ]] || fail "no fork of the kind '$kind': $said"
done
done_testing
