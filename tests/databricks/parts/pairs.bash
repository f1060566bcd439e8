# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# From the one schema to the other and back; and what Delta can't change is refused with the reason.

# project SCHEMA
project() {
	schema "$1"
	rm -rf migrations
	mkdir migrations
	printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\n' >whimbrel.cfg
}

t "what Delta can change goes there and back, and nothing is left over"
project there
cp "$srcdir/tests/databricks/pairs/from.sql" schema.sql
ok revision --autogenerate -m first --rev-id first
ok upgrade
ok check
ok schema dump
printf '%s\n' "$out" >first.sql
sql "INSERT INTO \`whim-brel\`.there.nested (id, s) VALUES (1, named_struct('a', 7, 'c', named_struct('x', 'kept')))" >/dev/null
cp "$srcdir/tests/databricks/pairs/to.sql" schema.sql
ok revision --autogenerate -m second --rev-id second
grep -q irreversible migrations/*second.sql && fail "$(<migrations/*second.sql)"
ok upgrade
ok check
expect_equal "the row" "$(sql "SELECT concat_ws(' ', s.a, s.c.x, s.d) FROM \`whim-brel\`.there.nested")" "7 kept"
ok downgrade -1
ok schema dump
expect_equal "what was there first" "$out" "$(<first.sql)"
ok upgrade
ok schema dump
grep -q "CLUSTER BY (s.b, \`Odd Name\`)" <<<"$out" || fail "$out"
printf '%s\n' "$out" >schema.sql
ok check

# refused FROM TO WORDS: autogenerate says why it can't be
refused() {
	project refused
	echo "$1" >schema.sql
	sql "${1/CREATE TABLE /CREATE TABLE \`whim-brel\`.refused.}" >/dev/null
	echo "$2" >schema.sql
	run revision --autogenerate -m second
	[ "$code" != 0 ] || fail "$2: $(cat migrations/*)"
	expect_stderr_like "$3"
}

t "what Delta can't change is refused with the reason and the way out"
refused "CREATE TABLE a (s STRUCT<a: INT, b: INT>);" "CREATE TABLE a (s STRUCT<a: INT>);" "s.b can't be dropped.*delta.columnMapping.mode"
refused "CREATE TABLE a (n INT);" "CREATE TABLE a (n BIGINT);" "delta.enableTypeWidening"
refused "CREATE TABLE a (n INT, d DATE) PARTITIONED BY (d);" "CREATE TABLE a (n INT, d DATE) PARTITIONED BY (n);" "partitioned by can't be changed"
refused "CREATE TABLE a (n INT);" "CREATE TABLE a (n INT, i BIGINT GENERATED ALWAYS AS IDENTITY);" "adds no column that it computes"
refused "CREATE TABLE a (m MAP<STRING, STRUCT<a: INT>>);" "CREATE TABLE a (m MAP<STRING, STRUCT<a: STRING>>);" "a.m.value.a: Delta makes types only wider"
