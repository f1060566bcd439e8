#!/bin/bash
# SPDX-License-Identifier: MIT
# What our files make on tables that are other people's: triggers, policies, rules and indexes.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"

setting() {
	sed -i "1i $1" whimbrel.cfg
}

# drifted WORDS CHANGE BACK: `check` tells what CHANGE does, and is clean again behind BACK
drifted() {
	"$execute" "$2" >/dev/null
	run check
	expect_exit 3
	expect_stdout_has "$1"
	"$execute" "$3" >/dev/null
	ok check
	expect_stdout_has clean
}

others() {
	pg 'CREATE SCHEMA auth' 'CREATE TABLE auth.users (id uuid PRIMARY KEY, email text)' 'CREATE TABLE auth.profiles (id integer)' \
		"CREATE FUNCTION auth.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'" \
		'CREATE TRIGGER on_signup BEFORE INSERT ON auth.profiles FOR EACH ROW EXECUTE FUNCTION auth.touch()' \
		'CREATE TRIGGER theirs BEFORE INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION auth.touch()' \
		'ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY' 'CREATE POLICY theirs ON auth.users USING (true)' \
		'CREATE INDEX their_email ON auth.users (lower(email))' >/dev/null
}

ours='CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users (id));
CREATE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO public.profiles (id) VALUES (new.id);
	RETURN new;
END $$;
CREATE TRIGGER on_signup AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION handle_new_user();
CREATE POLICY "Users see themselves" ON auth.users FOR SELECT USING (email = current_user);
CREATE RULE keep AS ON DELETE TO auth.users DO ALSO NOTHING;
CREATE INDEX users_email ON auth.users (email);'
back='DROP INDEX auth.users_email; DROP RULE keep ON auth.users; DROP POLICY "Users see themselves" ON auth.users;
DROP TRIGGER on_signup ON auth.users; DROP FUNCTION handle_new_user(); DROP TABLE profiles;'

t "PostgreSQL: what ours is on tables of other people is compared"
pg_project
others
execute=pg
before=$(dump_schema)
setting 'schema = [ "schema.sql" ];'
revision one '' "$ours" "$back"
echo "$ours" >schema.sql
ok "test"
ok upgrade
ok check
expect_stdout_has clean
ok check --full
expect_stdout_has clean
ok diff
expect_stdout ''
drifted 'trigger auth.users.on_signup' 'ALTER TABLE auth.users DISABLE TRIGGER on_signup' 'ALTER TABLE auth.users ENABLE TRIGGER on_signup'
drifted 'policy auth.users.Users see themselves' 'ALTER POLICY "Users see themselves" ON auth.users USING (true)' \
	'ALTER POLICY "Users see themselves" ON auth.users USING (email = current_user)'
drifted 'index auth.users.users_email' 'DROP INDEX auth.users_email' 'CREATE INDEX users_email ON auth.users (email)'
drifted 'rule auth.users.keep' 'DROP RULE keep ON auth.users' 'CREATE RULE keep AS ON DELETE TO auth.users DO ALSO NOTHING'
# theirs is left alone, whatever it is called
pg 'CREATE TRIGGER later BEFORE UPDATE ON auth.users FOR EACH ROW EXECUTE FUNCTION handle_new_user()' >/dev/null
ok check --full
ok diff
expect_stdout ''
ok schema dump
[[ $out == *'TRIGGER on_signup AFTER INSERT ON auth.users'* && $out == *'"Users see themselves"'* && $out != *theirs* && $out != *their_email* && $out != *later* ]] ||
	fail "$out"
pg 'DROP TRIGGER later ON auth.users' >/dev/null
ok downgrade base
expect_equal schema "$(dump_schema)" "$before"

t "PostgreSQL: it is written, changed and taken back by autogenerate"
pg_project
others
before=$(dump_schema)
setting 'schema = [ "schema.sql" ];'
echo "$ours" >schema.sql
ok revision --autogenerate -m all --rev-id one
grep -q 'CREATE TRIGGER on_signup AFTER INSERT ON auth.users' "$out" || fail "$(<"$out")"
ok "test"
ok upgrade
ok check --full
expect_stdout_has clean
sed -i '/^CREATE RULE/d; s/email = current_user/email = session_user/; s/AFTER INSERT/AFTER INSERT OR UPDATE/' schema.sql
ok revision --autogenerate -m changed --rev-id two
! grep -E 'theirs|their_email' "$out" || fail "$(<"$out")"
ok "test"
ok upgrade
ok check --full
expect_stdout_has clean
sed -i '/^CREATE TRIGGER/d; /^CREATE POLICY/d; /^CREATE INDEX/d' schema.sql
ok revision --autogenerate -m gone --rev-id three
ok upgrade
ok check --full
expect_stdout_has clean
ok downgrade base
expect_equal schema "$(dump_schema)" "$before"

