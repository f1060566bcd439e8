#!/bin/bash
# SPDX-License-Identifier: MIT
# How many messages of its own a step on PostgreSQL costs; and that what is spared never leaks from one step into the next.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "${0%/*}/postgresql.inc"

# logged ARGUMENT...: the statements that the server is sent for a command, a line each, in `sent`, and all of them in `whole`
logged() {
	local begin
	pg "ALTER DATABASE $DB SET log_statement = 'all'" "ALTER DATABASE $DB SET log_min_error_statement = 'panic'" >/dev/null
	begin=$(stat -c %s "$PG_DIR/log")
	ok "$@"
	pg "ALTER DATABASE $DB RESET ALL" >/dev/null
	tail -c +$((begin + 1)) "$PG_DIR/log" | tee whole | sed -nE 's/.*LOG:  (execute [^:]*|statement): //p' >sent
}

# own_of NUMBER: how many there are of the step of table tNUMBER besides its own statements
own_of() {
	awk -v mine="t$1 " '/^BEGIN/ { n = 0; found = 0 } { n++ } index($0 " ", mine) { found = 1; n-- } /^COMMIT/ { if (found) print n }' sent
}

# ------------------------------------------------------------------ counts

t "a step of plain DDL costs three messages, one with rows five"
pg_project
revision r1 '' 'CREATE TABLE t1 (id int PRIMARY KEY);'
revision r2 r1 'CREATE TABLE t2 (id int PRIMARY KEY);'
revision r3 r2 'CREATE TABLE t3 (id int PRIMARY KEY, name varchar(50)); CREATE INDEX i3 ON t3 (name);'
revision r4 r3 'CREATE TABLE t4 (id int PRIMARY KEY); INSERT INTO t4 VALUES (1);'
revision r5 r4 'CREATE TABLE t5 (id int PRIMARY KEY);'
logged upgrade
expect_equal "of plain DDL" "$(own_of 3)" 3
expect_equal "with rows" "$(own_of 4)" 5
expect_equal "the log" "$(pg "SELECT string_agg(event || ' ' || revision, ' ' ORDER BY id) FROM whimbrel_log")" \
	"applied r1 applied r2 applied r3 applied r4 applied r5"
expect_equal "durations" "$(pg "SELECT count(*) FROM whimbrel_version WHERE duration_ms >= 0")" 5

for routine in '' 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;'; do
	t "what a row remembers is not compiled: that takes seconds, with a statement of its own alone${routine:+, and a routine}"
	pg_project
	revision r1 '' "CREATE TABLE t1 (id int); $routine"
	for n in 2 3; do
		printf -- '-- Migration: r%s\n-- Revision: r%s\n-- Revises: r%s\n\n-- migrate:up transaction:false\nINSERT INTO t1 VALUES (1);\nSELECT 1;\nINSERT INTO t1 VALUES (2);\n' \
			$n $n $((n - 1)) >migrations/r$n.sql
	done
	logged upgrade
	awk '/^BEGIN/ { off = 0 } /set_config\(.jit.,.off./ { off = 1 } /WITH RECURSIVE k/ { n++; if (!off) wrong++ } END { print n >= 4, wrong + 0 }' sent >rows
	expect_equal "rows, and those that are compiled" "$(<rows)" "1 0"
done

t "a row of many remembers nothing of routines where there are none, in a run of one step too"
for routine in '' 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$'; do
	pg_project
	[ -z "$routine" ] || pg "$routine" >/dev/null
	{
		printf -- '-- Migration: r1\n-- Revision: r1\n\n-- migrate:up transaction:false\nCREATE TABLE t1 (id int);\n'
		yes 'INSERT INTO t1 VALUES (1);' | head -9
	} >migrations/r1.sql
	logged upgrade
	expect_equal "rows that do${routine:+, with a routine}" "$(grep -c "current_setting('whimbrel.hidden',true)" whole)" "$([ -z "$routine" ] && echo 1 || echo 10)"
done

