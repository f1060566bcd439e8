# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# What a statement, its result and a warehouse may do.

t "a warehouse that starts is waited for"
control '{"slow_ms":8000}'
mkdir -p migrations
ok --url "$(url first)" status
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
revision b a "CREATE TABLE IF NOT EXISTS there (id INT);"
ok upgrade
expect_equal "in used_b" "$(sql "SELECT count(*) FROM \`whim-brel\`.used_b.here")" 1
expect_equal "in used" "$(count there)" 0

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
