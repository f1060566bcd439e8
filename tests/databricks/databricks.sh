#!/bin/bash
# SPDX-License-Identifier: MIT
# The Databricks dialect on real Spark and Delta Lake behind the gateway: whole runs, what goes wrong on the way, and
# what is there afterwards.
. "${0%/*}/../functional/harness.bash"
. "${0%/*}/engine.bash"

if ! why=$(bash "$engine" have 2>&1); then
	t "the engine is there"
	skip "$why"
	done_testing
	exit 0
fi
trap 'engine_kill; finish' EXIT
unset "${!DATABRICKS_@}"
export HOME=$scratch

# revision ID PARENT SQL [DOWN [OTHER SECTIONS]]
revision() {
	mkdir -p migrations
	printf -- '-- Migration: %s\n-- Revision: %s\n-- Revises: %s\n-- Date: 2026-01-%02d 00:00:00 +0000\n\n-- migrate:up\n%s\n\n-- migrate:down\n%s\n\n%s\n' \
		"$1" "$1" "$2" $((++day)) "$3" "${4:-}" "${5:-}" >"migrations/$1.sql"
}
day=0

# schema NAME: an empty schema of the test's own
schema() {
	schema=$1
	sql "CREATE SCHEMA \`whim-brel\`.$1" >/dev/null
	export WHIMBREL_URL
	WHIMBREL_URL=$(url "$1")
	control '{"reset":true}'
}

count() {
	sql "SELECT count(*) FROM \`whim-brel\`.$schema.$1"
}

t "the engine starts, and create makes catalog and schema"
if ! engine_start; then
	fail "no engine"
	done_testing
	exit 1
fi
WHIMBREL_URL=$(url first) ok create --yes
expect_stdout_has created
WHIMBREL_URL=$(url first) ok create --yes
expect_equal "catalogs" "$(sql "SHOW CATALOGS LIKE 'whim*'")" "whim-brel"

