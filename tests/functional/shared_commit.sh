#!/bin/bash
# SPDX-License-Identifier: MIT
# Steps that share a commit: what a later one sees of the earlier ones' rows, and which rows stay when one fails.
. "${BASH_SOURCE[0]%/*}/harness.bash"

# step N SQL...: a revision behind the one before
step() {
	local n=$1
	shift
	revision "r$n" "$( ((n > 1)) && echo "r$((n - 1))")" "$(printf '%s\n' "$@")" "DROP TABLE IF EXISTS t$n;"
}

logged() { sql "SELECT group_concat(event || ' ' || revision) FROM (SELECT * FROM whimbrel_log ORDER BY id)"; }

t "a step sees the rows of those before it, whichever way it looks"
project
step 1 'CREATE TABLE seen (what TEXT, n INT);' 'CREATE VIEW versions AS SELECT * FROM whimbrel_version;'
step 2 "INSERT INTO seen SELECT 'table', count(*) FROM whimbrel_version;"
step 3 "INSERT INTO seen SELECT 'view', count(*) FROM versions;" \
	"CREATE TRIGGER looks AFTER INSERT ON seen WHEN new.what = 'trigger' BEGIN UPDATE seen SET n = (SELECT max(id) FROM whimbrel_log) WHERE what = new.what; END;"
step 4 "INSERT INTO seen VALUES ('trigger', NULL);"
step 5 'CREATE TABLE copy AS SELECT revision, checksum FROM whimbrel_version;' 'DROP VIEW versions;'
run upgrade
expect_exit 0
expect_equal 'what there is' "$(sql 'SELECT group_concat(what || n) FROM seen; SELECT count(*) FROM copy')" $'table1,view2,trigger3\n4'
expect_equal 'what is applied' "$(applied)" 'r1 r2 r3 r4 r5'

t "a row may refer to a revision that is applied in the same commit"
project
step 1 'CREATE TABLE uses (revision VARCHAR(64) REFERENCES whimbrel_version (revision));'
step 2 "INSERT INTO uses VALUES ('r1');"
run upgrade
expect_exit 0
step 3 "INSERT INTO uses VALUES ('r2');"
step 4 "INSERT INTO uses VALUES ('none');"
run upgrade
expect_exit 1
expect_stderr_like 'uses row 3 refers to no row of whimbrel_version'
expect_equal 'what is applied' "$(applied)" 'r1 r2 r3'

t "those before a step that fails keep their rows, in their order, and it has none"
project
for n in 1 2 3 4 5 6; do step $n "CREATE TABLE t$n (id INTEGER PRIMARY KEY);" "INSERT INTO t$n VALUES ($n);"; done
step 4 'CREATE TABLE t4 (id INTEGER PRIMARY KEY);' 'INSERT INTO t4 VALUES (1), (1);'
run upgrade
expect_exit 1
expect_equal 'what is applied' "$(applied)" 'r1 r2 r3'
expect_equal 'the log' "$(logged)" 'applied r1,applied r2,applied r3,failed r4'
step 4 'CREATE TABLE t4 (id INTEGER PRIMARY KEY);' 'INSERT OR ROLLBACK INTO t4 VALUES (1), (1);'
run downgrade base
expect_exit 0
run upgrade
expect_exit 1
expect_equal 'what is applied' "$(applied)" 'r1 r2 r3'
expect_equal 'what there is' "$(sql "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'whimbrel%'")" t1,t2,t3
step 4 'CREATE TABLE t4 (id INTEGER PRIMARY KEY);'
run upgrade
expect_exit 0
expect_equal 'what is applied' "$(applied)" 'r1 r2 r3 r4 r5 r6'

