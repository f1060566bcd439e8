#!/bin/bash
# SPDX-License-Identifier: MIT
# Databases by their ODBC drivers: SQLite's is a file and needs no server.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/databases.inc"
. "$srcdir/tests/functional/odbc.inc"

# odbc_project URL [SETTINGS]
odbc_project() {
	mkdir -p migrations
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; %s }; };\n' "$1" "${2:-}" >whimbrel.cfg
}

"$WHIMBREL" plugins 2>/dev/null | grep -q '^odbc ' || {
	t "the dialect odbc"
	skip "it was not built"
	done_testing
	exit
}

# odbc_scripts NAME: scripts for the database's own client, written without a connection, on the new database $URL
odbc_scripts() {
	t "$1 by odbc: scripts for its own client are written without a connection, and stop where they are not for"
	odbc_project "odbc://nowhere?profile=$1"
	revision one '' "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40));
INSERT INTO t VALUES (1, 'a; b'), (2, 'it''s') -- both;
;
-- migrate:verify
-- expect: rows
SELECT id FROM t WHERE id = 2;" 'DROP TABLE t;'
	revision two one 'CREATE TABLE u (x INTEGER);' 'DROP TABLE u;'
	revision three two 'CREATE TABLE v (x INTEGER);' 'DROP TABLE v;'
	"$WHIMBREL" upgrade two --sql >up.sql || fail "exit $?"
	"$WHIMBREL" upgrade two:three --sql >on.sql || fail "exit $?"
	"$WHIMBREL" downgrade three:base --sql >down.sql || fail "exit $?"
	! "$1_script" on.sql 2>err || fail "what it needs is missing, and it goes on"
	"$1_script" up.sql || fail "the client fails"
	expect_equal "rows" "$("$1_sql" "SELECT count(*) FROM t WHERE name IN ('a; b', 'it''s')")" 2
	"$1_script" up.sql 2>err
	grep -Eq 'a revision of this script is there already|UNIQUE constraint' err || fail "a second time: $(cat err)"
	"$1_script" on.sql || fail "the client fails"
	ok --url "$URL" status
	expect_stdout_like "three +applied"
	"$1_script" down.sql || fail "the client fails"
	expect_equal "the set" "$("$1_sql" 'SELECT count(*) FROM whimbrel_version')" 0
	"$1_script" down.sql 2>err
	grep -Eq 'a revision that this script needs is missing|UNIQUE constraint' err || fail "a second time: $(cat err)"
	odbc_project odbc://nowhere
	run upgrade --sql
	expect_exit 2
	expect_stdout ''
	expect_stderr 'profile='
}

