# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# Answers that are lost, requests that are refused, a client that is killed.

t "an answer that is lost is not taken for done, or for not done"
schema cut
revision a "" "CREATE TABLE k (id INT);
INSERT INTO k VALUES (1);
INSERT INTO k VALUES (2);"
fault after "INSERT INTO k VALUES .1"
run upgrade
expect_exit 1
# it is under way when that takes longer than an answer is waited for
for ((i = 0; i < 60 && $(count k) == 0; i++)); do sleep 0.5; done
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

t "what an application writes meanwhile is not taken for what was lost"
schema mixed
revision a "" "CREATE TABLE k (id INT);
INSERT INTO k VALUES (1);"
fault before "INSERT INTO k VALUES .1"
run upgrade
expect_exit 1
sql "INSERT INTO \`whim-brel\`.mixed.k VALUES (7)" >/dev/null
run upgrade
[ "$code" = 0 ] || ok repair a --not-done --yes
ok upgrade
expect_equal "rows" "$(sql "SELECT id FROM \`whim-brel\`.mixed.k ORDER BY id")" "1 7"
revision b a "INSERT INTO k VALUES (2);"
fault after "INSERT INTO k VALUES .2"
run upgrade
expect_exit 1
sql "INSERT INTO \`whim-brel\`.mixed.k VALUES (8)" >/dev/null
ok upgrade
expect_equal "rows" "$(sql "SELECT id FROM \`whim-brel\`.mixed.k ORDER BY id")" "1 2 7 8"

t "what was tried again since another writer was in its way is known by its last try"
schema twice
revision a "" "CREATE TABLE k (id INT);
INSERT INTO k VALUES (1);"
fault busy "INSERT INTO k VALUES .1"
fault after "INSERT INTO k VALUES .1"
run upgrade
expect_exit 1
expect_equal "tries" "$(requests 'INSERT INTO k VALUES .1')" 2
ok upgrade
expect_equal "rows" "$(count k)" 1
revision b a "UPDATE k SET id = 2;
INSERT INTO k VALUES (3);"
fault busy "UPDATE k"
fault after "INSERT INTO k VALUES .3"
run upgrade
expect_exit 1
expect_stderr_without CONCURRENT
ok upgrade
expect_equal "rows" "$(count k)" 2

t "a try that the history does not list yet is not taken for not made"
schema unlisted
revision a "" "CREATE TABLE k (id INT);
INSERT INTO k VALUES (1);"
control '{"faults":[{"kind":"busy","match":"INSERT INTO k VALUES .1","count":1},{"kind":"unlisted","match":"INSERT INTO k VALUES .1","count":1}]}'
run upgrade
expect_exit 1
expect_equal "tries" "$(requests 'INSERT INTO k VALUES .1')" 2
run upgrade
expect_exit 5
expect_stderr "repair a --done"
expect_equal "rows" "$(count k)" 1

# keys: the names of those that nobody enforces
keys() {
	sql "SELECT constraint_name FROM \`whim-brel\`.information_schema.table_constraints WHERE table_schema = '$schema'"
}

t "whether a key was added or dropped the catalog tells"
schema keyed
revision a "" "CREATE TABLE k (id INT NOT NULL);
ALTER TABLE k ADD CONSTRAINT pk_k PRIMARY KEY (id);"
fault after "ALTER TABLE k ADD"
run upgrade
expect_exit 1
expect_equal "keys after the cut" "$(keys)" pk_k
ok upgrade
revision b a "ALTER TABLE k DROP CONSTRAINT pk_k;
INSERT INTO k VALUES (1);"
fault after "ALTER TABLE k DROP"
run upgrade
expect_exit 1
ok upgrade
expect_equal "keys" "$(keys)" ""
expect_equal "rows" "$(count k)" 1
revision c b "ALTER TABLE k ADD CONSTRAINT pk_k PRIMARY KEY (id);"
fault before "ALTER TABLE k ADD"
run upgrade
expect_exit 1
expect_equal "keys before" "$(keys)" ""
ok upgrade
expect_equal "keys" "$(keys)" pk_k

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

t "what other rows of the journal say does not disturb the lock"
schema details
revision a "" "CREATE TABLE IF NOT EXISTS d (id INT);
INSERT INTO nowhere VALUES (1);"
run upgrade
expect_exit 1
sql "INSERT INTO \`whim-brel\`.details.whimbrel_log (id, run_id, at, event, session, detail, format) VALUES (90, 'other', current_timestamp(), 'note', 'x', 'no number', 2)" >/dev/null
revision a "" "CREATE TABLE IF NOT EXISTS d (id INT);
INSERT INTO d VALUES (1);"
revision b a "CREATE TABLE IF NOT EXISTS e (id INT);"
ok upgrade
expect_equal "rows" "$(count d)" 1

t "a run whose lock was taken away writes nothing more"
schema taken
revision a "" "CREATE TABLE IF NOT EXISTS d (id INT);
INSERT INTO d VALUES (1);
INSERT INTO d VALUES (2);
INSERT INTO d VALUES (3);
INSERT INTO d VALUES (4);"
"$WHIMBREL" upgrade >"$scratch/taken" 2>&1 &
pid=$!
for ((i = 0; i < 1200; i++)); do
	[ "$(requests 'INSERT INTO d VALUES .1')" = 0 ] || break
	sleep 0.1
done
sql "UPDATE \`whim-brel\`.taken.whimbrel_log SET session = 'somebody else' WHERE id = 0" >/dev/null
wait "$pid"
expect_equal "its exit" "$?" 1
grep -q "lock is gone" "$scratch/taken" || fail "$(<"$scratch/taken")"
grep -q "the journal in the database tells" "$scratch/taken" || fail "$(<"$scratch/taken")"
ok lock release --yes
ok upgrade
expect_equal "rows" "$(sql "SELECT id FROM \`whim-brel\`.taken.d ORDER BY id")" "1 2 3 4"
