#!/bin/bash
# SPDX-License-Identifier: MIT
# The dialect's split against psql itself, over generated and mutated texts. $PG_SPLIT is tests/differential/pg_split;
# SPLIT_SEED and SPLIT_ROUNDS take others, and more of them.
. "${srcdir:?}/tests/functional/harness.bash"
: "${PG_SPLIT:?the program}"

t "generated texts are split as psql splits them"
WHIMBREL_PLUGIN_PATH=$WHIMBREL_BUILT_PLUGINS "$PG_SPLIT" "$(command -v psql)" "${SPLIT_ROUNDS:-300}" "${SPLIT_SEED:-1}" >split.log 2>&1 ||
	fail "$(tail -20 split.log)"
done_testing
