#!/bin/bash
# SPDX-License-Identifier: MIT
# Scratch databases of MariaDB: what they have of the target, who may do what in them, and servers for this purpose.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

export MARIA_OPTIONS=--log-bin=log
. "${0%/*}/mariadb.inc"

# maria_project [SETTINGS] [OPTIONS OF THE DATABASE]
maria_project() {
	mkdir -p migrations
	msql "DROP DATABASE IF EXISTS test; CREATE DATABASE test ${2-}" mysql >/dev/null
	printf 'schema = [ "schema.sql" ];\nmigrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; %s }; };\n' \
		"$MARIA_URL" "${1-}" >whimbrel.cfg
	: >schema.sql
}

t "a scratch server has another default collation, and other settings"
maria_project "scratch = \"$MARIA_URL\";" 'CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci'
sed -i 's,scratch = "\([^"]*\)/test",scratch = "\1/other",' whimbrel.cfg
msql "DROP DATABASE IF EXISTS other; CREATE DATABASE other CHARACTER SET latin1 COLLATE latin1_swedish_ci" >/dev/null
revision a '' 'CREATE TABLE t (id int PRIMARY KEY, name varchar(20), note text CHARACTER SET latin1);'
echo 'CREATE TABLE t (id int PRIMARY KEY, name varchar(20), note text CHARACTER SET latin1);' >schema.sql
ok upgrade
ok check
ok diff
expect_stdout ''
ok test
ok revision --autogenerate -m none
expect_stdout 'nothing to change: the target has the desired schema'

t "the client reads a dump with programs of several statements, and makes the same of it"
maria_project
cat >programs.sql <<'END'
CREATE TABLE t (a int DEFAULT 1 COMMENT 'a; b', b varchar(20));
CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 'x;';
CREATE VIEW v AS SELECT ';' AS c FROM t;
DELIMITER //
CREATE TRIGGER two AFTER DELETE ON t FOR EACH ROW BEGIN DELETE FROM t WHERE a = 1; SET @x = '$$'; END//
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO BEGIN DELETE FROM t; END//
DELIMITER $$
CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC BEGIN DECLARE y int; SET y = x; /* // */ RETURN y; -- ;
END$$
SET sql_mode = 'ORACLE'$$
CREATE PACKAGE k AS FUNCTION g RETURN int; PROCEDURE p; END$$
END
mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" test <programs.sql || fail "it does not load"
ok schema dump
echo "$out" >first.sql
msql "CREATE OR REPLACE DATABASE other" >/dev/null
mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" other <first.sql || fail "the client refuses it"
ok --url "${MARIA_URL%/test}/other" schema dump
expect_stdout "$(<first.sql)"
msql "CREATE OR REPLACE DATABASE other" >/dev/null
ok --url "${MARIA_URL%/test}/other" schema load first.sql
ok --url "${MARIA_URL%/test}/other" schema dump
expect_stdout "$(<first.sql)"

t "on a scratch server nothing is refused, and what it has already is no failure"
maria_project "scratch = \"$MARIA_URL\";"
msql "DROP DATABASE IF EXISTS side; DROP USER IF EXISTS app_user@localhost" >/dev/null
revision a '' "CREATE DATABASE IF NOT EXISTS side;
CREATE USER app_user@localhost;
GRANT SELECT ON side.* TO app_user@localhost;
CREATE OR REPLACE TABLE side.s (a int);
INSERT INTO side.s VALUES (1);
USE test;
CREATE TABLE t AS SELECT a FROM side.s;"
ok test
expect_stderr_without 'not run'
ok lint
msql "DROP USER app_user@localhost" >/dev/null
ok upgrade
"$WHIMBREL" schema dump >schema.sql
ok check
expect_equal 'scratch databases' "$(msql "SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'whimbrel_scratch%'")" 0

t "what the throw-away user may not do: what makes nothing here is passed over, all else is not compared"
maria_project
msql "CREATE OR REPLACE DATABASE side; CREATE TABLE side.s (a int); INSERT INTO side.s VALUES (1)" >/dev/null
revision a '' "CREATE USER IF NOT EXISTS app_user@localhost;
USE test;
INSERT INTO side.s VALUES (2);
CREATE TABLE side.made (a int);
SET GLOBAL max_connections = 200;
CREATE TABLE copied AS SELECT a FROM side.s;
CREATE VIEW looks AS SELECT a FROM side.s;
RENAME TABLE side.made TO moved;
ALTER DATABASE test COLLATE utf8mb4_bin;
USE side;"
ok stamp a
run check
expect_exit 3
lines=$(sed -nE 's/^not compared statement .*a\.sql:([0-9]+): .*/\1/p' <<<"$out" | tr '\n' ' ')
expect_equal 'not compared' "$lines" '11 12 13 14 15 '
lines=$(sed -nE 's/.*a\.sql:([0-9]+): not run on the scratch database: .*/\1/p' <<<"$err" | tr '\n' ' ')
expect_equal 'passed over' "$lines" '6 8 9 10 '
run test
expect_exit 2
expect_stderr_like 'not compared: statement .*a.sql:11: '

