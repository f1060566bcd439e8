#!/bin/bash
# SPDX-License-Identifier: MIT
# The program on a real PostgreSQL server: steps, sessions, statements that refuse transactions, locks, scripts.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "${0%/*}/postgresql.inc"

# ------------------------------------------------------------------ samples

for name in ai-playground codetunestudio watcher; do
	t "the sample $name goes up, down and up, and ends the same"
	sample "$name" && pg_project_url
	# gen_random_uuid() is the server's own since 13
	[ "$(pg_version)" -ge 13 ] || pg 'CREATE EXTENSION pgcrypto' >/dev/null
	ok upgrade heads
	dump_schema >first
	ok verify
	ok downgrade base --yes
	expect_equal "what is left" "$(pg "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'whimbrel%'")" 0
	ok upgrade heads
	dump_schema >second
	cmp -s first second || fail "the schema differs: $(diff first second | head -5)"
done

# ------------------------------------------------------------------ steps

t "a failed step is rolled back, those before it stay, and the place is told in bytes"
pg_project
chain a b
revision c b $'CREATE TABLE t_c (x int);\nSELECT \'\xc3\xa9\xc3\xa9\', nonsuch;'
revision d c 'CREATE TABLE t_d (x int);'
run upgrade
expect_exit 1
expect_stderr "migrations/c.sql:7"
expect_stderr 'column "nonsuch" does not exist'
expect_stderr 42703
expect_equal applied "$(pg_applied)" "a b"
expect_equal tables "$(pg "SELECT count(*) FROM pg_tables WHERE tablename IN ('t_c', 't_d')")" 0
expect_equal "the journal" "$(pg "SELECT event || ' ' || revision FROM whimbrel_log ORDER BY id DESC LIMIT 1")" "failed c"

t "a deferred constraint that fails at the end of a step fails that step"
pg_project
chain a
revision b a $'CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO c VALUES (1);'
run upgrade
expect_exit 1
expect_stderr 23503
expect_equal applied "$(pg_applied)" "a"

t "settings, roles and objects of one step's session don't reach the next one or the version row"
pg_project
pg "CREATE ROLE weak" >/dev/null
revision a '' $'SELECT pg_catalog.set_config(\'search_path\', \'\', false);\nSET standard_conforming_strings = off;
SET ROLE weak;\nSET statement_timeout = 1;\nRESET statement_timeout;'
revision b a $'CREATE TABLE here (x text);\nINSERT INTO here SELECT \'a\\\';\nCREATE TEMP TABLE mine (x int);\nPREPARE p AS SELECT 1;'
revision c b $'PREPARE p AS SELECT 1;\nCREATE TABLE mine (x int);\nSET SESSION AUTHORIZATION weak;'
ok upgrade
expect_equal owner "$(pg "SELECT tableowner || ' ' || schemaname FROM pg_tables WHERE tablename = 'mine'")" "test public"
expect_equal text "$(pg "SELECT x FROM here")" 'a\'
expect_equal applied "$(pg_applied)" "a b c"
pg "DROP ROLE weak" >/dev/null

t "odd defaults of a database change nothing"
pg_project
pg "ALTER DATABASE $DB SET standard_conforming_strings = off" "ALTER DATABASE $DB SET datestyle = 'German'" \
	"ALTER DATABASE $DB SET default_transaction_isolation = 'serializable'" "ALTER DATABASE $DB SET bytea_output = 'escape'" \
	"ALTER DATABASE $DB SET synchronous_commit = off" >/dev/null
chain a
printf -- '-- Migration: it'\''s a \\\\ title \\\n-- Revision: b\n-- Revises: a\n\n-- migrate:up\nCREATE TABLE x (t text);\nINSERT INTO x VALUES ('\''a\\'\'';b'\'');\n' >migrations/b.sql
ok upgrade
expect_equal text "$(pg "SELECT t FROM x")" "a';b"
ok status
expect_stdout_like "b +applied +20[0-9][0-9]-"
ok upgrade
expect_stdout_has "nothing"