t "the way down costs as little, and tells its durations"
pg_project
chain a b c d
ok upgrade
logged --format json downgrade base --yes
expect_equal "messages for a step" "$(own_of _b)" 3
expect_equal "durations" "$(grep '"reverted"' "$scratch/out" | grep -c '"duration_ms":[0-9]')" 4
expect_equal "what is left" "$(pg "SELECT count(*) FROM whimbrel_version")" 0

# ------------------------------------------------------------------ nothing leaks

# leaves SQL TITLE: a revision that does this as its third step; the one behind it must see a fresh session
leak_check='SELECT 1 / (coalesce(nullif(current_setting($$my.x$$, true), $$$$), $$0$$) = $$0$$ AND current_setting($$work_mem$$) = $$4MB$$ AND
current_user = session_user AND NOT EXISTS (SELECT FROM pg_prepared_statements WHERE name !~ $$^whimbrel_$$) AND NOT EXISTS (SELECT FROM pg_cursors
WHERE name <> $$$$) AND NOT EXISTS (SELECT FROM pg_class WHERE relpersistence = $$t$$ AND relkind = $$r$$) AND NOT EXISTS (SELECT FROM
pg_listening_channels()))::int;'

leaves() {
	t "nothing leaks out of a step that has $1"
	pg_project
	[ -z "${3:-}" ] || pg "$3" >/dev/null || fail "before: $3"
	revision a '' 'CREATE TABLE a (id int);'
	revision b a 'CREATE TABLE b (id int);'
	revision c b "$2"
	revision d c "$leak_check"
	revision e d 'CREATE TABLE e (id int);'
	revision f e "$leak_check"
	ok upgrade
	expect_equal applied "$(pg_applied)" "a b c d e f"
}

leaves "SET" "SET my.x = '1'; SET work_mem = '8MB';"
leaves "set_config" "SELECT set_config('my.x', '1', false);"
leaves "set_config in a row" "INSERT INTO a SELECT length(Set_Config('my.x', '1', false));"
leaves "set_config in other letters" "SELECT U&\"\\0073et_config\"('my.x', '1', false);"
leaves "a view of settings" "UPDATE pg_settings SET setting = '8192' WHERE name = 'work_mem';"
leaves "a view on that" "UPDATE mine SET setting = '8192' WHERE name = 'work_mem';" \
	"CREATE VIEW mine AS SELECT * FROM pg_settings"
leaves "a default that sets" "INSERT INTO held (id) VALUES (1);" \
	"CREATE TABLE held (id int, x text DEFAULT set_config('my.x', '1', false))"
leaves "a check that sets" "INSERT INTO held (id) VALUES (1);" \
	"CREATE TABLE held (id int CHECK (set_config('my.x', '1', false) = '1'))"
leaves "a view that sets" "INSERT INTO a SELECT length(x) FROM held;" \
	"CREATE VIEW held AS SELECT set_config('my.x', '1', false) AS x"
leaves "a rule that sets" "UPDATE held SET id = 2;" \
	"CREATE TABLE held (id int); CREATE RULE r AS ON UPDATE TO held DO ALSO SELECT set_config('my.x', '1', false)"
leaves "a trigger that sets" "INSERT INTO held VALUES (1);" \
	"CREATE TABLE held (id int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN SET my.x = 1; RETURN NEW; END'; CREATE TRIGGER g BEFORE INSERT ON held FOR EACH ROW EXECUTE FUNCTION f()"
leaves "a trigger that it makes" "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN SET my.x = 1; RETURN NEW; END'; CREATE TRIGGER g BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f(); INSERT INTO a VALUES (1);"
leaves "a block" "DO 'BEGIN SET my.x = 1; CREATE TEMP TABLE q (x int); END';"
leaves "temporary tables" "CREATE TEMP TABLE q (x int) ON COMMIT PRESERVE ROWS;"
leaves "a temporary table by its schema" "CREATE TABLE pg_temp.q (x int);"
leaves "a temporary table INTO which it selects" "SELECT 1 AS x INTO TEMPORARY q;"
leaves "a prepared statement and a cursor" "PREPARE p AS SELECT 1; DECLARE k CURSOR WITH HOLD FOR SELECT 1; LISTEN l;"