# A table with a function and a trigger, which the binary log may forbid, and a revision of them that is applied.
logged_project() {
	maria_project
	cat >schema.sql <<-'END'
	CREATE TABLE t (id int PRIMARY KEY, n int);
	CREATE FUNCTION plus(a int) RETURNS int DETERMINISTIC RETURN a + 1;
	CREATE TRIGGER before_t BEFORE INSERT ON t FOR EACH ROW SET NEW.n = plus(NEW.id);
	END
	ok revision --autogenerate -m a --rev-id a
	ok upgrade
}

t "the binary log: triggers and functions are tried out as well, and the log is nobody's to change"
logged_project
for command in check test lint diff; do
	ok $command
done
format=$(msql 'SELECT @@GLOBAL.binlog_format')
revision b a "SET GLOBAL binlog_format = ROW;
PURGE BINARY LOGS TO 'log.000001';
SET sql_log_bin = 0;"
ok test
expect_equal 'the format' "$(msql 'SELECT @@GLOBAL.binlog_format')" "$format"
for line in 6 7 8; do
	expect_stderr_like "b.sql:$line: not run on the scratch database"
done

t "the binary log: who may not make triggers hears the same of every command"
logged_project
msql "CREATE OR REPLACE USER few@'%'; GRANT ALL ON test.* TO few@'%'; GRANT ALL ON \`whimbrel\\_scratch\\_%\`.* TO few@'%' WITH GRANT OPTION; GRANT CREATE USER ON *.* TO few@'%'" >/dev/null
sed -i 's/tester@/few@/' whimbrel.cfg
for command in "check --full" test diff; do
	# shellcheck disable=SC2086
	run $command
	[ "$code" -eq 2 ] || [ "$command" = "check --full" ] || fail "$command: exit $code"
	[ "$code" -eq 3 ] || [ "$command" != "check --full" ] || fail "$command: exit $code"
	[[ $out$err == *"log_bin_trust_function_creators = 1, or this user SUPER"*'`scratch` server'* ]] || fail "$command: $out $err"
done
msql "DROP USER few@'%'" >/dev/null

t "zeros in dates, and whatever the session's settings are: dump, load, diff and back"
maria_project
msql "SET NAMES utf8mb4; SET SESSION sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+05:00', innodb_strict_mode = 0;
CREATE TABLE z (id int PRIMARY KEY, at datetime NOT NULL DEFAULT '0000-00-00 00:00:00', d date DEFAULT '2020-00-00',
	ts timestamp NOT NULL DEFAULT '2020-01-01 00:00:00');
CREATE TABLE wide (a int PRIMARY KEY) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=16;
SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
CREATE FUNCTION joined() RETURNS text DETERMINISTIC RETURN 'a' || 'b';
SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';
CREATE PROCEDURE slash() SELECT '\\';" >out 2>&1 || fail "$(<out)"
zones() {
	msql "SET time_zone='+00:00', sql_mode=''; SHOW CREATE TABLE z; SHOW CREATE TABLE wide; SHOW CREATE FUNCTION joined; SHOW CREATE PROCEDURE slash; SELECT joined()" "$1"
}
had=$(zones test)
for mode in STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE TRADITIONAL ANSI,NO_BACKSLASH_ESCAPES ORACLE; do
	msql "SET GLOBAL sql_mode = '$mode', GLOBAL time_zone = '-03:00'"
	ok schema dump
	echo "$out" >schema.sql
	msql "CREATE OR REPLACE DATABASE other" >/dev/null
	ok --url "${MARIA_URL%/test}/other" schema load schema.sql
	expect_equal "loaded under $mode" "$(zones other)" "$had"
	ok --url "${MARIA_URL%/test}/other" schema dump
	expect_equal "dumped under $mode" "$out" "$(<schema.sql)"
	msql "CREATE OR REPLACE DATABASE other" >/dev/null
	mariadb --no-defaults --default-character-set=latin1 --socket="$MARIA_SOCKET" -u "$MARIA_USER" other <schema.sql >out 2>&1 || fail "$(<out)"
	expect_equal "loaded by the client under $mode" "$(zones other)" "$had"
	ok diff
	expect_equal "difference under $mode" "$out" ''
	[ -e migrations/first.sql ] || {
		printf -- '-- Migration: first\n-- Revision: first\n\n-- migrate:up\n%s\n\n-- migrate:down irreversible\n' "$(<schema.sql)" >migrations/first.sql
		ok stamp first
	}
	ok check
done
msql "SET GLOBAL sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE'"
sed -i 's/^  `d` date DEFAULT/  `more` int,\n&/' schema.sql
ok revision --autogenerate -m more --rev-id more
ok upgrade
ok check
ok test
ok downgrade -1
expect_equal 'and back' "$(zones test)" "$had"
: >schema.sql
rm migrations/*more.sql
ok revision --autogenerate -m gone --rev-id gone
ok upgrade
ok downgrade -1
expect_equal 'made again' "$(zones test)" "$had"

done_testing
