# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# The engine is killed in the midst of a statement.

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
