#!/bin/bash
# SPDX-License-Identifier: MIT
# scratch = "private": a server of the dialect's own for scratch databases, which nothing is left of.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"

export TMPDIR=$scratch/tmp
mkdir -m 1777 "$TMPDIR"
chmod 755 "$scratch"

# What is there of private servers: folders, and programs that work in them.
left() {
	find "$TMPDIR" -maxdepth 1 -name 'whimbrel-private-*'
	pgrep -af "$TMPDIR/whimbrel-private-"
}

# Is a statement under way on a private server? What its process is called says so.
runs_statement() {
	local server
	server=$(pgrep -f "/postgres -D $TMPDIR/whimbrel-private-" | head -n 1)
	[ -n "$server" ] && pgrep -P "$server" -f ' SELECT' >/dev/null
}

nothing_left() {
	local i
	for ((i = 0; i < 50; i++)); do
		[ -n "$(left)" ] || return 0
		sleep 0.1
	done
	fail "there is still: $(left)"
}

private_project() {
	pg_project 'scratch = "private";'
	sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
	: >schema.sql
}

t "PostgreSQL: blocks that make roles and tables, other databases' names, and what only a target has"
private_project
pg 'DROP ROLE IF EXISTS app_visitor, app_owner, app_other; CREATE ROLE app_other' >/dev/null 2>&1
revision a '' "DO \$\$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_visitor') THEN CREATE ROLE app_visitor; END IF;
	CREATE TABLE audit (id int PRIMARY KEY, note text);
END \$\$;
CREATE ROLE app_owner;
GRANT SELECT ON audit TO app_visitor, app_owner, app_other;
CREATE TABLE $DB.public.named (a int);"
sed -n '/^DO/,$p' migrations/a.sql | sed '/^-- migrate:down/,$d' >schema.sql
for command in test lint upgrade check test; do
	ok $command
	expect_stderr_without 'not run'
done
echo 'CREATE TABLE c (id int);' >>schema.sql
ok revision --autogenerate -m c --rev-id b
ok upgrade
ok check
expect_equal 'scratch databases' "$(pg "SELECT count(*) FROM pg_database WHERE datname LIKE 'whimbrel_scratch%'")" 0
nothing_left

t "PostgreSQL: what the target's server need not give, and a protected target"
private_project
pg "DROP ROLE IF EXISTS poor; CREATE ROLE poor LOGIN; GRANT ALL ON SCHEMA public TO poor" >/dev/null 2>&1
sed -i 's,//test@,//poor@,; s/scratch =/protected = true; scratch =/' whimbrel.cfg
revision a '' 'CREATE TABLE t (a int);'
echo 'CREATE TABLE t (a int);' >schema.sql
ok test
ok upgrade
ok check
nothing_left

t "PostgreSQL: a signal ends the server, and a killed run leaves none"
private_project
revision a '' 'SELECT pg_sleep(30);'
for signal in TERM HUP KILL; do
	env --default-signal=HUP "$WHIMBREL" test >/dev/null 2>&1 &
	run=$!
	for ((i = 0; i < 300; i++)); do
		runs_statement && break
		sleep 0.1
	done
	kill -"$signal" "$run"
	wait "$run" 2>/dev/null
	code=$?
	[ "$signal" = KILL ] || expect_equal "exit after $signal" "$code" 130
	nothing_left
done

t "no programs, no private server: said so"
private_project
mkdir empty
cat >schema.sql <<<'CREATE TABLE t (a int);'
if [ "$(id -u)" -eq 0 ] && command -v unshare >/dev/null && unshare -m true 2>/dev/null; then
	unshare -m bash -c "mount --bind $PWD/empty /usr/lib/postgresql && PATH=$PWD/empty exec $WHIMBREL diff" >out 2>err
	expect_equal exit $? 2
	grep -q 'install PostgreSQL' err || fail "$(<err)"
else
	skip "no namespaces"
fi
nothing_left

if [ -n "${WHIMBREL_TEST_MARIADB:-}" ]; then
	MARIA_OPTIONS='--lower-case-table-names=1' maria_start || exit 1
	trap 'maria_stop; end_server; finish' EXIT
	t "MariaDB: other databases, users, programs, under settings of the target's server"
	mkdir migrations
	printf 'schema = [ "schema.sql" ];\nmigrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; scratch = "private"; }; };\n' \
		"$MARIA_URL" >whimbrel.cfg
	revision a '' "CREATE DATABASE side;
CREATE USER app_user@localhost;
CREATE TABLE side.s (a int);
GRANT SELECT ON side.* TO app_user@localhost;
USE test;
CREATE TABLE test.Upper (a int PRIMARY KEY, b varchar(10));
CREATE TABLE t AS SELECT a FROM side.s;
SET GLOBAL max_connections = 50;
CREATE FUNCTION one() RETURNS int DETERMINISTIC RETURN 1;"
	for command in test lint upgrade; do
		ok $command
	done
	ok schema dump
	echo "$out" >schema.sql
	ok check
	echo 'CREATE TABLE c (id int);' >>schema.sql
	ok revision --autogenerate -m c --rev-id b
	ok upgrade
	ok check
	nothing_left
fi

done_testing