t "a search path that begins with temporary tables makes none that stay"
pg_project 'version_schema = "public"'
pg "ALTER DATABASE $DB SET search_path = pg_temp, public" >/dev/null
revision a '' 'CREATE TABLE public.a (id int);'
revision b a 'CREATE TABLE public.b (id int);'
revision c b 'CREATE TABLE q (id int);'
revision d c 'CREATE TABLE q (id int);'
ok upgrade

t "what a sequence gave last is not told to the next step"
pg_project
revision a '' 'CREATE TABLE a (id serial);'
revision b a 'CREATE TABLE b (id int);'
revision c b 'INSERT INTO a DEFAULT VALUES;'
revision d c 'CREATE TABLE d AS SELECT lastval();'
run upgrade
expect_exit 1
expect_stderr "lastval is not yet defined"
expect_equal applied "$(pg_applied)" "a b c"

t "what a sequence gave last is gone with its session, and the way out is told"
pg_project
cat >migrations/a.sql <<-'END'
	-- Migration: a
	-- Revision: a
	-- Revises:

	-- migrate:up transaction:false
	CREATE TABLE a (id serial);
	INSERT INTO a DEFAULT VALUES;
	INSERT INTO nowhere VALUES (1);
	CREATE TABLE d AS SELECT currval('a_id_seq');
END
run upgrade
expect_exit 1
pg "CREATE TABLE nowhere (id int)" >/dev/null
run upgrade
expect_exit 5
expect_stderr "currval of sequence"
expect_stderr "Write another way to it (the largest id, a key) in this statement, which has not run."

t "a constraint that waits for the end fails its own step"
pg_project
revision a '' 'CREATE TABLE a (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);'
revision b a 'CREATE TABLE b (id int);'
revision c b 'INSERT INTO a VALUES (1), (1);'
revision d c 'CREATE TABLE d (id int);'
run upgrade
expect_exit 1
expect_stderr "duplicate key"
expect_stderr "c.sql"
expect_equal applied "$(pg_applied)" "a b"

t "a lock that is lost fails the step, and the one behind it is not begun"
for how in 'pg_advisory_unlock_all()' 'pg_advisory_unlock_all(), pg_backend_pid()'; do
	pg_project
	revision a '' 'CREATE TABLE a (id int);'
	revision b a 'CREATE TABLE b (id int);'
	revision c b "SELECT $how;"
	revision d c 'CREATE TABLE d (id int);'
	run upgrade
	[ "$code" -ne 0 ] || fail "it went through"
	expect_stderr "lock is gone"
	expect_equal "applied" "$(pg_applied)" "a b"
	rm -r migrations
done

t "a version row that is there already is told, and the step rolled back"
pg_project
revision a '' 'CREATE TABLE a (id int);'
revision b a 'CREATE TABLE b (id int);'
revision c b "CREATE TABLE c (id int); INSERT INTO whimbrel_version (revision, title, applied_at, applied_by, duration_ms, run_id) VALUES ('c', 'x', now(), 'x', 0, 'x');"
run upgrade
expect_exit 1
expect_stderr "duplicate key"
expect_equal "applied" "$(pg_applied)" "a b"
expect_equal "its table" "$(pg "SELECT to_regclass('c') IS NULL")" t

t "titles and ways back with quotes, backslashes and letters of all kinds are kept as they are"
pg_project
for n in 1 2 3 4; do
	printf -- "-- Migration: it's \\\\ \$1 %s \xc3\xa9\n-- Revision: r%s\n-- Revises: %s\n\n-- migrate:up\nCREATE TABLE t%s (id int);\n-- migrate:down\nDROP TABLE t%s; SELECT 'it''s', E'\\\\n', '\$1';\n" \
		"$n" "$n" "$([ "$n" = 1 ] || echo r$((n - 1)))" "$n" "$n" >migrations/r$n.sql
done
ok upgrade
expect_equal titles "$(pg "SELECT count(*) FROM whimbrel_version WHERE title = 'it''s \\ \$1 ' || substr(revision, 2) || ' é'")" 4
rm migrations/r4.sql migrations/r3.sql
ok switch --yes
expect_equal "what is left" "$(pg_applied)" "r1 r2"

done_testing
