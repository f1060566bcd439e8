#!/bin/bash
# SPDX-License-Identifier: MIT
# Scratch databases of MariaDB: what they have of the target, who may do what in them, and servers for this purpose.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

if [ -z "${WHIMBREL_TEST_MARIADB:-}" ]; then
	t "MariaDB"
	skip "WHIMBREL_TEST_MARIADB is not set"
	done_testing
	exit
fi
maria_start || exit 1
trap 'status=$?; maria_stop; (exit $status); finish' EXIT

msql() {
	mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -N -B "${2:-test}" -e "$1" 2>&1
}

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

done_testing