# odbc_suite NAME URL SLEEP: the same on a server. DATABASE in the URL is a new one for each test. The dialect of the
# database's own must see what this one left.
odbc_suite() {
	local i url sql
	next_url() {
		"${1}_new"
		url=${2//DATABASE/$DB}
	}
	next_url "$1" "$2"
	t "$1 by odbc: up, down and up again, seen by the dialect of its own"
	odbc_project "$url"
	revision one '' "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40), amount DECIMAL(10,2));
INSERT INTO t VALUES (1, 'Zoë € ?{fn x} it''s; -- no comment', 1.5), (2, NULL, NULL);" 'DROP TABLE t;'
	revision two one 'CREATE TABLE u (id INTEGER NOT NULL PRIMARY KEY, t_id INTEGER, FOREIGN KEY (t_id) REFERENCES t (id));
CREATE INDEX u_t ON u (t_id);
-- migrate:verify
-- expect: 1.50
SELECT amount FROM t WHERE id = 1;' 'DROP TABLE u;'
	ok upgrade
	ok downgrade one
	ok upgrade
	expect_equal "rows" "$(query "SELECT name FROM t WHERE id = 1")" "Zoë € ?{fn x} it's; -- no comment"
	ok --url "$URL" status
	expect_stdout_like "one +applied"
	ok --url "$URL" downgrade base
	ok upgrade
	ok schema diagram
	expect_stdout_has "t_id FK"
	run check
	expect_stdout_has "scratch_databases=yes"
	odbc_project "$url" "scratch = \"$url&scratch_databases=yes\""
	revision three two "CREATE ROLE role_$DB" "DROP ROLE role_$DB"
	ok upgrade
	ok check
	query 'CREATE TABLE stray (x INTEGER)' >/dev/null
	run check
	expect_exit 3
	expect_stdout "drift    drop table stray"
	query 'DROP TABLE stray' >/dev/null
	for sql in "CREATE SCHEMA ${DB}_other" "CREATE TABLE ${DB}_other.p (id INTEGER NOT NULL PRIMARY KEY)" \
		"CREATE TABLE c (id INTEGER, FOREIGN KEY (id) REFERENCES ${DB}_other.p (id))"; do
		query "$sql" >/dev/null
	done
	ok schema dump
	expect_stdout_like "REFERENCES .${DB}_other.[.].p. [(].id.[)]"
	query 'DROP TABLE c' >/dev/null
	numbers='INTEGER AUTO_INCREMENT' seen=' AUTO_INCREMENT NOT NULL'
	[ "$1" != postgresql ] || numbers=SERIAL seen='"id" serial NOT NULL'
	query "CREATE TABLE filled (id $numbers NOT NULL PRIMARY KEY, n INTEGER GENERATED ALWAYS AS (1 + 1) STORED)" >/dev/null
	ok schema dump
	grep -v '^whimbrel' <<<"$out" >dump.sql
	expect_stdout_has "$seen"
	expect_stdout_like 'GENERATED ALWAYS AS [(]+1 [+] 1[)]+ STORED'
	query 'DROP TABLE filled' >/dev/null
	query "$(sed -n '/filled/,/^);/p' dump.sql)" >/dev/null
	ok schema dump
	expect_equal "the dump of what a dump has made" "$out" "$(<dump.sql)"
	ok downgrade base
	next_url "$1" "$2"
	t "$1 by odbc: a statement that takes too long, or that nobody wants any more, is stopped"
	odbc_project "$url" 'statement_timeout = "300ms";'
	revision one '' "$3;"
	run upgrade
	expect_exit 1
	expect_stderr "one.sql:"
	expect_stderr_like 'longer than statement_timeout \(300 ms\)'
	odbc_project "$url"
	set -m
	"$WHIMBREL" upgrade >stdout 2>stderr &
	i=$!
	set +m
	wait_for eval '"$WHIMBREL" lock status | grep -q "locked by"'
	kill -INT "$i"
	wait "$i"
	expect_equal "exit of the interrupted" "$?" 130

	next_url "$1" "$2"
	odbc_scripts "$1"

	next_url "$1" "$2"
	t "$1 by odbc: twenty upgrades at once, by leases"
	odbc_project "$url"
	chain r1 r2 r3
	odbc_jobs=()
	for i in {1..20}; do
		"$WHIMBREL" upgrade >"out.$i" 2>"err.$i" &
		odbc_jobs+=($!)
	done
	for i in {1..20}; do
		wait "${odbc_jobs[i - 1]}" || fail "number $i: exit $?: $(cat "err.$i")"
	done
	expect_equal "said once each" "$(cat out.* | grep -c '^applied')" 3
}

# wait_for COMMAND...: until it succeeds
wait_for() {
	local i
	for ((i = 0; i < 200; i++)); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.05
	done
	fail "waited too long for: $*"
}

# ------------------------------------------------------------------ SQLite

SQLITE_DRIVER=$(driver libsqlite3odbc.so)
SQLITE="odbc:///a.db?driver=${SQLITE_DRIVER//\//%2F}"

t "sqlite by odbc: a file that is not there is read as an empty database, and not made"
odbc_project "$SQLITE"
chain one
ok status
expect_no_file a.db

t "sqlite by odbc: up, down and up again leave what the dialect of its own does"
odbc_project "$SQLITE"
revision one '' "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO t VALUES (1, 'Zoë €🐦 ?{fn x} it''s; -- no comment'), (2, NULL);" 'DROP TABLE t;'
revision two one 'CREATE TABLE log (id INTEGER);
CREATE TRIGGER keep AFTER INSERT ON t BEGIN INSERT INTO log SELECT CASE WHEN NEW.id > 0 THEN 1 ELSE 0 END; DELETE FROM log WHERE id = 0; END;' 'DROP TRIGGER keep; DROP TABLE log;'
revision three two "INSERT INTO t VALUES (3, 'x');" 'DELETE FROM t WHERE id = 3;'
ok upgrade
ok downgrade base
ok upgrade
expect_equal "the set" "$(applied)" 'one three two'
mv a.db by_odbc.db
ok --url sqlite:a.db upgrade
expect_equal "what there is" "$(contents by_odbc.db)" "$(contents a.db)"
mv by_odbc.db a.db
ok --url sqlite:a.db verify
ok status
expect_stdout_like "one +applied"

t "sqlite by odbc: a statement that fails takes its step with it, and is told with its place"
odbc_project "$SQLITE"
chain one
revision two one 'CREATE TABLE u (x INTEGER);
INSERT INTO nowhere VALUES (1);' 'DROP TABLE u;'
run upgrade
expect_exit 1
expect_stderr "no such table: nowhere"
expect_stderr "two.sql:"
expect_equal "the set" "$(applied)" one
expect_equal "tables" "$(sql "SELECT count(*) FROM sqlite_schema WHERE name = 'u'")" 0

t "sqlite by odbc: DELIMITER and GO say where a statement ends"
odbc_project "$SQLITE&go=yes"
revision one '' "CREATE TABLE t (id INTEGER, note TEXT)
GO
INSERT INTO t VALUES (1, 'GO
GO') -- GO
 go
DELIMITER //
CREATE TABLE u (id INTEGER); // CREATE TRIGGER keep AFTER INSERT ON t BEGIN INSERT INTO u VALUES (NEW.id); DELETE FROM u WHERE id < 0; END //
DELIMITER ;
INSERT INTO t VALUES (2, ';'); INSERT INTO t VALUES (3, '//')" 'DROP TABLE u
GO
DROP TABLE t
GO'
ok upgrade
expect_equal "rows" "$(sql 'SELECT group_concat(id) FROM t')|$(sql 'SELECT group_concat(id) FROM u')" '1,2,3|2,3'
ok downgrade base
expect_equal "tables" "$(sql "SELECT count(*) FROM sqlite_schema WHERE name IN ('t', 'u')")" 0

sqlite_new
URL=sqlite:a.db
sqlite_sql() { sqlite3 a.db "$1"; }
sqlite_script() { sqlite3 a.db <"$1"; }
odbc_scripts sqlite

t "sqlite by odbc: twenty upgrades at once, each revision once"
odbc_project "$SQLITE"
chain r1 r2 r3 r4 r5
jobs=()
for i in {1..20}; do
	"$WHIMBREL" upgrade >"out.$i" 2>"err.$i" &
	jobs+=($!)
done
for i in {1..20}; do
	wait "${jobs[i - 1]}" || fail "number $i: exit $?: $(cat "err.$i")"
done
expect_equal "said once each" "$(cat out.* | grep -c '^applied')" 5

t "sqlite by odbc: its schema is read and drawn, without our own tables"
odbc_project "$SQLITE"
revision one '' 'CREATE TABLE t (id INTEGER NOT NULL, name VARCHAR(40), PRIMARY KEY (id));
CREATE TABLE u (id INTEGER NOT NULL, t_id INTEGER REFERENCES t (id) ON DELETE CASCADE, PRIMARY KEY (id));
CREATE UNIQUE INDEX t_name ON t (name, id);'
ok upgrade
ok schema dump
expect_stdout 'CREATE TABLE t (id INTEGER NOT NULL, name VARCHAR(40), PRIMARY KEY (id));
CREATE TABLE u (id INTEGER NOT NULL, t_id INTEGER REFERENCES t (id) ON DELETE CASCADE, PRIMARY KEY (id));
CREATE UNIQUE INDEX "t_name" ON "t" ("name", "id");'
ok check
sql "ALTER TABLE t ADD COLUMN more TEXT DEFAULT 'x'" >/dev/null
run check
expect_exit 3
expect_stdout "drift    drop column t.more"
ok schema diagram
expect_stdout_has 'VARCHAR(40) name'
expect_stdout_has 't_id FK'

t "sqlite by odbc: what no catalog function tells is compared, and told where it can't be made"
odbc_project "$SQLITE"
revision one '' 'CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0), name TEXT UNIQUE);
CREATE INDEX t_i ON t (name DESC) WHERE id > 1;
CREATE VIEW v AS SELECT id FROM t;
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;'
ok upgrade
ok check
ok schema dump
expect_stdout_has 'CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0), name TEXT UNIQUE);
CREATE INDEX "t_i" ON "t" ("name" DESC) WHERE id > 1;'
expect_stderr 'left out: view v:'
expect_stderr 'left out: trigger t.g:'
sql 'DROP TRIGGER g; DROP VIEW v; CREATE VIEW v AS SELECT name FROM t; DROP INDEX t_i; CREATE INDEX t_i ON t (name) WHERE id > 1' >/dev/null
run check
expect_exit 3
expect_stdout_like 'drift +alter view v'
expect_stdout_like 'drift +create trigger t.g'
expect_stdout_like 'index t.t_i'
sql 'DROP VIEW v; CREATE VIEW v AS SELECT x FROM nowhere' >/dev/null
run check
expect_exit 3
expect_stdout_like 'drift +alter view v'

t "sqlite by odbc: a database that another program has locked is waited for no longer than one says"
odbc_project "$SQLITE" 'statement_lock_timeout = "200ms";'
chain one
sqlite3 a.db 'CREATE TABLE other (x INTEGER)'
sqlite3 a.db >/dev/null <<'SQL' &
BEGIN IMMEDIATE;
.shell touch locked
.shell while [ ! -e let_go ]; do sleep 0.05; done
ROLLBACK;
SQL
holder=$!
wait_for test -e locked
run upgrade
touch let_go
wait "$holder"
expect_exit 1
expect_stderr "database is locked"
ok upgrade

t "odbc: what nobody knows of an unknown database is told, and check never says clean over it"
odbc_project "$SQLITE&profile=standard&create_table=CREATE%20TABLE%20IF%20NOT%20EXISTS&limit=%20LIMIT%20"
sqlite3 a.db 'CREATE TABLE t (x INTEGER); CREATE VIEW v AS SELECT x FROM t'
ok schema dump
expect_stderr 'left out: view v: not all of it can be seen'
expect_stderr 'checks, triggers, routines'

t "what is wrong with the way there is said, without a password"
odbc_project 'odbc:///a.db'
run status
expect_exit 2
expect_stderr "the URL names no data source"
odbc_project 'odbc:///a.db?driver=nowhere.so&driwer=x'
run status
expect_stderr "nowhere.so"
odbc_project 'odbc://nowhere' 'options = { connect = "PWD=hunter22secret;"; };'
run status
expect_exit 1
expect_stderr_without hunter22secret
odbc_project "$SQLITE&profile=dbase"
run status
expect_exit 2
expect_stderr "profile=dbase"

same_model sqlite "$SQLITE" 'table ft' 'view v' 'trigger p.tr'

# ends_of PROFILE SQL: how many statements it is, offline
ends_of() {
	odbc_project "odbc://nowhere?profile=$1"
	revision one '' "$2" 'DROP TABLE t;'
	"$WHIMBREL" upgrade one --sql >script.sql || fail "exit $?"
	grep -o "'applied', NULL, [0-9]*" script.sql | sed 's/.*, //'
}

t "profiles by their manuals: texts and comments of one database alone hold semicolons and quotes"
expect_equal "oracle" "$(ends_of oracle "INSERT INTO t VALUES (q'[it's; x]', nq'!a';!');
INSERT INTO t VALUES (2);")" 2
expect_equal "oracle: SQL*Plus reads a type up to its line /" "$(ends_of oracle "CREATE TYPE p AS OBJECT (x NUMBER,
MEMBER FUNCTION f RETURN NUMBER);
/
CREATE TYPE q AS TABLE OF NUMBER;
/
INSERT INTO t VALUES (2);")" 3
expect_equal "db2: BEGIN begins statements, no transaction" "$(ends_of db2 "BEGIN ATOMIC
INSERT INTO t VALUES (1); IF 1 = 1 THEN INSERT INTO t VALUES (2); END IF;
END;
/* a comment /* holds no other */
INSERT INTO t VALUES (3);")" 2
expect_equal "db2: a comment of its client sets the terminator" "$(ends_of db2 "-- here is why
--#SET TERMINATOR @
CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO u VALUES (1); END@
INSERT INTO t VALUES (';')@
--#SET TERMINATOR ;
INSERT INTO t VALUES (2);")" 3
odbc_project "odbc://nowhere?profile=mariadb"
mkdir old
printf '%s\n' '-- migrate:up' "# it's a comment" 'CREATE TABLE t (a INT);' '-- migrate:down' 'DROP TABLE t;' >old/1_a.sql
ok import --from dbmate old
expect_stdout_has '1 created, 0 undecided'
rm migrations/1_a.sql
odbc_project "odbc://nowhere?profile=sqlserver"
revision one '' '-- whimbrel:keep t(a)
ALTER TABLE t DROP COLUMN a;' 'ALTER TABLE t ADD a INT;'
run upgrade --sql
expect_exit 2
expect_stderr 'whimbrel:keep'
revision one '' "CREATE FULLTEXT CATALOG c" 'DROP TABLE t;'
run upgrade --sql
expect_exit 2
expect_stderr 'transaction:false'
expect_equal "snowflake" "$(ends_of snowflake "INSERT INTO t VALUES (1); // one; two
INSERT INTO t VALUES (2);")" 2
expect_equal "snowflake: an apostrophe in its comment hides no section" "$(ends_of snowflake "INSERT INTO t VALUES (1); // it's one
INSERT INTO t VALUES (2);")" 2
run validate
expect_exit 0

# ------------------------------------------------------------------ servers

# on_server NAME DRIVER USER PORT SLEEP LEFT…: each test on a new database
on_server() {
	local library
	t "a driver for $1"
	library=$(driver "$2")
	[ -z "$skipped" ] || return 0
	odbc_suite "$1" "odbc://$3@127.0.0.1:$4/DATABASE?driver=${library//\//%2F}" "$5"
	same_model "$1" "odbc://$3@127.0.0.1:$4/DATABASE?driver=${library//\//%2F}" "${@:6}"
	[ "$1" != mariadb ] || many_statements "odbc://$3@127.0.0.1:$4/DATABASE?driver=${library//\//%2F}"
}

# many_statements URL: what MariaDB's driver would end the process over
many_statements() {
	local url
	mariadb_new
	url=${1//DATABASE/$DB}
	t "mariadb by odbc: a trigger of several statements is refused with the way out, or run"
	odbc_project "$url"
	revision one '' "CREATE TABLE t (id INTEGER, n INTEGER);
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.id = 1; SET NEW.n = 2; END;"
	run upgrade
	expect_exit 2
	expect_stderr "one.sql:7: MariaDB's ODBC driver ends the process"
	expect_stderr "CREATE DEFINER = CURRENT_USER TRIGGER"
	sed -i 's/CREATE TRIGGER/CREATE DEFINER = CURRENT_USER TRIGGER/' migrations/one.sql
	ok upgrade
}

! begin_postgresql || on_server postgresql psqlodbcw.so test "$PG_PORT" 'SELECT pg_sleep(60)' 'type pair' 'type gloomy' \
	'table heir' 'table parts' 'table parts_a' 'table unl' 'view v' 'routine f(i integer)' 'trigger p.tr' 'statistics st'
! begin_mariadb || on_server mariadb libmaodbc.so tester "$MARIA_PORT" 'SELECT SLEEP(60)' 'sequence free_seq' \
	'table parts' 'table sv' 'view v' 'routine FUNCTION f' 'trigger p.tr'
done_testing