t "a project goes up and down"
schema up
revision a "" "CREATE TABLE IF NOT EXISTS t_a (id BIGINT NOT NULL, s STRING COMMENT 'it\\'s; \"x\"') -- a; comment
;
INSERT INTO t_a VALUES (1, r'a\\;b'), (2, \"c;d\");" "DROP TABLE t_a;" "-- migrate:verify
-- expect: 2
SELECT count(*) FROM t_a;"
revision b a "ALTER TABLE t_a ADD COLUMN c INT;
UPDATE t_a SET c = 5;" "DROP TABLE IF EXISTS nothing;"
ok upgrade
expect_stdout_has "applied   b"
expect_equal "rows" "$(count t_a)" 2
expect_equal "text" "$(sql "SELECT s FROM \`whim-brel\`.up.t_a ORDER BY id")" 'a\;b c;d'
expect_equal "c" "$(sql "SELECT sum(c) FROM \`whim-brel\`.up.t_a")" 10
control '{"reset":true}'
ok upgrade
expect_stdout_has "nothing to do"
expect_equal "requests of a run that has nothing to do" "$(requests)" 3
ok status
expect_stdout_like "a +applied"
ok verify
ok downgrade base
expect_equal "tables" "$(sql "SELECT table_name FROM \`whim-brel\`.information_schema.tables WHERE table_schema = 'up' AND table_name LIKE 't%'")" ""

t "errors name the way out"
mkdir -p migrations
run --url "databricks://token:dapi-test@127.0.0.1:$port?http_path=/sql/1.0/warehouses/none&tls=no" status -m migrations
expect_stderr "databricks warehouses list"
run --url "$(url nowhere)" status -m migrations
expect_stderr "whimbrel create"
run --url "$(url up dapi-wrong)" status -m migrations
expect_stderr "The token"
expect_stderr_without dapi-wrong
run --url "databricks://token:t@example.org?http_path=/sql/1.0/warehouses/x&tls=no" status -m migrations
expect_exit 2
expect_stderr "in clear"
run --url "databricks://token:t@h?http_path=/sql/protocolv1/o/0/1" status -m migrations
expect_exit 2
expect_stderr "no SQL warehouse"
schema rights
revision a "" "CREATE TABLE p (id INT);"
ok upgrade
revision b a "CREATE TABLE q (id INT);"
WHIMBREL_URL=$(url rights dapi-reader) run upgrade
expect_exit 1
expect_stderr "INSUFFICIENT_PERMISSIONS"
expect_stderr "USE CATALOG"

t "a profile and variables as Databricks' own tools read them"
control '{"reset":true}'
printf '[DEFAULT]\nhost = https://nowhere.example.org\n\n[mine]\nhost = http://127.0.0.1:%s\ntoken = dapi-test\nwarehouse_id = test\n' "$port" >"$HOME/.databrickscfg"
mkdir -p migrations
ok --url "databricks://?profile=mine&catalog=whim-brel&schema=up" status -m migrations
DATABRICKS_CONFIG_PROFILE=mine ok --url "databricks://?catalog=whim-brel&schema=up" status -m migrations
run --url "databricks://?profile=none" status -m migrations
expect_exit 2
expect_stderr "no profile [none]"
DATABRICKS_HOST=http://127.0.0.1:$port DATABRICKS_TOKEN=dapi-test DATABRICKS_WAREHOUSE_ID=test \
	ok --url "databricks://?catalog=whim-brel&schema=up" status -m migrations
rm "$HOME/.databrickscfg"

t "what has no session is told before anything runs"
schema session
revision a "" "CREATE TABLE s (id INT);
SET spark.sql.shuffle.partitions = 1;"
run upgrade
expect_exit 2
expect_stderr "a.sql:"
expect_stderr "request of its own"
expect_equal "tables" "$(sql "SELECT table_name FROM \`whim-brel\`.information_schema.tables WHERE table_schema = 'session' AND table_name = 's'")" ""

# The engine takes a second for each statement, so the rest is for ./dev fault and for whoever asks.
if [ -z "${WHIMBREL_DATABRICKS_ALL:-}" ]; then
	done_testing
	exit 0
fi

t "an answer that is lost is not taken for done, or for not done"
schema cut
revision a "" "CREATE TABLE k (id INT);
INSERT INTO k VALUES (1);
INSERT INTO k VALUES (2);"
fault after "INSERT INTO k VALUES .1"
run upgrade
expect_exit 1
expect_equal "rows after the cut" "$(count k)" 1
ok upgrade
expect_equal "rows" "$(sql "SELECT id FROM \`whim-brel\`.cut.k ORDER BY id")" "1 2"
revision b a "UPDATE k SET id = id + 10;
ALTER TABLE k ADD COLUMN n INT;"
fault before "UPDATE k"
run upgrade
expect_exit 1
fault submitted "ALTER TABLE k ADD"
run upgrade
expect_exit 1
ok upgrade
expect_equal "rows" "$(sql "SELECT id FROM \`whim-brel\`.cut.k ORDER BY id")" "11 12"
expect_equal "columns" "$(sql "SELECT column_name FROM \`whim-brel\`.information_schema.columns WHERE table_schema = 'cut' AND table_name = 'k'")" "id n"

t "a warehouse that starts is waited for"
control '{"slow_ms":8000}'
mkdir -p migrations
ok --url "$(url up)" status
expect_stderr "waiting for the SQL warehouse"

t "a step of statements that may be repeated costs two requests for each"
schema trips
revision a "" "CREATE TABLE IF NOT EXISTS r1 (id INT);
COMMENT ON TABLE r1 IS 'one';
CREATE TABLE IF NOT EXISTS r2 (id INT);
CREATE TABLE IF NOT EXISTS r3 (id INT);"
revision b a "CREATE TABLE IF NOT EXISTS r4 (id INT);"
ok upgrade
n=$(requests 'POST .*statements')
[ "$n" -le $((2 * 5 + 8)) ] || fail "$n requests for five statements"

t "503 and 429 are asked again, and a token that has ended is renewed"
schema again
revision a "" "CREATE TABLE IF NOT EXISTS w (id INT);"
fault 503 "CREATE TABLE IF NOT EXISTS w"
fault 429 "MERGE INTO"
ok upgrade -v
expect_stderr "overloaded"
expect_equal "tables" "$(count w)" 0
control '{"token_seconds":1}'
export DATABRICKS_CLIENT_ID=client DATABRICKS_CLIENT_SECRET=secret
run --url "databricks://127.0.0.1:$port?warehouse_id=test&catalog=whim-brel&schema=again&tls=no" status
expect_exit 0
[ "$(requests 'oidc')" -gt 1 ] || fail "the token was not renewed"
unset DATABRICKS_CLIENT_ID DATABRICKS_CLIENT_SECRET

t "USE is followed for the rest of a step"
sql "CREATE SCHEMA \`whim-brel\`.used_b" >/dev/null
schema used
revision a "" "USE SCHEMA used_b;
CREATE TABLE IF NOT EXISTS here (id INT);
BEGIN
  IF 1 = 1 THEN
    INSERT INTO here VALUES (CASE WHEN true THEN 1 ELSE 2 END);
  END IF;
END;"
revision b a "CREATE TABLE IF NOT EXISTS there (id INT);"
ok upgrade
expect_equal "in used_b" "$(sql "SELECT count(*) FROM \`whim-brel\`.used_b.here")" 1
expect_equal "in used" "$(count there)" 0

t "a run that is killed is taken up by the next one"
schema killed
revision a "" "CREATE TABLE IF NOT EXISTS d (id INT);
INSERT INTO d VALUES (1);
INSERT INTO d SELECT count(*) + 1 FROM d;"
control '{"slow_ms":0}'
"$WHIMBREL" upgrade >/dev/null 2>&1 &
pid=$!
for ((i = 0; i < 600; i++)); do
	[ "$(requests 'INSERT INTO d VALUES')" = 0 ] || break
	sleep 0.1
done
kill -9 "$pid"
wait "$pid" 2>/dev/null
run lock release --yes
ok upgrade
expect_equal "rows" "$(sql "SELECT id FROM \`whim-brel\`.killed.d ORDER BY id")" "1 2"

t "results come in parts and behind links"
schema parts
control '{"chunk_rows":1}'
revision a "" "CREATE TABLE IF NOT EXISTS one (id INT);
CREATE TABLE IF NOT EXISTS two (id INT);" "" "-- migrate:verify
-- expect: 1
SELECT id FROM VALUES (1), (2), (3), (4), (5) AS v(id);"
ok upgrade
ok log --format json
expect_stdout_has '"event":"applied"'
[ "$(requests 'GET /links')" -gt 0 ] || fail "no link was followed"
[ "$(requests 'GET .*result/chunks/1')" -gt 0 ] || fail "no second part was asked for"

t "the two systems that live there"
schema systems
sample ontos
ok --url "$(url systems)" upgrade
ok --url "$(url systems)" verify
ok --url "$(url systems)" downgrade base
sample vital
ok --url "$(url systems)" upgrade
ok --url "$(url systems)" check --no-schema
expect_equal "changes are kept" "$(sql "SHOW TBLPROPERTIES \`whim-brel\`.systems.sheets ('delta.enableChangeDataFeed')")" "delta.enableChangeDataFeed"
run --url "$(url systems)" downgrade base
expect_exit 2
expect_stderr "irreversible"

t "a schema is read, compared and written"
schema drawn
printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\n' >whimbrel.cfg
mkdir migrations
cat >schema.sql <<'SQL'
CREATE TABLE parents (id BIGINT NOT NULL, name STRING COMMENT 'who', CONSTRAINT pk_parents PRIMARY KEY (id));
CREATE TABLE kids (id BIGINT, parent BIGINT, tags ARRAY<STRUCT<a: INT>>, n INT) CLUSTER BY (parent) COMMENT 'k';
ALTER TABLE kids ADD CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES parents (id);
ALTER TABLE kids ADD CONSTRAINT positive CHECK (n > 0);
SQL
ok revision --autogenerate -m first
ok upgrade
ok schema dump
expect_stdout_has "CLUSTER BY (parent)"
expect_stdout_has "CHECK (n > 0)"
ok check
sql "ALTER TABLE \`whim-brel\`.drawn.kids ADD COLUMN extra INT" >/dev/null
run check
expect_exit 3
expect_stdout_has "kids.extra"
expect_equal "scratch schemas left" "$(sql "SELECT count(*) FROM \`whim-brel\`.information_schema.schemata WHERE schema_name LIKE 'whimbrel%'")" 0

t "Databricks' own SDK takes the gateway for the service"
control '{"reset":true}'
if python3 -m venv venv >/dev/null 2>&1 && venv/bin/pip install -q databricks-sdk >pip.log 2>&1; then
	expect_equal "the SDK" "$(venv/bin/python "$srcdir/tests/databricks/sdk.py" "$port" 2>&1 | tail -1)" ok
else
	skip "PyPI can't be reached"
fi

t "the engine dies, and the next run ends as if it had not"
schema died
revision a "" "CREATE TABLE IF NOT EXISTS e (id INT);
INSERT INTO e VALUES (1);
INSERT INTO e VALUES (2);"
control '{"faults":[{"kind":"submitted","match":"INSERT INTO e VALUES .1"}]}'
run upgrade
expect_exit 1
engine_kill
engine_start "$port" || fail "no engine"
run upgrade
if [ "$code" = 5 ]; then
	expect_stderr "repair a --done"
else
	expect_exit 0
	expect_equal "rows" "$(sql "SELECT id FROM \`whim-brel\`.died.e ORDER BY id")" "1 2"
fi

t "two replicas at once do each step once"
schema twice
revision a "" "CREATE TABLE IF NOT EXISTS o (id INT);
INSERT INTO o VALUES (1);"
"$WHIMBREL" upgrade >"$scratch/first" 2>&1 &
pid=$!
run upgrade
expect_exit 0
wait "$pid" || fail "the other one failed: $(<"$scratch/first")"
expect_equal "rows" "$(count o)" 1

done_testing
