#!/bin/bash
# SPDX-License-Identifier: MIT
# Random parts of random histories are squashed: no database is stranded, and each ends as with the old files.
. "${0%/*}/harness.bash"

t "random squashes of random histories"
if ! command -v python3 >/dev/null; then
	skip "there is no python3"
else
	said=$(TMPDIR=$scratch timeout 300 python3 "$srcdir/tests/functional/squash_random.py" "$WHIMBREL" "${SEED:-1}" "${COUNT:-6}" 2>&1) || {
		fail "$said"
	}
fi
done_testing
