#!/bin/bash
# SPDX-License-Identifier: MIT
# What the Databricks dialect does without a workspace: finding statements, scripts, URLs, profiles.
. "${0%/*}/harness.bash"

if ! "$WHIMBREL" plugins | grep -q '^databricks '; then
	t "the dialect was built"
	skip "it was left out"
	done_testing
	exit 0
fi
unset "${!DATABRICKS_@}"
export HOME=$scratch WHIMBREL_URL='databricks://token:dapi-secret@h.example.org?http_path=/sql/1.0/warehouses/1a2b'

# revision SQL
revision() {
	mkdir -p migrations
	printf -- '-- Migration: a\n-- Revision: a\n-- Revises:\n\n-- migrate:up\n%s\n' "$1" >migrations/a.sql
}

# expect_statements COUNT: in the script, whose rows of the journal say of how many each is one
expect_statements() {
	ok upgrade --sql
	expect_stdout_like "'started', NULL, $1, "
}

t "a semicolon in a string, a name or a comment ends nothing"
revision "SELECT 'a;b', \"c;d\", 'it\\'s;', 'x''y;', r'\\';
SELECT \`a;b\` FROM t; -- one; more
/* a; /* nested; */ b; */ SELECT 1;
SELECT 2 -- goes on \\
; still the comment
;"
expect_statements 4

t "BEGIN … END is one statement, whatever is in it"
revision "BEGIN
  DECLARE n INT DEFAULT CASE WHEN true THEN 1 ELSE 2 END;
  IF n = 1 THEN
    INSERT INTO t VALUES (1);
  ELSE
    BEGIN INSERT INTO t VALUES (2); END;
  END IF;
  WHILE n < 3 DO SET n = n + 1; END WHILE;
  CASE n WHEN 1 THEN SELECT 1; ELSE SELECT 2; END CASE;
END;
outer: BEGIN
  inner: LOOP LEAVE outer; END LOOP inner;
END outer;
SELECT CASE WHEN 1 = 1 THEN 'end' END;"
expect_statements 3

t "a block or a string without an end is told"
revision "BEGIN SELECT 1;"
run upgrade --sql
expect_exit 2
expect_stderr "BEGIN has no END"
revision "SELECT 'a"
run upgrade --sql
expect_exit 2
expect_stderr "a string has no end"

t "what can't be rolled back may only read in require and verify"
mkdir migrations
for bad in "UPDATE t SET a = 1" "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x" "OPTIMIZE t" "CREATE TABLE t (a INT)" \
	"BEGIN INSERT INTO t VALUES (1); END" "CALL p()" "FROM t INSERT INTO u SELECT *" "GRANT SELECT ON TABLE t TO u"; do
	printf -- '-- Revision: a\n-- migrate:up\nCREATE TABLE t (a INT);\n-- migrate:verify\nSELECT 1;\n%s;\n' "$bad" >migrations/a.sql
	run upgrade --sql
	expect_exit 2
	expect_stderr 'a.sql:6: this may change something, and a `-- migrate:verify` section (line 4) may only read'
done
cat >migrations/a.sql <<'SQL'
-- Revision: a
-- migrate:require
USE SCHEMA other;
SHOW TABLES IN `c`.`s` LIKE 'monitor*';
-- migrate:up
CREATE TABLE t (a INT);
-- migrate:verify
DESCRIBE TABLE EXTENDED t;
SHOW TABLES;
WITH x AS (SELECT 1) SELECT * FROM x;
(SELECT 1) UNION (SELECT 2);
VALUES (1);
SHOW CATALOGS LIKE 'c';
SQL
ok upgrade --sql

t "a restore point names a table, in an up section of a dialect that has them"
mkdir migrations
printf -- '-- Revision: a\n-- migrate:up\n-- whimbrel:restore-point\nSELECT 1;\n' >migrations/a.sql
run upgrade --sql
expect_exit 2
expect_stderr "a.sql:3: the restore point names no table"
printf -- '-- Revision: a\n-- migrate:up\nSELECT 1;\n-- migrate:down\n-- whimbrel:restore-point t\nSELECT 1;\n' >migrations/a.sql
run upgrade --sql
expect_exit 2
expect_stderr 'a.sql:5: a restore point stands in an `up` section'
printf -- '-- Revision: a\n-- migrate:up\n-- whimbrel:restore-point t\nSELECT 1;\n' >migrations/a.sql
ok upgrade --sql
run --url sqlite:a.db upgrade
expect_exit 2
expect_stderr "dialect sqlite keeps no older versions of tables"
run downgrade --sql --restore head:base
expect_exit 2
expect_stderr "the restore points are in the database's log"

t "what needs a session is an error with its line"
for sql in "SET x = 1" "DECLARE VARIABLE v INT" "CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1" "CACHE TABLE t" "START TRANSACTION" "COMMIT"; do
	revision "SELECT 1;
$sql;"
	run upgrade --sql
	expect_exit 2
	expect_stderr "a.sql:7"
done
revision "USE CATALOG c;
USE SCHEMA s;
CREATE TABLE IF NOT EXISTS t (id INT);"
expect_statements 3

t "a script asks what a query can tell, and leaves SHOW and DESCRIBE to whoever reads it"
revision "CREATE TABLE t (n INT);

-- migrate:verify
-- expect: rows
SHOW TABLES LIKE 't';
-- expect: no rows
SELECT n FROM t; -- all
-- expect: it's
SELECT max(n) FROM t;
-- expect: null
WITH x AS (SELECT 1) SELECT NULL FROM x;"
ok upgrade --sql
expect_stdout_has "-- see whether this is what is expected: a script can't tell"
expect_stdout_has $'\nSHOW TABLES LIKE \'t\';'
expect_stdout_has "NOT EXISTS (SELECT 1 FROM ("
expect_stdout_has ") LIMIT 1) AS STRING) <=> 'it\\'s' THEN 'ok'"
expect_stdout_has ") LIMIT 1) AS STRING) IS NULL THEN 'ok'"

t "values are written so that they mean the same everywhere"
revision "SELECT 1;"
sed -i "s/^-- Migration: a/-- Migration: it's \\\\ \${Migration-}/; s/^-- Revises:/&\n-- Variables: off/" migrations/a.sql
ok upgrade --sql
expect_stdout_has "'it\\'s \\\\ \\u0024{Migration-}'"

t "no secret is shown, and what a URL lacks is named"
mkdir migrations
run status
expect_stderr_without dapi-secret
run --url 'databricks://h.example.org?http_path=/sql/1.0/warehouses/1' status
expect_exit 2
expect_stderr "DATABRICKS_TOKEN"
run --url 'databricks://token:t@h.example.org' status
expect_exit 2
expect_stderr "databricks warehouses list"
run --url 'databricks://token:t@h.example.org?http_path=/sql/1.0/warehouses/1&tls=no' status
expect_exit 2
expect_stderr "in clear"
run --url 'databricks://token:t@h.example.org?warehose_id=1' status
expect_exit 2
expect_stderr "warehouse_id"

t "a profile that is not there, and one that is not whole"
mkdir migrations
run --url 'databricks://?profile=x' status
expect_exit 2
expect_stderr ".databrickscfg"
printf '[x]\nhost = https://h.example.org\n' >"$HOME/.databrickscfg"
run --url 'databricks://?profile=x' status
expect_exit 2
expect_stderr "warehouse_id in the profile"
# as a browser has it
printf '[x]\nhost = https://127.0.0.1:1/?o=123\ntoken = dapi-secret\nwarehouse_id = 1\n' >"$HOME/.databrickscfg"
run --url 'databricks://?profile=x' status
expect_exit 1
expect_stderr "https://127.0.0.1:1: "
DATABRICKS_HOST=HTTP://h.example.org run --url 'databricks://token:dapi-secret@?warehouse_id=1' status
expect_exit 2
expect_stderr "in clear"
run --url 'databricks://?profile=y' status
expect_exit 2
expect_stderr "no profile [y]"
# as the program databricks writes and reads it, and an editor elsewhere
printf '\xef\xbb\xbf[__settings__]\r\ndefault_profile = z\r\n[z] ; mine\r\nHost: "https://127.0.0.1:1" # here\r\ntoken = dapi-#secret\r\nwarehouse_id = 1' \
	>"$HOME/there"
DATABRICKS_CONFIG_FILE=\~/there run --url 'databricks://' status
expect_exit 1
expect_stderr "https://127.0.0.1:1: "
sed -i 's/= z/= none/' "$HOME/there"
DATABRICKS_CONFIG_FILE=\~/there run --url 'databricks://' status
expect_exit 2
expect_stderr "no profile [none]"
rm "$HOME/.databrickscfg"

t "who has signed in with databricks auth login is known by that program"
mkdir migrations
cat >databricks <<'SH'
#!/bin/sh
echo "$*" >>"$HOME/asked"
echo 'Error: no refresh token
is kept' >&2
exit 1
SH
chmod +x databricks
printf '[me]\nhost = https://h.example.org\nauth_type = databricks-cli\n[az]\nhost = h.example.org\nauth_type = azure-cli\n[DEFAULT]\nhost = https://other.example.org/\ntoken = dapi-other\n' >"$HOME/.databrickscfg"
PATH=$PWD:$PATH run --url 'databricks://?profile=me&warehouse_id=1' status
expect_exit 1
expect_stderr 'gave no token: Error: no refresh token is kept'
expect_stderr 'databricks auth login --profile me'
run --url 'databricks://?profile=az&warehouse_id=1' status
expect_exit 2
expect_stderr 'auth_type azure-cli is none of'
# a token goes to no other host than the one that it was made for
PATH=$PWD:$PATH run --url 'databricks://h.example.org?warehouse_id=1' status
expect_exit 1
expect_equal "what was asked" "$(<"$HOME/asked")" "auth token --profile me
auth token --host https://h.example.org"
DATABRICKS_CLI_PATH=/nowhere/databricks run --url 'databricks://?profile=me&warehouse_id=1' status
expect_exit 2
expect_stderr 'DATABRICKS_TOKEN'
expect_stderr "can't be run"
rm "$HOME/.databrickscfg"

done_testing
