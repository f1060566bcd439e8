#!/bin/bash
# SPDX-License-Identifier: MIT
# The MariaDB dialect on a real server: steps and sessions, units of rows, locks, failures, recovery, scripts.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "${0%/*}/mariadb.inc"
export WHIMBREL_URL=$MARIA_URL WHIMBREL_MIGRATIONS=migrations

fresh() {
	mkdir -p migrations
	msql "DROP DATABASE IF EXISTS test; CREATE DATABASE test" mysql >/dev/null
}

# under_way WORDS: a statement that begins so runs, or waits
under_way() {
	local i
	for i in {1..100}; do
		[ "$(msql "SELECT COUNT(*) > 0 FROM information_schema.processlist WHERE info LIKE '$1%'")" = 0 ] || return 0
		sleep 0.1
	done
	fail "'$1' has not begun"
}

# killed_upgrade WORDS: an upgrade whose first statements are done, and whose next one begins so and takes its time
killed_upgrade() {
	"$WHIMBREL" upgrade >/dev/null 2>&1 &
	local client=$!
	under_way "$1"
	kill -9 $client
	wait $client 2>/dev/null
}

# Everything that users made, in one text.
dump() {
	mariadb-dump --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" --skip-comments --skip-dump-date --routines --events \
		--ignore-table=test.whimbrel_log --ignore-table=test.whimbrel_version "${1:-test}"
}

t "steps go up and down, and a second upgrade has nothing to do"
fresh
chain a b c
ok upgrade
expect_equal "tables" "$(msql 'SHOW TABLES' | tr '\n' ' ')" "t_a t_b t_c whimbrel_log whimbrel_version "
ok upgrade
expect_equal "rows of the log" "$(msql "SELECT COUNT(*) FROM whimbrel_log WHERE event='applied'")" 3
ok downgrade base
expect_equal "tables" "$(msql 'SHOW TABLES' | tr '\n' ' ')" "whimbrel_log whimbrel_version "
expect_equal "the engine of our tables" \
	"$(msql "SELECT DISTINCT engine, table_collation FROM information_schema.tables WHERE table_schema='test'")" "InnoDB	utf8mb4_bin"

t "reading commands make no tables"
fresh
chain a
ok status
ok plan
expect_equal "tables" "$(msql 'SHOW TABLES')" ""

t "what a step sets for its session does not reach the next one"
fresh
revision a "" "SET sql_mode='ANSI', foreign_key_checks=0, max_join_size=1, sql_big_selects=0;
SET NAMES latin1;
USE mysql;
CREATE TABLE test.t (a VARCHAR(200), b INT);"
revision b a "INSERT INTO t VALUES (CONCAT_WS(' ', @@sql_mode LIKE '%ANSI%', @@foreign_key_checks, DATABASE(), @@character_set_client,
  CURRENT_ROLE() IS NULL), 1);"
ok upgrade
expect_equal "the session of step b" "$(msql 'SELECT a FROM t')" "0 ON test utf8mb4 1"

t "a dump with LOCK TABLES, executable comments and DELIMITER is what the client makes of it"
fresh
msql "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, s VARCHAR(40) DEFAULT 'a;b'); INSERT INTO t (s) VALUES ('x;'), ('it''s');
	CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.s = CONCAT(NEW.s, ';');
	CREATE VIEW v AS SELECT id FROM t; CREATE PROCEDURE p() SELECT 1"
dump >before.sql
fresh
revision a "" "$(cat before.sql)" "" "Variables: off"
ok upgrade
dump >after.sql
expect_equal "the dump" "$(diff before.sql after.sql)" ""

t "rows before an error stay, and are not repeated"
fresh
revision a "" "CREATE TABLE t (a INT PRIMARY KEY);
INSERT INTO t VALUES (1);
INSERT INTO t VALUES (2);
INSERT INTO t VALUES (2);
INSERT INTO t VALUES (3);"
run upgrade
expect_exit 1
expect_stderr "Duplicate entry '2'"
expect_stderr "statements 1 to 3 of 5"
expect_equal "rows" "$(msql 'SELECT GROUP_CONCAT(a) FROM t')" "1,2"
sed -i 's/^INSERT INTO t VALUES (3)/INSERT INTO t VALUES (4)/; 0,/VALUES (2)/! s/VALUES (2)/VALUES (22)/' migrations/a.sql
ok upgrade
expect_equal "rows" "$(msql 'SELECT GROUP_CONCAT(a ORDER BY a) FROM t')" "1,2,4,22"

t "a statement that is done and edited is refused"
fresh
revision a "" "CREATE TABLE t (a INT);
INSERT INTO t VALUES ('x');"
run upgrade
expect_exit 1
sed -i 's/t (a INT)/t (b INT)/' migrations/a.sql
run upgrade
expect_exit 2
expect_stderr "edited"

