# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# Whole runs, their requests, and what a person gets wrong.

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

t "revisions that may be repeated cost a request each, and nothing to do costs three"
schema trips
parent='' many=${WHIMBREL_DATABRICKS_ALL:+20}
many=${many:-4}
for ((i = 1; i <= many; i++)); do
	revision "r$i" "$parent" "CREATE TABLE IF NOT EXISTS t$i (id INT);"
	parent=r$i
done
ok upgrade
n=$(requests 'POST .*statements')
[ "$n" -le $((many + 11)) ] || fail "$n requests for $many statements"
expect_equal "tables" "$(sql "SELECT count(*) FROM \`whim-brel\`.information_schema.tables WHERE table_schema = 'trips' AND table_name LIKE 't%'")" "$many"
expect_equal "revisions" "$(count whimbrel_version)" "$many"
control '{"reset":true}'
ok upgrade
expect_equal "requests of a run that has nothing to do" "$(requests)" 3

t "what is wrong with a statement is told as if it stood alone"
schema told
revision a "" "CREATE TABLE IF NOT EXISTS x (id INT);"
revision b a "CREATE TABLE IF NOT EXISTS y (id INTT);"
run upgrade
expect_exit 1
expect_stderr "b.sql:7"
expect_stderr "UNSUPPORTED_DATATYPE"
expect_stderr "CREATE TABLE IF NOT EXISTS y (id INTT)"
expect_stderr_without "EXECUTE IMMEDIATE"
ok status
expect_stdout_like "a +applied"
revision b a "INSERT INTO nowhere VALUES (1);"
run upgrade
expect_exit 1
expect_stderr "TABLE_OR_VIEW_NOT_FOUND"
expect_stderr "no statement of this step is done"
revision b a "INSERT INTO x VALUES (1);"
ok upgrade
expect_equal "rows" "$(count x)" 1

t "what other documents tell people to write is refused with the way out"
schema unknown
revision a "" "CREATE TABLE x (id INT);"
ok upgrade
for bad in "ALTER TABLE x ADD COLUMN IF NOT EXISTS n INT|the journal knows" "CREATE INDEX i ON x (id)|CLUSTER BY" "SHOW WAREHOUSES|warehouses list"; do
	revision b a "${bad%|*};"
	run upgrade
	expect_exit 1
	expect_stderr "${bad#*|}"
done

t "whoever has signed in with databricks auth login needs no token"
mkdir -p migrations
cat >databricks <<'SH'
#!/bin/sh
echo "$*" >>asked
echo 'a warning' >&2
echo '{ "access_token": "dapi-test", "token_type": "Bearer", "expires_in": 3600 }'
SH
chmod +x databricks
printf '[vital-dev]\nhost = http://127.0.0.1:%s\nauth_type = databricks-cli\nwarehouse_id = test\n' "$port" >"$HOME/.databrickscfg"
PATH=$PWD:$PATH ok --url "databricks://?profile=vital-dev&catalog=whim-brel&schema=unknown" status -m migrations
expect_equal "what was asked, once" "$(<asked)" "auth token --profile vital-dev"
rm "$HOME/.databrickscfg"
