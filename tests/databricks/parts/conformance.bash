# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# What a dialect promises.

t "plugins check: every promise holds, or is left out with a reason"
schema promises
run --url "$WHIMBREL_URL" plugins check databricks
[ "$code" = 0 ] || fail "exit $code"$'\n'"$out"$'\n'"$err"
