#!/bin/bash
# SPDX-License-Identifier: MIT
# `plugins check`: every dialect of this source keeps its promises, each is tried, and what is broken is told as an author
# needs it.
# Slow: 120 s: a conformance suite for each dialect.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/databases.inc"
. "$srcdir/tests/functional/plugins_check.inc"

export WHIMBREL_PLUGIN_PATH=${WHIMBREL_BUILT_PLUGINS:-}

for model in transactional implicit each; do
	t "the null dialect holds, where DDL is $model"
	holds "null:check?ddl=$model" 140
done

t "SQLite holds"
sqlite_new
holds "$URL" 240

if begin_postgresql; then
	t "PostgreSQL holds"
	postgresql_new
	holds "$URL" 230
fi

if begin_mariadb; then
	t "MariaDB holds"
	mariadb_new
	holds "$URL" 230
fi

t "an option's value that is none of its values is refused"
run --url "null:x?ddl=odd" plugins check
expect_exit 2
expect_stderr 'option "ddl" of dialect null is one of transactional, implicit, each, not "odd"'

t "one slot, one case, and a case that is not there"
run --url sqlite:a.db plugins check --only lock
expect_exit 0
expect_stdout_has 'lock.second: one connection at a time has it'
[[ $out != *quote.name* ]] || fail "others are there: $out"
run --url sqlite:a.db plugins check --only 'quote.n*'
expect_exit 0
expect_stdout_has 'quote.name:'
run --url sqlite:b.db plugins check --only nothing
expect_exit 2
expect_stderr 'no case is called so, and no slot: there are cases of load, '
expect_no_file b.db

t "JSON has all of it"
run --url sqlite:a.db plugins check --only describe --format json
expect_exit 0
python3 - "$out" <<'END' || fail "it is not as it should be: $out"
import json, sys
j = json.loads(sys.argv[1])
assert j["upgrade"]["result"] == "holds" and j["broken"] == 0 and j["holds"] == len([c for c in j["cases"] if c["result"] == "holds"])
assert all(c["id"] and c["title"] and c["manual"] for c in j["cases"])
assert all(c["detail"] for c in j["cases"] if c["result"] == "left out")
END

t "a database with applied revisions is left alone"
project
chain one
ok --url sqlite:b.db -m migrations upgrade
run --url sqlite:b.db plugins check
expect_exit 2
expect_stderr 'has 1 applied revisions'
done_testing
