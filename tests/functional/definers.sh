#!/bin/bash
# SPDX-License-Identifier: MIT
# Whom views, triggers, routines and events of MariaDB act as: compared, dumped, kept by what is made anew; by one who may
# name other accounts, and by one who may not.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "${0%/*}/mariadb.inc"

# He may all that makes scratch databases and objects, and may name nobody else.
msql "CREATE USER ordinary@'%', ordinary@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW,
	SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER, CREATE USER, RELOAD, DELETE HISTORY ON *.* TO ordinary@'%', ordinary@localhost WITH GRANT OPTION" >out ||
	fail "$(<out)"
# since 11.3 a right of its own, without which nobody sees what others wrote
msql "GRANT SHOW CREATE ROUTINE ON *.* TO ordinary@'%', ordinary@localhost WITH GRANT OPTION" >out 2>&1
ordinary=${MARIA_URL/tester/ordinary}

# who DATABASE: every object, and whom it acts as
who() {
	msql "SELECT table_name, definer FROM information_schema.views WHERE table_schema = '$1' UNION ALL
		SELECT routine_name, definer FROM information_schema.routines WHERE routine_schema = '$1' UNION ALL
		SELECT trigger_name, definer FROM information_schema.triggers WHERE trigger_schema = '$1' UNION ALL
		SELECT event_name, definer FROM information_schema.events WHERE event_schema = '$1' ORDER BY 1" | tr '\t\n' '= '
}

others='f=gone@localhost p=app@% tr=app@% v=gone@localhost e=app@% '

# objects NUMBER
objects() {
	cat <<END
CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY);
CREATE VIEW v AS SELECT id, $1 AS n FROM t;
CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN $1;
CREATE PROCEDURE p() SELECT $1;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = $1;
CREATE EVENT e ON SCHEDULE EVERY $1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM t;
END
}

# start PRIVILEGES [URL]: a database whose objects act as others, and a desired schema that says nothing of them
start() {
	mkdir -p migrations
	msql "DROP DATABASE IF EXISTS test; CREATE DATABASE test; CREATE OR REPLACE DATABASE other" mysql >out 2>&1 || fail "$(<out)"
	msql "$(objects 1 | sed -E 's/CREATE (VIEW|FUNCTION)/CREATE DEFINER=gone@localhost \1/; s/CREATE (PROC|TRIG|EVENT)/CREATE DEFINER=app \1/')" >out 2>&1 ||
		fail "$(<out)"
	objects 2 >schema.sql
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\nschema = [ "schema.sql" ];\nprivileges = "%s";\ntargets = { dev = { url = "%s"; }; };\n' \
		"$1" "${2:-$MARIA_URL}" >whimbrel.cfg
	revision first '' "$(objects 1)" "DROP EVENT e; DROP PROCEDURE p; DROP FUNCTION f; DROP VIEW v; DROP TABLE t;"
	ok stamp first
}
others=$(sort <<<"${others// /$'\n'}" | tr -d '\n')
sorted() {
	who "$1" | tr ' ' '\n' | sort | tr -d '\n'
}

t "what is made anew acts as it did, though nobody says anything of that"
start auto
ok revision --autogenerate -m a --rev-id a
ok upgrade
expect_equal 'up' "$(sorted test)" "$others"
ok check
ok downgrade -1
expect_equal 'down' "$(sorted test)" "$others"

t "no looks at nothing: all becomes the user's who migrates"
start no
ok diff
[[ $out != *DEFINER=* ]] || fail "$out"
expect_stderr_without DEFINER
[[ $out == *'CREATE OR REPLACE VIEW'* ]] || fail "$out"

t "yes compares what nobody speaks of"
start yes
objects 1 >schema.sql
run diff
[ "$(grep -cE '^CREATE (OR REPLACE )?(VIEW|FUNCTION|PROCEDURE|TRIGGER|EVENT)|^CREATE OR REPLACE ALGORITHM' <<<"$out")" -eq 5 ] || fail "$out"
ok revision --autogenerate -m a --rev-id a
ok upgrade
[[ $(who test) != *gone* && $(who test) != *app* ]] || fail "$(who test)"
ok check
ok downgrade -1
expect_equal 'and back' "$(sorted test)" "$others"

t "a dump says them, and what loads it has them: accounts need not be there"
start yes
ok schema dump
echo "$out" >dump.sql
ok --url "${MARIA_URL%/test}/other" schema load dump.sql
expect_equal 'loaded' "$(sorted other)" "$others"
ok --url "${MARIA_URL%/test}/other" schema dump
expect_equal 'dumped' "$out" "$(<dump.sql)"
cp dump.sql schema.sql
ok diff
expect_stdout ''

t "what a revision says is checked, and drift of it is told"
start auto
cp schema.sql body.sql
sed -i 's/CREATE VIEW/CREATE DEFINER=app VIEW/; s/CREATE FUNCTION/CREATE DEFINER=gone@localhost FUNCTION/' body.sql
msql "CREATE OR REPLACE DATABASE test" mysql
rm migrations/*
sed -i '/^schema/d' whimbrel.cfg
revision a '' "$(<body.sql)"
ok upgrade
ok check
msql "CREATE OR REPLACE DEFINER=gone@localhost VIEW v AS SELECT id, 2 AS n FROM t"
run check
expect_exit 3
[[ $out == *'definer'* && $out == *gone* ]] || fail "$out"

t "one who may name nobody else: he compares and tries out all the same"
start auto "$ordinary"
sed -i 's/CREATE VIEW/CREATE DEFINER=gone@localhost VIEW/' schema.sql
ok revision --autogenerate -m a --rev-id a
grep -q 'DEFINER=`gone`@`localhost`' migrations/*a.sql || fail "$(cat migrations/*a.sql)"
run upgrade
expect_exit 1
expect_stderr_like 'SET USER'
expect_stderr_like 'hint: a DEFINER that is not the user who migrates'
[[ $(who test) != *ordinary* ]] || fail "something acts as who migrates: $(who test)"
ok --url "$MARIA_URL" upgrade
expect_equal 'by one who may' "$(sorted test)" "$others"
ok check

t "an account that nobody may name elsewhere is told, not left out"
start auto "$ordinary"
revision a first "EXECUTE IMMEDIATE 'CREATE DEFINER=gone@localhost VIEW made AS SELECT 1';"
ok stamp a
run check
expect_exit 3
[[ $out == *'not compared statement'* ]] || fail "$out"

done_testing
