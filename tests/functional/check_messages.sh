#!/bin/bash
# SPDX-License-Identifier: MIT
# On PostgreSQL check sends what only changes objects ahead, to both of its scratch databases, and resets nothing behind it. What is
# sent so ends as if each statement had waited for the one before it, and a failure names its own line.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "${0%/*}/postgresql.inc"

# project: one with a desired schema and nothing applied
project_of_tables() {
	pg_project
	sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
	export XDG_CACHE_HOME=$PWD/cache
}

# tables FROM TO: SQL that makes them, each with an index and a key of the one before it
tables() {
	local i
	for ((i = $1; i <= $2; i++)); do
		echo "CREATE TABLE t$i (id int PRIMARY KEY, name varchar(50), p int);"
		echo "CREATE INDEX i$i ON t$i (name);"
		[ "$i" -eq 1 ] || echo "ALTER TABLE t$i ADD FOREIGN KEY (p) REFERENCES t$((i - 1)) (id);"
	done
}

# logged FILE: what the server was told since its log had $begin bytes, a line each
logged() {
	tail -c +$((begin + 1)) "$PG_DIR/log" | sed -nE 's/.*LOG:  (execute [^:]*|statement): //p' >"$1"
}

t "none of 600 statements waits for the one before it, and nothing is reset behind them"
: "${PROXY:?the proxy, tests/fault/proxy}"
project_of_tables
before=''
for ((i = 0; i < 20; i++)); do
	revision "r$i" "$before" "$(tables $((i * 5 + 1)) $((i * 5 + 5)))"
	before=r$i
done
tables 1 100 >schema.sql
ok upgrade
port=$(free_port)
"$PROXY" "$port" "$PG_PORT" statistics &
proxy=$!
for ((i = 0; i < 200; i++)); do
	! grep -qi "$(printf ':%04X 00000000:0000 0A' "$port")" /proc/net/tcp || break
	sleep 0.02
done
begin=$(stat -c %s "$PG_DIR/log")
ok --url "${DB_URL/:$PG_PORT/:$port}?options=-clog_statement%3Dall" check --full
kill $proxy && wait $proxy
read -r _ _ _ _ _ trips <statistics
[ "$trips" -le 300 ] || fail "$trips round trips for two times 299 statements"
logged sent
expect_equal "statements of the files" "$(grep -cE '^(CREATE TABLE t|CREATE INDEX|ALTER TABLE t)' sent)" 598
expect_equal "resets" "$(grep -cE '^(RESET|CLOSE|UNLISTEN|DEALLOCATE|DISCARD TEMP)' sent)" 0

t "a failure is told with the place of its statement, in a schema and in a revision"
project_of_tables
revision a '' 'CREATE TABLE a (x int);'
ok upgrade
{
	echo 'CREATE TABLE a (x int);'
	tables 1 40
	echo 'ALTER TABLE missing ADD COLUMN y int;'
	tables 41 60
} >schema.sql
run check
expect_exit 3
expect_stdout_has "schema.sql:$(grep -n missing schema.sql | cut -d: -f1):"
! grep -q "schema.sql:1:" <<<"$out" || fail "$out"
sed -i '/missing/d' schema.sql
revision b a "$(tables 1 40)
CREATE INDEX gone ON missing (x);
$(tables 41 60)"
run check
expect_exit 3
expect_stdout_has "b.sql:$(grep -n missing migrations/b.sql | cut -d: -f1):"

t "a schema that its last statement spoils at the commit is told of as well"
project_of_tables
revision a '' 'CREATE TABLE a (x int);'
ok upgrade
revision b a 'CREATE TABLE p (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED); INSERT INTO p VALUES (1), (1); CREATE TABLE q (x int);'
echo 'CREATE TABLE a (x int); CREATE TABLE p (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED); CREATE TABLE q (x int);' >schema.sql
run check
expect_exit 3
expect_stdout_has "duplicate key"