t "a savepoint of a step that looked at the rows before takes none of them back"
project
step 1 'CREATE TABLE t1 (n INT);'
step 2 'CREATE TABLE t2 (n INT);' 'SAVEPOINT mine;' 'INSERT INTO t2 SELECT count(*) FROM whimbrel_version;' 'ROLLBACK TO mine;' 'INSERT INTO t2 SELECT count(*) FROM whimbrel_version;'
step 3 'CREATE TABLE t3 (n INT);' 'INSERT INTO t3 SELECT count(*) FROM whimbrel_version;'
step 4 'CREATE TABLE t4 (n INT PRIMARY KEY);' 'INSERT INTO t4 SELECT count(*) FROM whimbrel_version;' 'INSERT INTO t4 VALUES (3);'
run upgrade
expect_exit 1
expect_equal 'what is applied' "$(applied)" 'r1 r2 r3'
expect_equal 'what there is' "$(sql 'SELECT n FROM t2; SELECT n FROM t3')" $'1\n2'
expect_equal 'the log' "$(logged)" 'applied r1,applied r2,applied r3,failed r4'
step 4 'CREATE TABLE t4 (n INT PRIMARY KEY);'
run upgrade
expect_exit 0
expect_equal 'what is applied' "$(applied)" 'r1 r2 r3 r4'

t "what a table's definition asks of changes() is a new connection's in each step, whoever made it"
project
sql 'CREATE TABLE before (a, n INT DEFAULT (changes()))'
step 1 'CREATE TABLE made (a, n INT CHECK ((n = "changes"()) IS NOT 7) DEFAULT (100 + changes()));' 'INSERT INTO made (a) VALUES (1), (2);'
step 2 'INSERT INTO before (a) VALUES (1);' 'INSERT INTO before (a) VALUES (2);' 'INSERT INTO made (a) VALUES (3);'
step 3 'INSERT INTO before (a) VALUES (3), (4), (5);' 'INSERT INTO made (a) VALUES (6);'
step 4 'CREATE TABLE plain (a, n INT DEFAULT 7);' 'PRAGMA writable_schema = ON;' \
	"UPDATE sqlite_schema SET sql = replace(sql, '7', '(200 + chan' || 'ges())') WHERE name = 'plain';" 'PRAGMA writable_schema = RESET;' \
	'INSERT INTO plain (a) VALUES (1);'
step 5 'INSERT INTO plain (a) VALUES (2);'
ok upgrade
expect_equal 'what they saw' "$(sql 'SELECT group_concat(n) FROM before; SELECT group_concat(n) FROM made; SELECT group_concat(n) FROM plain')" \
	$'0,1,0,0,0\n100,100,101,103\n201,200'

t "a run that has lost its lock keeps none of the steps that share a commit"
project
for n in 1 2 4; do step $n "CREATE TABLE t$n (n INT);"; done
step 3 'CREATE TABLE t3 AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n;'
"$WHIMBREL" upgrade >out 2>err &
until [ -s a.db-journal ] || ! kill -0 $! 2>/dev/null; do sleep 0.02; done
rm -f a.db-whimbrel
wait $!
expect_equal 'its exit code' $? 1
expect_equal 'what is applied' "$(applied)" ''
ok upgrade
expect_equal 'what is applied then' "$(applied)" 'r1 r2 r3 r4'

t "two hundred steps and more: each has its rows, and the time of its own"
project
for ((n = 1; n <= 450; n++)); do step $n "CREATE TABLE t$n (id INTEGER PRIMARY KEY);"; done
run upgrade
expect_exit 0
expect_equal 'what there is' "$(sql "SELECT count(*), count(DISTINCT revision), sum(applied_at LIKE '____-__-__ __:__:__.___') FROM whimbrel_version;
	SELECT count(*), max(id), sum(event = 'applied') FROM whimbrel_log;
	SELECT count(*) FROM whimbrel_log AS l JOIN whimbrel_version AS v USING (revision) WHERE abs(julianday(l.at) - julianday(v.applied_at)) > 1;
	SELECT count(*) FROM whimbrel_log AS a JOIN whimbrel_log AS b ON b.id = a.id + 1 WHERE a.at > b.at")" \
	$'450|450|450\n450|450|450\n0\n0'

done_testing