t "a step that drops the advisory lock fails"
pg_project
chain a
revision b a 'SELECT pg_advisory_unlock_all();'
revision c b 'CREATE TABLE t_c (x int);'
run upgrade
expect_exit 1
expect_stderr "this run's lock is gone"
expect_equal applied "$(pg_applied)" a

t "nor may it drop the lock and take it again"
pg_project
chain a
revision b a "DO \$\$ DECLARE n bigint; BEGIN
	SELECT classid::bigint << 32 | objid::bigint INTO n FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() LIMIT 1;
	PERFORM pg_advisory_unlock_all(); PERFORM pg_advisory_lock(n);
END \$\$;"
run upgrade
expect_exit 1
expect_stderr "this run's lock is gone"
expect_equal applied "$(pg_applied)" a

t "COPY from the file, either way, with what follows it"
pg_project
revision a '' $'CREATE TABLE t (a int, b text);\nCOPY t (a, b) FROM stdin;\n1\tx;y\n2\t\\N\n\\.\nCOPY t TO stdout;\nINSERT INTO t VALUES (3, \'z\');'
revision b a $'COPY t FROM stdin;\nbad\n\\.\nSELECT 1;'
run upgrade
expect_exit 1
expect_stderr "migrations/b.sql:6"
expect_stderr 22P02
expect_equal rows "$(pg "SELECT string_agg(a || coalesce(b, '-'), ' ' ORDER BY a) FROM t")" "1x;y 2- 3z"
expect_equal applied "$(pg_applied)" a

t "a row of COPY may look like a section; data without an end are told with the line"
pg_project
revision a '' $'CREATE TABLE t (a text);\nCOPY t FROM stdin;\n-- migrate:down\n\\.' 'DROP TABLE t;'
ok upgrade
expect_equal "rows" "$(pg "SELECT a FROM t")" "-- migrate:down"
ok downgrade
revision a '' $'CREATE TABLE t (a text);\nCOPY t FROM stdin;\n1' 'DROP TABLE t;'
run upgrade
expect_exit 2
expect_stderr "migrations/a.sql:10: what this line stands in can't be read: the data of COPY"

t "expectations are asked of the server, and a failed one undoes the step"
pg_project
revision a '' 'CREATE TABLE t (x int); INSERT INTO t SELECT generate_series(1, 100000);'
printf '\n-- migrate:verify\n-- expect: 100000\nSELECT count(*) FROM t;\n-- expect: rows\nSELECT * FROM t;\n-- expect: NULL\nSELECT NULL;\n' >>migrations/a.sql
revision b a 'CREATE TABLE u (x int);'
printf '\n-- migrate:verify\n-- expect: 1\nSELECT count(*) FROM u;\n' >>migrations/b.sql
run upgrade
expect_exit 1
expect_stderr "b.sql"
expect_equal applied "$(pg_applied)" a
expect_equal "the table" "$(pg "SELECT to_regclass('u') IS NULL")" t

t "our tables live in version_schema, which is made where it is missing"
pg_project 'version_schema = "ops \"x";'
chain a
ok upgrade
expect_equal tables "$(pg "SELECT count(*) FROM pg_tables WHERE schemaname = 'ops \"x'")" 2
ok status
expect_stdout_like "a +applied"

t "a home that moves with the search path is found; two are an error"
pg_project
chain a
ok upgrade
pg "CREATE SCHEMA test" >/dev/null
ok status
expect_stdout_like "a +applied"
pg "CREATE TABLE test.whimbrel_version (x int)" >/dev/null
run status
expect_exit 2
expect_stderr "version_schema"

t "a home that this user may not use is no empty database"
pg_project
chain a
ok upgrade
pg "DO 'BEGIN CREATE ROLE outsider LOGIN; EXCEPTION WHEN duplicate_object THEN END'; REVOKE ALL ON SCHEMA public FROM public" >/dev/null
for path in '' '?options=-csearch_path%3Dnone,%22public%22'; do
	run --url "${DB_URL/test@/outsider@}$path" status
	expect_exit 1
	expect_stderr "GRANT USAGE ON SCHEMA public"