t "what does not go ahead keeps its place among what does"
project_of_tables
{
	tables 1 20
	echo "CREATE TYPE mood AS ENUM ('ok');"
	tables 21 40
	echo "ALTER TYPE mood ADD VALUE 'glad';"
	echo "CREATE TABLE m (x mood DEFAULT 'glad');"
	echo "SET check_function_bodies = off;"
	echo "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM t41';"
	echo "CREATE TEMP TABLE passing (x int);"
	echo "INSERT INTO t1 VALUES (1, 'x', NULL);"
	echo "DO 'BEGIN CREATE TABLE by_block (x int); END';"
	echo "ALTER TABLE by_block ADD COLUMN y int;"
	tables 41 50
	echo "CREATE SCHEMA more; SET search_path = more; CREATE TABLE inner_one (x int); RESET search_path; CREATE TABLE outer_one (x int);"
} >schema.sql
revision a '' "$(tables 1 20) CREATE TYPE mood AS ENUM ('ok');"
revision b a "$(tables 21 40)"
revision c b "ALTER TYPE mood ADD VALUE 'glad';"
revision d c "CREATE TABLE m (x mood DEFAULT 'glad'); $(tables 41 50) SET search_path = pg_catalog; CREATE TEMP TABLE passing (x int);"
revision e d "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM t41'; CREATE TEMP TABLE passing (y int);
CREATE TABLE by_block (x int, y int); CREATE TABLE outer_one (x int); CREATE SCHEMA more; CREATE TABLE more.inner_one (x int);"
ok upgrade
ok check --full

t "what a revision leaves in its session is put back before the next one, whoever has made it"
project_of_tables
revision a '' "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN SET search_path = other; RETURN NEW; END'; CREATE TABLE t (x int);
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE SCHEMA other;"
revision b a 'INSERT INTO t VALUES (1);'
revision c b 'CREATE TABLE in_public (x int);'
revision d c 'SET search_path = other; CREATE TABLE in_other (x int);'
revision e d 'CREATE TABLE in_public_too (x int);'
sed '/^--/d' migrations/a.sql >schema.sql
echo 'CREATE TABLE public.in_public (x int); CREATE TABLE other.in_other (x int); CREATE TABLE public.in_public_too (x int);' >>schema.sql
ok upgrade
ok check --full

# lint_readings: how often lint reads the schema
lint_readings() {
	begin=$(stat -c %s "$PG_DIR/log")
	run --url "$DB_URL?options=-clog_statement%3Dall" lint
	tail -c +$((begin + 1)) "$PG_DIR/log" | grep -c "a.attrelid = c.oid AND a.attnum > 0"
}

t "lint reads no schema for revisions that only make and fill what is new, and tells what others do to it"
project_of_tables
for i in 1 2 3 4; do
	revision "r$i" "$([ "$i" -eq 1 ] || echo "r$((i - 1))")" "CREATE TABLE t$i (id int, name text); CREATE INDEX i$i ON t$i (name); INSERT INTO t$i VALUES ($i, 'x');"
done
expect_equal "readings of what only adds" "$(lint_readings)" 0
revision s1 r4 'CREATE TABLE IF NOT EXISTS t1 (id int, name text);
CREATE INDEX again ON t1 (name);'
revision s2 s1 'CREATE TABLE u (id int); CREATE TABLE v (id int);'
revision s3 s2 'CREATE TABLE other (id int);
CREATE INDEX late ON u (id);
ALTER TABLE v DROP COLUMN id;'
readings=$(lint_readings)
[ "$readings" -gt 0 ] || fail "the readings are not counted"
run lint
expect_exit 3
expect_stdout_like 's1.sql:7: index-lock'
expect_stdout_like 's3.sql:7: index-lock'
expect_stdout_like 's3.sql:8: drop-column'

t "what reaches out of its database is passed over in its place"
project_of_tables
revision a '' "$(tables 1 20)"
revision b a "$(tables 21 30) CREATE ROLE whimbrel_test_passed; $(tables 31 40)"
tables 1 40 >schema.sql
ok upgrade
run check --full
expect_stderr_without 'does not exist'
expect_equal "differences" "$(grep -c 'table t' <<<"$out")" 0
pg 'DROP ROLE whimbrel_test_passed' >/dev/null

done_testing
