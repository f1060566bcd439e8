# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# What a statement, its result and a warehouse may do.

t "a warehouse that starts is waited for"
control '{"slow_ms":8000}'
mkdir -p migrations
ok -v --url "$(url first)" status
expect_stderr "waiting for the SQL warehouse"

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
revision b a "CREATE TABLE IF NOT EXISTS there (id INT);
GRANT SELECT ON TABLE there TO \`a@example.org\`;
OPTIMIZE there;
VACUUM there;
EXECUTE IMMEDIATE 'INSERT INTO there VALUES (1), (2)';
CREATE CATALOG IF NOT EXISTS \`whim-brel\`;"
ok upgrade
expect_equal "sent without the proof of the lock" "$(requests 'statements (GRANT|OPTIMIZE|VACUUM|EXECUTE|CREATE CATALOG)')" 0
expect_equal "in used_b" "$(sql "SELECT count(*) FROM \`whim-brel\`.used_b.here")" 1
expect_equal "in used" "$(count there)" 2

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

t "what a step takes away comes back with its way back, and what is no key loses nothing"
schema keeping
revision a "" "CREATE TABLE u (id INT, mail STRING, note STRING) TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
INSERT INTO u VALUES (1, 'a@x', 'one'), (2, NULL, 'two');" "DROP TABLE u;"
revision b a "-- whimbrel:keep u(mail)
ALTER TABLE u DROP COLUMN mail;" "ALTER TABLE u ADD COLUMN mail STRING;"
ok upgrade
expect_equal "columns" "$(sql "SELECT column_name FROM \`whim-brel\`.information_schema.columns WHERE table_schema = 'keeping' AND table_name = 'u'")" "id note"
ok downgrade
expect_equal "mail" "$(sql "SELECT coalesce(mail, '-') FROM \`whim-brel\`.keeping.u ORDER BY id")" "a@x -"
expect_equal "tables that keep" "$(sql "SELECT count(*) FROM \`whim-brel\`.information_schema.tables WHERE table_schema = 'keeping' AND table_name LIKE 'whimbrel_kept%'")" 0
sql "INSERT INTO \`whim-brel\`.keeping.u (id, mail) VALUES (1, 'again')" >/dev/null
run upgrade
expect_exit 1
expect_stderr MULTIPLE_SOURCE
expect_equal "rows" "$(sql "SELECT count(mail) FROM \`whim-brel\`.keeping.u")" 2