done
pg "CREATE SCHEMA outsider AUTHORIZATION outsider" >/dev/null
run --url "${DB_URL/test@/outsider@}" status
expect_stdout_like "a +pending"
pg "DROP SCHEMA outsider; GRANT USAGE ON SCHEMA public TO public" >/dev/null

# ------------------------------------------------------------------ outside transactions

t "what refuses a transaction is told before anything runs, with the words to add"
pg_project
chain a
revision b a 'CREATE INDEX CONCURRENTLY i ON t_a (x);'
run upgrade
expect_exit 2
expect_stderr "transaction:false"
expect_stderr "CREATE INDEX CONCURRENTLY"
expect_equal tables "$(pg "SELECT to_regclass('t_a') IS NULL")" t

outside() {
	local id=$1 parents=$2 up=$3
	printf -- '-- Revision: %s\n-- Revises: %s\n\n-- migrate:up transaction:false\n%s\n' "$id" "$parents" "$up" >"migrations/$id.sql"
}

t "a section without a transaction runs statement by statement"
pg_project
chain a
outside b a $'SET search_path = public;\nCREATE INDEX CONCURRENTLY i ON t_a (x);\nVACUUM t_a;\nBEGIN;\nINSERT INTO t_a VALUES (1);\nINSERT INTO t_a VALUES (2);\nCOMMIT;\nINSERT INTO t_a VALUES (3);'
ok upgrade
expect_equal index "$(pg "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")" t
expect_equal rows "$(pg "SELECT count(*) FROM t_a")" 3

t "a procedure that commits runs in a section without a transaction"
pg_project
pg "CREATE TABLE n (i int)" "CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN INSERT INTO n VALUES (1); COMMIT; INSERT INTO n VALUES (2); END'" >/dev/null
outside a '' $'CALL p();\nDO \'BEGIN INSERT INTO n VALUES (3); COMMIT; END\';'
ok upgrade
expect_equal rows "$(pg "SELECT count(*) FROM n")" 3

t "an INVALID index that a failure left is repaired by the next upgrade"
pg_project
revision a '' 'CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1);'
outside b a $'CREATE TABLE made (x int);\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (x);'
run upgrade
expect_exit 1
expect_stderr 23505
expect_equal index "$(pg "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")" f
pg "DELETE FROM t" >/dev/null
ok upgrade
expect_equal index "$(pg "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")" t
expect_equal applied "$(pg_applied)" "a b"

t "an upgrade that is killed while an index is built is taken up by the next one"
pg_project
revision a '' 'CREATE TABLE t (x int); INSERT INTO t VALUES (1);'
outside b a $'CREATE TABLE made (x int);\nCREATE INDEX CONCURRENTLY i ON t (x);\nCREATE TABLE behind (x int);'
ok upgrade a
hold "BEGIN; UPDATE t SET x = x"
"$WHIMBREL" upgrade >k.out 2>&1 &
killed=$!
wait_for "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONC%' AND wait_event_type = 'Lock'"
kill -9 $killed
wait $killed 2>/dev/null
let_go
ok upgrade
expect_equal index "$(pg "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")" t
expect_equal applied "$(pg_applied)" "a b"

# interrupted TITLE SETUP BLOCKER STATEMENT CHECK: the server session ends while the statement waits for the blocker
interrupted() {
	t "interrupted: $1"
	pg_project
	revision a '' "$2"
	outside b a "$4"
	ok upgrade a
	hold "BEGIN; $3"
	"$WHIMBREL" upgrade >k.out 2>&1 &
	local client=$!
	wait_for "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name LIKE 'whimbrel%' AND wait_event_type = 'Lock' AND datname = current_database()"
	pg "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'whimbrel%' AND wait_event_type = 'Lock'" >/dev/null
	wait $client && fail "it succeeded: $(cat k.out)"
	let_go
	ok upgrade
	expect_equal "the end" "$(pg "$5")" t
	expect_equal "invalid indexes" "$(pg "SELECT count(*) FROM pg_index WHERE NOT indisvalid")" 0
	expect_equal applied "$(pg_applied)" "a b"
}

