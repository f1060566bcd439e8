#!/bin/bash
# SPDX-License-Identifier: MIT
# How many messages and statements of its own a step on MariaDB costs, and a command besides; and that what is spared never lets a
# step go on without its lock.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "${0%/*}/mariadb.inc"

fresh() {
	msql "DROP DATABASE IF EXISTS test; CREATE DATABASE test" mysql >/dev/null
	rm -rf migrations && mkdir migrations
	export WHIMBREL_URL=$MARIA_URL WHIMBREL_MIGRATIONS=migrations
}

# steps COUNT SQL: revisions of which each runs this, # standing for its number
steps() {
	local i before=''
	for ((i = 1; i <= $1; i++)); do
		revision "r$i" "$before" "${2//\#/$i}"
		before=r$i
	done
}

# asked NAME: a counter of the server's
asked() {
	msql "SHOW GLOBAL STATUS LIKE '$1'" mysql | cut -f 2
}

# sent ARGUMENT...: run a command, and keep what was sent, a line for each message, in `messages`; their statements in $statements
sent() {
	local before
	msql "SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = ON" mysql >/dev/null
	before=$(asked Questions)
	ok "$@"
	statements=$(($(asked Questions) - before - 1))
	msql "SET GLOBAL general_log = OFF" mysql >/dev/null
	msql "SELECT REPLACE(argument, '\n', ' ') FROM mysql.general_log WHERE command_type = 'Query' AND user_host LIKE '%127.0.0.1%' OR command_type = 'Query' AND user_host LIKE '%localhost%' AND argument NOT LIKE 'S% GLOBAL %'" mysql >messages
}

# each SQL: what a step of it costs, of messages and of statements that are not its own, as "MESSAGES STATEMENTS"
each() {
	local few few_statements many own
	own=$(grep -o ';' <<<"$1" | wc -l)
	fresh
	steps 4 "$1"
	sent upgrade
	few=$(wc -l <messages) few_statements=$statements
	fresh
	steps 14 "$1"
	sent upgrade
	many=$(wc -l <messages)
	echo "$(((many - few) / 10)) $(((statements - few_statements) / 10 - own))"
}

# ------------------------------------------------------------------ counts

t "a statement is one message, and its step costs four statements of ours, and two for each of its others"
expect_equal "one change of objects" "$(each 'CREATE TABLE t# (id INT PRIMARY KEY);')" "1 4"
expect_equal "two" "$(each 'CREATE TABLE t# (id INT PRIMARY KEY, x INT); CREATE INDEX i# ON t# (x);')" "2 6"
expect_equal "with rows" "$(each 'CREATE TABLE t# (id INT PRIMARY KEY, x INT); CREATE INDEX i# ON t# (x); INSERT INTO t# VALUES (#, 1);')" "3 8"

t "a command costs twelve messages besides its statements, on a new database or one that is in use"
fresh
steps 5 'CREATE TABLE t# (id INT PRIMARY KEY, x INT); INSERT INTO t# VALUES (#, 1);'
sent upgrade
[ "$(wc -l <messages)" -le $((10 + 11)) ] || fail "$(wc -l <messages) messages: $(cut -c 1-100 messages)"
revision more r5 'CREATE TABLE more (id INT PRIMARY KEY);'
sent upgrade
[ "$(wc -l <messages)" -le $((1 + 11)) ] || fail "$(wc -l <messages) messages: $(cut -c 1-100 messages)"

t "durations are those of the steps, and told"
fresh
revision a '' 'CREATE TABLE a (x INT);'
revision b a 'CREATE TABLE b (x INT); DO SLEEP(0.3);'
revision c b 'CREATE TABLE c (x INT); INSERT INTO c VALUES (1);'
ok --format json upgrade
expect_equal "of the slow one" "$(msql "SELECT duration_ms >= 300 FROM whimbrel_version WHERE revision = 'b'")" 1
expect_equal "told" "$(grep -c '"event":"applied".*"duration_ms":[0-9]' "$scratch/out")" 3
expect_equal "rows in their order" "$(msql "SELECT GROUP_CONCAT(event, ' ', revision, COALESCE(CONCAT(' ', statement), '') ORDER BY id SEPARATOR ', ') FROM whimbrel_log WHERE revision <> 'b'")" \
	"started a, intent a 1, done a 1, applied a, started c, intent c 1, done c 1, intent c 2, done c 2, applied c"

# ------------------------------------------------------------------ the lock

# lost SQL [BEFORE]: a step whose second statement lets go of the lock, by a name that no text has; what is behind it is not run
lost() {
	t "the lock is missed behind ${1%% (*}"
	fresh
	name=$(msql "SELECT CONCAT('whimbrel:', MD5('test'))")
	[ -z "${2:-}" ] || msql "${2//NAME/$name}" >/dev/null
	revision a '' 'CREATE TABLE a (x INT);'
	revision b a "CREATE TABLE b (x INT); CREATE INDEX i ON b (x); ${1//NAME/$name} CREATE TABLE later (x INT); CREATE INDEX j ON later (x);"
	revision c b 'CREATE TABLE c (x INT);'
	run upgrade
	expect_exit 1
	expect_stderr "no longer holds its lock"
	expect_equal "applied" "$(msql "SELECT GROUP_CONCAT(revision) FROM whimbrel_version")" a
	expect_equal "what came behind it" "$(msql "SHOW TABLES LIKE 'later'")" ''
}

lost "DO (RELEASE_LOCK('NAME'));"
lost "INSERT INTO b (x) VALUES (RELEASE_LOCK('NAME'));"
lost "CREATE TABLE d (x INT) AS SELECT RELEASE_LOCK('NAME') AS x;"
lost "INSERT INTO held (x) VALUES (1);" "CREATE TABLE held (x INT); CREATE TRIGGER g BEFORE INSERT ON held FOR EACH ROW SET NEW.x = RELEASE_LOCK('NAME')"
lost "CREATE TABLE d (x INT) AS SELECT x FROM seen;" "CREATE FUNCTION f() RETURNS INT RETURN RELEASE_LOCK('NAME'); CREATE VIEW seen AS SELECT f() AS x"
lost "CALL p (1);" "CREATE PROCEDURE p (x INT) DO RELEASE_LOCK('NAME')"

t "a change of objects that says nothing of it and would: the version row asks in any case"
fresh
name=$(msql "SELECT CONCAT('whimbrel:', MD5('test'))")
revision a '' "CREATE TABLE a (x INT); INSERT INTO a VALUES (1); ALTER TABLE a ADD COLUMN y INT DEFAULT (RELEASE_LOCK('$name'));"
revision b a 'CREATE TABLE b (x INT);'
run upgrade
[ "$code" -ne 0 ] || expect_equal "applied" "$(msql "SELECT GROUP_CONCAT(revision) FROM whimbrel_version")" "a,b"

done_testing
