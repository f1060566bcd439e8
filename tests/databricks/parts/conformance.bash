# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# What a dialect promises.

t "plugins check: every promise holds, but for names that Unity Catalog does not take either"
schema promises
run --url "$WHIMBREL_URL" plugins check databricks --timeout 10m
broken=$(grep -o '^BROKEN *[a-z.-]*' <<<"$out" | awk '{ print $2 }' | grep -v '^quote\.' | tr '\n' ' ')
[ -z "$broken" ] || fail "broken: $broken"$'\n'"$out"
grep -q '^holds *own.order' <<<"$out" || fail "$out"