table="CREATE TABLE t (x int, y text); INSERT INTO t SELECT i, i FROM generate_series(1, 100) i;"
interrupted "CREATE INDEX CONCURRENTLY" "$table" "UPDATE t SET x = x WHERE x = 1" "CREATE INDEX CONCURRENTLY i ON t (x);" \
	"SELECT count(*) = 1 FROM pg_index WHERE indrelid = 't'::regclass"
interrupted "CREATE INDEX CONCURRENTLY without a name" "$table" "UPDATE t SET x = x WHERE x = 1" \
	"SET search_path = public; CREATE INDEX CONCURRENTLY ON t (x);" "SELECT count(*) = 1 FROM pg_index WHERE indrelid = 't'::regclass"
interrupted "DROP INDEX CONCURRENTLY" "$table CREATE INDEX i ON t (x);" "SELECT * FROM t WHERE x = 1" "DROP INDEX CONCURRENTLY i;" \
	"SELECT count(*) = 0 FROM pg_index WHERE indrelid = 't'::regclass"
interrupted "REINDEX TABLE CONCURRENTLY" "$table CREATE INDEX i ON t (x);" "UPDATE t SET x = x WHERE x = 1" \
	"REINDEX TABLE CONCURRENTLY t;" "SELECT count(*) = 1 FROM pg_index WHERE indrelid = 't'::regclass"
if [ "$(pg_version)" -ge 14 ]; then
	interrupted "REINDEX INDEX CONCURRENTLY, in its options" "$table CREATE INDEX i ON t (x);" "UPDATE t SET x = x WHERE x = 1" \
		"REINDEX (CONCURRENTLY) INDEX i;" "SELECT count(*) = 1 FROM pg_index WHERE indrelid = 't'::regclass"
	interrupted "DETACH PARTITION CONCURRENTLY" \
		"CREATE TABLE p (i int) PARTITION BY RANGE (i); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);" "SELECT * FROM p" \
		"ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;" "SELECT count(*) = 0 FROM pg_inherits WHERE inhrelid = 'p1'::regclass"
fi

t "a result of any size is dropped row by row"
pg_project
revision a '' "SELECT repeat('x', 1000) FROM generate_series(1, 600000);"
if [ -x /usr/bin/time ]; then
	/usr/bin/time -f %M -o peak "$WHIMBREL" upgrade >k.out 2>&1 || fail "$(cat k.out)"
	expect_equal applied "$(pg_applied)" a
	# half of what is sent; the program itself needs a tenth of that, and a sanitizer the rest
	[ "$(tail -1 peak)" -lt 500000 ] || fail "$(tail -1 peak) KiB of memory"
else
	skip "there is no /usr/bin/time"
fi

# ------------------------------------------------------------------ locks

t "CREATE INDEX CONCURRENTLY with a second upgrader waiting does not dead-lock"
pg_project
revision a '' 'CREATE TABLE t (x int); INSERT INTO t VALUES (1);'
outside b a $'SELECT pg_sleep(1);\nCREATE INDEX CONCURRENTLY i ON t (x);'
ok upgrade a
"$WHIMBREL" upgrade >1.out 2>&1 &
first=$!
sleep 0.4
timeout 20 "$WHIMBREL" upgrade >2.out 2>&1 || fail "the second: $(cat 2.out)"
wait $first || fail "the first: $(cat 1.out)"
expect_equal applied "$(pg_applied)" "a b"

t "twenty upgrades at once apply each revision once, and all succeed"
pg_project
chain a b c d e
for ((i = 0; i < 20; i++)); do
	"$WHIMBREL" upgrade >"$i.out" 2>&1 &
	pids[i]=$!
done
for ((i = 0; i < 20; i++)); do
	wait "${pids[i]}" || fail "upgrade $i: $(cat "$i.out")"
