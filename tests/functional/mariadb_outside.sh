#!/bin/bash
# SPDX-License-Identifier: MIT
# MariaDB: statements that the server refuses inside a transaction run as with its own client, in steps of either kind and in scripts.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

MARIA_OPTIONS='--log-bin=bin --server-id=1'
. "${0%/*}/mariadb.inc"
export WHIMBREL_URL=$MARIA_URL WHIMBREL_MIGRATIONS=migrations

fresh() {
	mkdir -p migrations
	msql "DROP DATABASE test; CREATE DATABASE test" >/dev/null
}

refused='SET sql_log_bin = 0
SET @@session.sql_log_bin = 0
SET SESSION binlog_format = "ROW"
SET LOCAL foreign_key_checks = 0, sql_log_bin = 0
SET binlog_direct_non_transactional_updates = 1
SET skip_replication = 1
SET gtid_domain_id = 7
SET GLOBAL gtid_slave_pos = ""
SET GLOBAL read_only = 0
SET GLOBAL binlog_format = "ROW"
SET TRANSACTION ISOLATION LEVEL READ COMMITTED
SET @@tx_isolation = "SERIALIZABLE"
SET STATEMENT sql_log_bin = 0 FOR INSERT INTO t VALUES (9)
STOP ALL SLAVES'

for options in '' ' transaction:false'; do
	t "they run at the beginning, behind rows and behind DDL$options"
	fresh
	revision first '' 'CREATE TABLE t (x INT);'
	ok upgrade
	n=0 parent=first
	while IFS= read -r statement; do
		n=$((n + 1))
		revision "r$n" "$parent" "$statement;
INSERT INTO t VALUES ($n);
$statement;
CREATE TABLE t$n (x INT);
$statement;"
		sed -i "s/^-- migrate:up/&$options/" "migrations/r$n.sql"
		parent=r$n
	done <<<"$refused"
	revision last "$parent" 'CREATE TABLE seen AS SELECT @@sql_log_bin AS bin, @@skip_replication AS skip, @@gtid_domain_id AS gtid, @@tx_isolation AS level;'
	ok upgrade
	expect_equal 'what the next step sees' "$(msql 'SELECT * FROM seen')" $'1\t0\t0\tREPEATABLE-READ'
	expect_equal 'rows' "$(msql 'SELECT COUNT(*) FROM t WHERE x < 100')" "$((n + 3))"

	t "they run in a script$options"
	mkdir migrations
	cp ../$((tests - 1))/migrations/*.sql migrations/
	rm -f migrations/last.sql
	fresh
	ok upgrade --sql
	printf '%s\n' "$out" >script.sql
	mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" test <script.sql >client.out 2>&1 || fail "$(cat client.out)"
	expect_equal 'revisions' "$(msql 'SELECT COUNT(*) FROM whimbrel_version')" $((n + 1))
done

t "what they set for the next transaction holds for the user's"
fresh
revision a '' 'CREATE TABLE t (x INT);
INSERT INTO t VALUES (1);
SET TRANSACTION READ ONLY;
START TRANSACTION;
INSERT INTO t VALUES (2);
COMMIT;'
run upgrade
expect_exit 1
expect_stderr 'READ ONLY'

t "what is not to be logged is in no binary log, and the rest is"
fresh
revision a '' 'SET sql_log_bin = 0;
CREATE TABLE hidden (x INT);
SET sql_log_bin = 1;
CREATE TABLE shown (x INT);'
msql 'FLUSH BINARY LOGS' >/dev/null
ok upgrade
events=$(msql "SHOW BINLOG EVENTS IN '$(msql 'SHOW MASTER STATUS' | cut -f1)'")
[[ $events == *'CREATE TABLE shown'* ]] || fail "shown is not logged"
[[ $events != *'CREATE TABLE hidden'* ]] || fail "hidden is logged"

done_testing
