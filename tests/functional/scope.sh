#!/bin/bash
# SPDX-License-Identifier: MIT
# What of a database is ours where there are no schemas: `exclude`, on SQLite and MariaDB, and how the config is read.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

setting() {
	sed -i "1i $1" whimbrel.cfg
}

theirs='CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY, name VARCHAR(100));
CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
CREATE INDEX ix_d1 ON d1_migrations (name);
CREATE VIEW tmp_v AS SELECT id FROM d1_migrations;'

# leaves_alone EXECUTE SCHEMA: tables of other programs stay as they are
leaves_alone() {
	setting 'exclude = [ "d1_migrations", "_litestream_*", "alembic_version", "view:tmp_?" ];'
	setting 'schema = [ "schema.sql" ];'
	revision one '' 'CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(10));' 'DROP TABLE t;'
	echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(10));' >schema.sql
	ok upgrade
	"$1" "$theirs" >/dev/null
	before=$("$2")
	ok check
	ok diff
	expect_stdout ''
	ok schema dump
	[[ $out != *d1_* && $out != *litestream* && $out != *alembic* && $out != *tmp_v* ]] || fail "dumped: $out"
	ok schema diagram
	[[ $out != *d1_* && $out != *alembic* ]] || fail "drawn: $out"
	echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(20), y INTEGER NOT NULL DEFAULT 1);' >schema.sql
	ok revision --autogenerate -m x --rev-id two
	! grep -iE 'd1_|litestream|alembic|tmp_v' "$out" || fail "$(<"$out")"
	ok upgrade
	ok check
	ok downgrade -1
	expect_equal schema "$("$2")" "$before"
	ok test
	"$1" 'CREATE TABLE ours (id INTEGER); CREATE INDEX ix_ours ON t (x);' >/dev/null
	run check
	expect_exit 3
	expect_stdout_has 'table ours'
	expect_stdout_has 'ix_ours'
}

t "SQLite: tables, views and indexes of other programs are left alone"
project
leaves_alone sql schema

t "SQLite: names are compared as SQLite does"
project
setting 'exclude = [ "TMP_*" ];'
revision one '' 'CREATE TABLE t (id INTEGER PRIMARY KEY);'
ok upgrade
sql 'CREATE TABLE tmp_a (id INTEGER REFERENCES t); CREATE TRIGGER tr AFTER INSERT ON tmp_a BEGIN SELECT 1; END;' >/dev/null
ok check

t "SQLite: indexes and triggers are left out by their kind"
project
setting 'exclude = [ "index:t.ix_dba_*", "trigger:audit_*" ];'
revision one '' 'CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);'
ok upgrade
sql 'CREATE INDEX ix_dba_1 ON t (x); CREATE TRIGGER audit_t AFTER INSERT ON t BEGIN SELECT 1; END;' >/dev/null
ok check
sql 'CREATE INDEX ix_ours ON t (x)' >/dev/null
run check
expect_exit 3
expect_stdout_has 'ix_ours'

t "SQLite: what is left alone on a table that is made anew goes with it, which is told"
project
setting 'exclude = [ "index:ix_dba_*" ];'
setting 'schema = [ "schema.sql" ];'
revision one '' 'CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE u (x TEXT);'
ok upgrade
sql 'CREATE INDEX ix_dba_1 ON t (x); CREATE INDEX ix_dba_2 ON u (x);' >/dev/null
echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, y TEXT); CREATE TABLE u (x TEXT);' >schema.sql
ok diff
expect_stderr_without 'ix_dba'
echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, x INTEGER); CREATE TABLE u (x TEXT);' >schema.sql
ok diff
expect_stderr 'ix_dba_1 is left alone by `exclude`, but it is on t'
expect_stderr_without 'ix_dba_2'

t "a table that references one that is left out is compared"
project
setting 'exclude = [ "people" ];'
setting 'schema = [ "schema.sql" ];'
revision one '' 'CREATE TABLE t (id INTEGER PRIMARY KEY, p INTEGER REFERENCES people (id));'
echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, p INTEGER REFERENCES people (id));' >schema.sql
sql 'CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);' >/dev/null
ok upgrade
ok check
sed -i 's/REFERENCES/NOT NULL DEFAULT 1 REFERENCES/' schema.sql
run check
expect_exit 3
expect_stdout_has 't.p'
ok revision --autogenerate -m more
ok upgrade
ok check

t "what is wrong in schemas and exclude has its line"
project
cat >>whimbrel.cfg <<'CFG'
exclude = [ "tabel:x", "quark:x",
	"column:t.x", ":x", "table:" ];
schemas = [ "a.b", "" ];
CFG
run status
expect_exit 2
expect_stderr 'whimbrel.cfg:4: exclude: "tabel:x": there is no kind "tabel"; did you mean "table"?'
expect_stderr 'whimbrel.cfg:4: exclude: "quark:x": there is no kind "quark" in any dialect that is installed'
expect_stderr 'whimbrel.cfg:5: exclude: "column:t.x": a column is a part of its table'
expect_stderr 'whimbrel.cfg:5: exclude: "table:" names nothing'
expect_stderr 'whimbrel.cfg:6: schemas: "a.b" is no name of a schema'
expect_stderr 'whimbrel.cfg:6: "schemas" must be more than an empty text'

if [ -z "${WHIMBREL_TEST_MARIADB:-}" ]; then
	t "MariaDB"
	skip "WHIMBREL_TEST_MARIADB is not set"
	done_testing
	exit
fi
maria_start || exit 1
trap 'status=$?; maria_stop; (exit $status); finish' EXIT

maria() {
	mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" test -N -B -e "$1" 2>&1
}

maria_schema() {
	mariadb-dump --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" --no-data --skip-comments --ignore-table=test.whimbrel_version \
		--ignore-table=test.whimbrel_log --ignore-table=test.whimbrel_lock test
}

t "MariaDB: tables, views and indexes of other programs are left alone"
mkdir migrations
printf 'target = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$MARIA_URL" >whimbrel.cfg
leaves_alone maria maria_schema

t "MariaDB: a trigger of ours behind one of other programs follows nobody"
mkdir migrations
maria 'DROP DATABASE test; CREATE DATABASE test' >/dev/null
printf 'target = "dev";\nschema = [ "schema.sql" ];\ntargets = { dev = { url = "%s"; exclude = [ "trigger:audit_*" ]; }; };\n' "$MARIA_URL" >whimbrel.cfg
trigger='AFTER INSERT ON t FOR EACH ROW SET @x ='
echo 'CREATE TABLE t (id INT PRIMARY KEY);' >schema.sql
revision one '' "$(<schema.sql)" 'DROP TABLE t;'
ok upgrade
maria "CREATE TRIGGER audit_t $trigger 2" >/dev/null
printf 'CREATE TRIGGER %s\n' "a $trigger 1;" "b $trigger 3;" >>schema.sql
ok revision --autogenerate -m behind --rev-id two
! grep audit_t "$out" || fail "$(<"$out")"
ok upgrade
ok check --full
expect_stdout_has clean
ok schema dump
[[ $out == *FOLLOWS*a* && $out != *audit_t* ]] || fail "$out"

done_testing
