#!/bin/bash
# SPDX-License-Identifier: MIT
# Who may do what, and whose it is, on PostgreSQL: given back, compared, dumped and loaded, or left alone.
. "${srcdir:?}/tests/functional/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/schema/engines.sh"

trap 'status=$?; engine_stop; (exit $status); finish' EXIT
postgresql_engine
engine_start || exit 1
engine_roles app_anon app_auth

# config PRIVILEGES, with a view that is to be made anew
config() {
	engine_drop now other
	engine_new now other
	cat >now.sql <<-SQL
		CREATE TABLE t (id int, a text);
		CREATE VIEW v AS SELECT a FROM t;
		GRANT SELECT ON v TO app_anon;
		GRANT INSERT (a) ON t TO app_anon;
		ALTER VIEW v OWNER TO app_auth;
	SQL
	native_load now now.sql
	echo 'CREATE TABLE t (id int, a varchar(9)); CREATE VIEW v AS SELECT a FROM t;' >schema.sql
	mkdir -p migrations
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\nschema = [ "schema.sql" ];\nprivileges = "%s";\ntargets = { dev = { url = "%s"; }; };\n' \
		"$1" "$(engine_url now)" >whimbrel.cfg
}

t "what is made anew gets back what it had where nobody says anything of it"
config auto
ok diff
[[ $out == *'ALTER VIEW public.v OWNER TO app_auth'* ]] || fail "the owner: $out"
[[ $out == *'GRANT SELECT ON TABLE public.v TO app_anon'* ]] || fail "the grant: $out"
[[ $out != *REVOKE* ]] || fail "something is taken: $out"

t "what was given back is nobody's word on privileges"
config auto
engine_drop now
engine_new now
printf -- '-- Revision: one\n-- migrate:up\nCREATE TABLE t (id int, a text);\nCREATE VIEW v AS SELECT a FROM t;\n-- migrate:down\nDROP VIEW v;\nDROP TABLE t;\n' >migrations/one.sql
ok upgrade
echo 'GRANT SELECT ON v TO app_anon; ALTER VIEW v OWNER TO app_auth; GRANT UPDATE (a) ON v TO app_anon;' >grants.sql
native_load now grants.sql
ok revision --autogenerate -m way --rev-id two
grep -q 'GRANT SELECT ON TABLE public.v TO app_anon' "$out" || fail "$(<"$out")"
ok upgrade
ok check
ok test
ok downgrade -1
run check
expect_exit 3
expect_stdout "pending  two way"

t "no looks at nothing and tells what is lost"
config no
ok diff
[[ $out == *'must be granted again'* ]] || fail "$out"
[[ $out != *GRANT* && $out != *'OWNER TO'* ]] || fail "$out"

t "yes compares what nobody speaks of"
config yes
ok diff
[[ $out == *'REVOKE INSERT (a) ON TABLE public.t FROM app_anon'* ]] || fail "$out"
[[ $out == *'OWNER TO CURRENT_USER'* ]] || fail "$out"

t "a dump says them and a load of it has them"
config yes
ok schema dump
printf '%s\n' "$out" >dump.sql
ok --url "$(engine_url other)" schema load dump.sql
[ "$(native_dump now)" = "$(native_dump other)" ] || fail "the database's own dumps differ"

t "a role that is not there stops privileges alone"
config auto
echo 'CREATE TABLE t (id int, a text, b int); CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON t TO nobody_here;' >schema.sql
ok diff
[[ $out == *'ADD COLUMN b'* ]] || fail "$out"
[[ $err == *'privileges are not compared'*nobody_here* ]] || fail "$err"
run check
[ "$code" -eq 3 ] || fail "check: exit $code"
[[ $out == *'not compared privileges'* ]] || fail "$out"

done_testing