done
expect_equal applied "$(pg_applied)" "a b c d e"
expect_equal "rows of the log" "$(pg "SELECT count(*) FROM whimbrel_log WHERE event = 'applied'")" 5

t "who waits too long exits with 4 and names the holder; a killed holder is gone within seconds"
pg_project 'lock_timeout = "1s";'
revision a '' 'SELECT pg_sleep(14);'
"$WHIMBREL" upgrade >k.out 2>&1 &
killed=$!
wait_for "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active' AND datname = current_database()"
run upgrade
expect_exit 4
expect_stderr "application whimbrel:"
kill -9 $killed
wait $killed 2>/dev/null
# before 14 the server goes on with what its client has left, to the commit that came with it
[ "$(pg_version)" -lt 14 ] || revision a '' 'SELECT 1;'
SECONDS=0
sed -i 's/1s/20s/' whimbrel.cfg
ok upgrade
[ $SECONDS -lt $(($(pg_version) < 14 ? 18 : 8)) ] || fail "it took $SECONDS s"

t "a statement that waits for other people's locks gives up in time, and tries again"
pg_project 'statement_lock_timeout = "1500ms";'
chain a
revision b a 'ALTER TABLE t_a ADD y int;'
ok upgrade a
hold "BEGIN; LOCK TABLE t_a"
(sleep 2; let_go) &
ok upgrade
expect_stderr "trying again"
expect_stderr "LOCK TABLE t_a"
expect_equal applied "$(pg_applied)" "a b"
let_go

t "an index that a lock kept from being built concurrently is dropped, and built in the same run"
pg_project 'statement_lock_timeout = "700ms";'
chain a
printf -- '-- Revision: b\n-- Revises: a\n\n-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t_a (x);\n' >migrations/b.sql
ok upgrade a
hold "BEGIN; INSERT INTO t_a VALUES (1)"
(sleep 2; let_go) &
ok upgrade
expect_stderr "trying again"
expect_equal "the index" "$(pg "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")" t
let_go

t "an interrupt cancels the statement on the server and leaves nothing behind"
pg_project
chain a
revision b a 'CREATE TABLE t_b (x int); SELECT pg_sleep(30);'
"$WHIMBREL" upgrade >k.out 2>&1 &
stopped=$!
wait_for "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND query NOT LIKE '%activity%' AND state = 'active' AND datname = current_database()"
SECONDS=0
kill -INT $stopped
wait $stopped
expect_equal exit $? 130
[ $SECONDS -lt 5 ] || fail "it took $SECONDS s"
expect_equal applied "$(pg_applied)" a
wait_for "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name LIKE 'whimbrel%' AND datname = current_database()"

# ------------------------------------------------------------------ scripts

t "a script for psql ends in the same database"
pg_project
revision a '' $'CREATE TABLE t (a int, b text); -- c\nCOPY t FROM stdin;\n1\tx\n\\.\nINSERT INTO t VALUES (2, \'\\\') -- no end' 'DROP TABLE t;'
printf '\n-- migrate:verify\n-- expect: 2\nSELECT count(*) FROM t;\n-- expect: t\nSELECT count(*) = 2 FROM t;\n' >>migrations/a.sql
outside b a $'CREATE INDEX CONCURRENTLY i ON t (a);'
run upgrade --sql
expect_exit 0
printf '%s\n' "$out" >up.sql
psql_file up.sql || fail "psql: $(cat psql.out)"
dump_schema >scripted
expect_equal rows "$(pg "SELECT count(*) FROM t")" 2
expect_equal applied "$(pg_applied)" "a b"
psql_file up.sql && fail "a second time it is refused"
grep -q "another state of the database: write one for that with --sql FROM:TO" psql.out || fail "psql: $(cat psql.out)"
ok status --exit-code
new_database
ok upgrade
dump_schema >online
cmp -s scripted online || fail "the schema differs: $(diff scripted online | head -5)"

done_testing