t "a user's own transaction is one unit"
fresh
revision a "" "CREATE TABLE t (a INT PRIMARY KEY);
START TRANSACTION;
INSERT INTO t VALUES (1);
INSERT INTO t VALUES (1);
COMMIT;"
run upgrade
expect_exit 1
expect_equal "rows" "$(msql 'SELECT COUNT(*) FROM t')" 0
expect_stderr "statement 1 of"

t "LAST_INSERT_ID and user variables reach the next statement"
fresh
revision a "" "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, p INT);
INSERT INTO t (id) VALUES (NULL);
SET @first = LAST_INSERT_ID();
INSERT INTO t (p) VALUES (@first);
INSERT INTO t (p) VALUES (LAST_INSERT_ID());"
ok upgrade
expect_equal "parents" "$(msql 'SELECT GROUP_CONCAT(COALESCE(p, 0) ORDER BY id) FROM t')" "0,1,2"

t "a lock that a step released is an error"
fresh
revision a "" "CREATE TABLE t (a INT);
EXECUTE IMMEDIATE CONCAT('SELECT RELEASE_', 'ALL_LOCKS()');
CREATE TABLE u (a INT);"
run upgrade
expect_exit 1
expect_stderr "no longer holds its lock"

t "one that visibly would is refused before anything runs"
fresh
revision a "" "CREATE TABLE t (a INT);
SELECT RELEASE_ALL_LOCKS();"
run upgrade
expect_exit 2
expect_stderr "a.sql:7: RELEASE_ALL_LOCKS() would let go of the lock of this run"

t "twenty upgrades at once: each revision once"
fresh
chain a b c d
for i in $(seq 20); do
	"$WHIMBREL" upgrade >"out.$i" 2>&1 &
done
failed=0
for job in $(jobs -p); do
	[ "$job" = "$MARIA_PID" ] || wait "$job" || failed=$((failed + 1))
done
expect_equal "failures" "$failed" 0
expect_equal "rows of the log" "$(msql "SELECT COUNT(*) FROM whimbrel_log WHERE event='applied'")" 4

t "tables of an engine that takes nothing back: what became of an INSERT can't be told"
fresh
revision a "" "CREATE TABLE t (a INT) ENGINE=MyISAM;
INSERT INTO t SELECT SLEEP(2);"
"$WHIMBREL" upgrade >/dev/null 2>&1 &
for ((i = 0; i < 100; i++)); do
	[ "$(msql "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'INSERT INTO t SELECT%'")" = 0 ] || break
	sleep 0.1
done
kill -9 $!
wait $! 2>/dev/null
run upgrade
expect_exit 5
expect_stderr "no rollback takes back"
expect_stderr "repair a --done"

t "an offline script runs in the mariadb client, once"
fresh
revision a "" "DELIMITER //
CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END //
DELIMITER ;
CREATE TABLE t (s VARCHAR(40) DEFAULT 'a;b'); -- tail
INSERT INTO t VALUES ('it\\'s; #');"
ok upgrade --sql
printf '%s\n' "$out" >up.sql
expect_equal "the client" "$(mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" test <up.sql 2>&1)" ""
expect_equal "a row" "$(msql 'SELECT s FROM t')" "it's; #"
mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" test <up.sql >again 2>&1 && fail "it ran twice"
expect_equal "the message" "$(grep -c 'another state of the database: write one for that with --sql FROM:TO' again)" 1
ok status
expect_stdout_has "applied"

t "a port with localhost is a port"
run --url "mysql://$MARIA_USER@localhost:$MARIA_PORT/test" -m . current
expect_exit 0
run --url "mysql://$MARIA_USER@localhost:$MARIA_PORT/test?protocol=socket" -m . current
expect_exit 1

t "a hostile password and a socket"
fresh
msql "CREATE OR REPLACE USER 'h'@'localhost' IDENTIFIED BY 'p@ss:/?#&%\\'\"w'; GRANT ALL ON test.* TO 'h'@'localhost'"
chain a
run --url "mariadb://h:p%40ss%3A%2F%3F%23%26%25%27%22w@localhost/test?socket=$MARIA_SOCKET" upgrade
expect_exit 0
run --url "mariadb://h:wrong%40secret@localhost/test?socket=$MARIA_SOCKET" status
expect_exit 1
expect_stderr "Access denied"
expect_stderr_without "wrong@secret"
run --url "mysql+pymysql://h:p%40ss%3A%2F%3F%23%26%25%27%22w@localhost/test?unix_socket=$MARIA_SOCKET" status
expect_exit 0

