#!/bin/bash
# SPDX-License-Identifier: MIT
# Excluded tables that ours refer to, on SQLite and MariaDB, and other databases on MariaDB.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

setting() {
	sed -i "1i $1" whimbrel.cfg
}

# leans EXECUTE SCHEMA: ours refers to legacy, and tmp_1, of which nobody speaks, to ours
leans() {
	local file
	setting 'exclude = [ "legacy", "tmp_*" ];'
	setting 'schema = [ "schema.sql" ];'
	"$1" 'CREATE TABLE legacy (id INTEGER PRIMARY KEY, x VARCHAR(10) UNIQUE);' >/dev/null
	"$1" "INSERT INTO legacy VALUES (1, 'a'), (2, 'b');"
	before=$("$2")
	cat >schema.sql <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY, l INTEGER, FOREIGN KEY (l) REFERENCES legacy (id));
CREATE VIEW v AS SELECT t.id, legacy.x FROM t JOIN legacy ON legacy.id = t.l;
CREATE TRIGGER tr AFTER INSERT ON legacy FOR EACH ROW INSERT INTO t (id, l) VALUES (NEW.id, NEW.id);
SQL
	[ "$3" = mariadb ] || sed -i 's/ROW INSERT\(.*\);$/ROW BEGIN INSERT\1; END;/' schema.sql
	revision one '' "$(<schema.sql)" 'DROP TRIGGER tr; DROP VIEW v; DROP TABLE t;'
	ok lint
	ok "test"
	ok upgrade
	"$1" 'CREATE TABLE tmp_1 (t INTEGER, FOREIGN KEY (t) REFERENCES t (id));' >/dev/null
	ok check
	expect_stdout_has clean
	ok check --full
	ok diff
	expect_stdout ''
	ok schema dump
	[[ $out != *'TABLE `legacy`'* && $out != *'TABLE legacy'* && $out != *tmp_* ]] || fail "dumped: $out"
	cat >>schema.sql <<'SQL'
CREATE TABLE u (id INTEGER PRIMARY KEY, l INTEGER, FOREIGN KEY (l) REFERENCES legacy (id));
SQL
	sed -i 's/^CREATE TABLE t (id INTEGER PRIMARY KEY,/& y VARCHAR(10),/; s/t.id, legacy.x/t.id, t.y, legacy.x/' schema.sql
	ok revision --autogenerate -m x --rev-id two
	file=$out
	! grep -iE 'tmp_|TABLE .?legacy|TRIGGER' "$file" || fail "$(<"$file")"
	ok "test"
	ok upgrade
	ok check
	"$1" "INSERT INTO legacy VALUES (3, 'c');"
	[ "$("$1" 'SELECT count(*) FROM v')" = 1 ] || fail "the view: $("$1" 'SELECT * FROM v')"
	"$1" 'DROP TABLE tmp_1;' >/dev/null
	ok downgrade base
	expect_equal schema "$("$2")" "$before"
}

t "SQLite: excluded tables that ours refer to"
project
leans sql schema sqlite

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

maria_project() {
	mkdir migrations
	printf 'target = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$MARIA_URL" >whimbrel.cfg
}

t "MariaDB: excluded tables that ours refer to"
maria_project
leans maria maria_schema mariadb

t "MariaDB: what refers to another database is not compared, and told"
maria_project
maria 'DROP TABLE IF EXISTS whimbrel_version, whimbrel_log, whimbrel_lock, legacy; CREATE DATABASE other; CREATE TABLE other.p (id INTEGER PRIMARY KEY);'
setting 'schema = [ "schema.sql" ];'
echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, p INTEGER, FOREIGN KEY (p) REFERENCES other.p (id));
CREATE VIEW v AS SELECT t.id FROM t JOIN other.p ON p.id = t.p;' >schema.sql
revision one '' "$(<schema.sql)" 'DROP VIEW v; DROP TABLE t;'
ok upgrade
run check
expect_exit 3
expect_stdout_has "not compared statement migrations/one.sql:6: REFERENCES command denied"
expect_stdout_has '`other`.`p`'
for command in diff test 'revision --autogenerate -m x'; do
	# shellcheck disable=SC2086
	run $command
	expect_exit 2
	expect_stderr '`other`.`p`'
done
[ "$(ls migrations)" = one.sql ] || fail "$(ls migrations)"

done_testing