t "PostgreSQL: columns and rights of other people's tables that ours changes are told"
pg_project 'privileges = "yes";'
others
revision one '' 'CREATE SCHEMA app; CREATE TABLE app.t (id integer); ALTER TABLE app.t ADD COLUMN x integer;
ALTER TABLE IF EXISTS auth."users" ADD COLUMN IF NOT EXISTS tag text;
GRANT SELECT ON app.t TO PUBLIC; GRANT SELECT (email) ON TABLE auth.users TO PUBLIC; ALTER TABLE auth.profiles ENABLE ROW LEVEL SECURITY;'
ok upgrade
run check
expect_exit 3
expect_equal told "$(grep -c '^not compared' <<<"$out")" 2
expect_stdout_like 'not compared table auth.users: .*`schemas` takes it in'
expect_stdout_like 'not compared privileges auth.users: '
ok check --no-schema
# what nobody runs is but a text
revision two one "INSERT INTO app.t VALUES (1, 2); COMMENT ON TABLE app.t IS 'grant select on auth.profiles to x; see auth.profiles';
CREATE TABLE app.help (a text DEFAULT 'please alter table auth.profiles add column y');
INSERT INTO app.help VALUES ('ALTER TABLE auth.profiles ADD COLUMN z int'), ('revoke it; or do not grant any on auth.profiles');"
ok upgrade
run check
expect_equal told "$(grep -c '^not compared' <<<"$out")" 2
# a section's last statement needs no semicolon
revision three two "SELECT 1
-- migrate:up dialect:postgresql
ALTER TABLE IF EXISTS auth.profiles ADD COLUMN IF NOT EXISTS y int;
DO \$\$ BEGIN EXECUTE 'GRANT SELECT ON auth.profiles TO PUBLIC'; END \$\$;"
ok upgrade
run check
expect_stdout_like 'not compared table auth.profiles: '
expect_stdout_like 'not compared privileges auth.profiles: '
sed -i 's/privileges = "yes";/exclude = [ "auth.users", "auth.profiles" ];/' whimbrel.cfg
ok check
expect_stdout_has clean

t "PostgreSQL: an exclude by its own name leaves it alone"
pg_project 'exclude = [ "trigger:on_signup" ];'
others
setting 'schema = [ "schema.sql" ];'
revision one '' "$ours" "$back"
echo "$ours" >schema.sql
ok upgrade
pg 'DROP TRIGGER on_signup ON auth.users' >/dev/null
ok check --full
expect_stdout_has clean

t "PostgreSQL: a rule on an excluded table is ours, another one is not"
pg_project 'exclude = [ "legacy" ];'
execute=pg
setting 'schema = [ "schema.sql" ];'
pg 'CREATE TABLE legacy (id integer)' 'CREATE RULE theirs AS ON UPDATE TO legacy DO ALSO NOTHING' >/dev/null
revision one '' 'CREATE RULE ours AS ON DELETE TO legacy DO ALSO NOTHING;' 'DROP RULE ours ON legacy;'
echo 'CREATE RULE ours AS ON DELETE TO public.legacy DO ALSO NOTHING;' >schema.sql
ok upgrade
ok check --full
expect_stdout_has clean
drifted 'rule public.legacy.ours' 'DROP RULE ours ON legacy' 'CREATE RULE ours AS ON DELETE TO legacy DO ALSO NOTHING'

# on_legacy EXECUTE: a trigger and an index of ours on an excluded table, and theirs
on_legacy() {
	execute=$1
	setting 'exclude = [ "legacy" ];'
	setting 'schema = [ "schema.sql" ];'
	"$execute" 'CREATE TABLE legacy (id INTEGER PRIMARY KEY, x VARCHAR(10));' >/dev/null
	"$execute" "$2" >/dev/null
	printf '%s\n' 'CREATE TABLE t (id INTEGER PRIMARY KEY);' "$3" >schema.sql
	revision one '' "$(<schema.sql)" 'DROP TRIGGER ours; DROP TABLE t;'
	ok "test"
	ok upgrade
	ok check --full
	expect_stdout_has clean
	drifted 'trigger' 'DROP TRIGGER ours;' "$3"
	ok schema dump
	[[ $out == *ours* && $out != *theirs* ]] || fail "$out"
	sed -i '/TRIGGER/d' schema.sql
	ok revision --autogenerate -m gone --rev-id two
	grep -q 'DROP TRIGGER.*ours' "$out" || fail "$(<"$out")"
	! grep theirs "$out" || fail "$(<"$out")"
	ok upgrade
	ok check --full
	expect_stdout_has clean
	ok downgrade base
}

t "SQLite: a trigger on an excluded table"
project
on_legacy sql 'CREATE TRIGGER theirs AFTER DELETE ON legacy BEGIN SELECT 1; END;' \
	'CREATE TRIGGER ours AFTER INSERT ON legacy BEGIN INSERT INTO t (id) VALUES (NEW.id); END;'

t "SQLite: where the files make the table as well, what is on it goes with it"
project
setting 'exclude = [ "legacy" ];'
execute=sql
revision one '' 'CREATE TABLE legacy (id INTEGER); CREATE TRIGGER ours AFTER INSERT ON legacy BEGIN SELECT 1; END;' 'DROP TABLE legacy;'
ok upgrade
sql 'DROP TRIGGER ours;'
ok check --full
expect_stdout_has clean

. "$srcdir/tests/functional/mariadb.inc"
trap 'status=$?; maria_stop; end_server; (exit $status); finish' EXIT

maria() {
	msql "$1"
}

t "MariaDB: a trigger on an excluded table"
mkdir migrations
printf 'target = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$MARIA_URL" >whimbrel.cfg
on_legacy maria 'CREATE TRIGGER theirs AFTER DELETE ON legacy FOR EACH ROW SET @x = 1;' \
	'CREATE DEFINER = CURRENT_USER TRIGGER `ours` AFTER INSERT ON `legacy` FOR EACH ROW INSERT INTO t (id) VALUES (NEW.id);'

done_testing