t "a first statement that fails leaves the steps before it"
fresh
chain a
revision b a "CREATE TABLE t_b (x INT,,);"
revision c b "CREATE TABLE t_c (x INT);"
run upgrade
expect_exit 1
expect_equal "versions" "$(msql 'SELECT GROUP_CONCAT(revision) FROM whimbrel_version')" a
sed -i 's/,,//' migrations/b.sql
ok upgrade
expect_equal "versions" "$(msql 'SELECT GROUP_CONCAT(revision ORDER BY 1) FROM whimbrel_version')" "a,b,c"

t "a run that takes over waits for the statement of the one that died"
fresh
msql "CREATE TABLE t (a INT); CREATE TABLE u (a INT)"
revision a "" "INSERT INTO u VALUES (1);
ALTER TABLE t ADD COLUMN b INT;
INSERT INTO u VALUES (2);"
msql "START TRANSACTION; SELECT * FROM test.t; DO SLEEP(4)" &
reader=$!
under_way "DO SLEEP"
killed_upgrade "ALTER TABLE t"
ok upgrade
expect_stdout_has "recovered"
wait $reader
expect_equal "rows" "$(msql 'SELECT GROUP_CONCAT(a ORDER BY a) FROM u')" "1,2"
expect_equal "columns" "$(msql "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema='test' AND table_name='t'")" 2

# left_half STATEMENT FILE...: the statement on table p was running when the server died, and these files of p are gone
left_half() {
	local statement=$1 reader
	shift
	fresh
	msql "CREATE TABLE p (a INT) PARTITION BY HASH(a) PARTITIONS 2"
	revision a "" "$statement;
CREATE TABLE IF NOT EXISTS p (a INT) PARTITION BY HASH(a) PARTITIONS 2;"
	msql "START TRANSACTION; SELECT * FROM test.p; DO SLEEP(20)" >/dev/null &
	reader=$!
	under_way "DO SLEEP"
	killed_upgrade "$statement"
	for id in $(msql "SELECT id FROM information_schema.processlist WHERE db='test' AND id<>CONNECTION_ID() ORDER BY state LIKE 'Waiting%' DESC"); do
		msql "KILL $id" >/dev/null
	done
	wait $reader
	msql "FLUSH TABLES"
	(cd "$MARIA_DIR/data/test" && rm "$@")
}

t "partitions that the server forgot when it died are dropped"
left_half "DROP TABLE p" p.frm p.par
ok -v upgrade
expect_stderr 'DROP TABLE IF EXISTS `test`.`#mysql50#p#P#p1`'
expect_equal "rows" "$(msql 'SELECT COUNT(*) FROM p')" 0

t "a table that the server can't open any more is told"
left_half "ALTER TABLE p REMOVE PARTITIONING" p.par
run upgrade
expect_exit 5
expect_stderr "table p is there, but can't be opened"
expect_stderr "repair a --done"

t "ids, variables and temporary tables of a killed run are as if it had gone on"
fresh
revision a "" "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT);
INSERT INTO t (v) VALUES (1), (2);
SET @more = (SELECT MAX(id) FROM t) * 10;
CREATE TEMPORARY TABLE m AS SELECT 42 AS n;
CREATE TABLE u (a INT);
INSERT INTO t (v) SELECT n + @more + SLEEP(1) FROM m;
INSERT INTO u VALUES (LAST_INSERT_ID());"
killed_upgrade "INSERT INTO t (v) SELECT"
ok upgrade
expect_stdout_has "recovered"
expect_equal "rows" "$(msql "SELECT GROUP_CONCAT(id, ':', v ORDER BY id), (SELECT a FROM u) FROM t")" "1:1,2:2,3:62	3"

for name in ai-playground codetunestudio; do
	t "the sample $name goes up, down and up, and ends the same"
	fresh
	sample "$name"
	ok --url "$MARIA_URL" upgrade heads
	dump >first
	ok --url "$MARIA_URL" downgrade base --yes
	expect_equal "what is left" "$(msql 'SHOW TABLES' | tr '\n' ' ')" "whimbrel_log whimbrel_version "
	ok --url "$MARIA_URL" upgrade heads
	dump >second
	cmp -s first second || fail "the schema differs: $(diff first second | head -5)"
done

t "a lease serves where it is asked for"
fresh
chain a b
printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; lock = "lease"; }; };\n' "$MARIA_URL" >whimbrel.cfg
(
	unset WHIMBREL_URL WHIMBREL_MIGRATIONS
	"$WHIMBREL" upgrade >lease.out 2>&1
)
expect_equal "the run" "$?" 0
expect_equal "versions" "$(msql 'SELECT GROUP_CONCAT(revision ORDER BY 1) FROM whimbrel_version')" "a,b"

t "an unknown option is refused"
fresh
run --url "$MARIA_URL?no-such=1" status
expect_exit 2
expect_stderr "no-such"

done_testing
