#!/bin/bash
# SPDX-License-Identifier: MIT
# What is out of scope and needed by what is in scope: other people's schemas, excluded tables.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"

setting() {
	sed -i "1i $1" whimbrel.cfg
}

# What a service has made before we came.
others() {
	pg 'CREATE SCHEMA extensions' 'CREATE EXTENSION pgcrypto SCHEMA extensions' 'CREATE SCHEMA auth' \
		"CREATE TYPE auth.level AS ENUM ('aal1', 'aal2')" \
		"CREATE TABLE auth.users (id uuid PRIMARY KEY, email varchar(255) UNIQUE, level auth.level, role text, instance uuid)" \
		"CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT nullif(current_setting(''jwt.sub'', true), '''')::uuid'" \
		'CREATE SCHEMA storage' 'CREATE TABLE storage.objects (id uuid PRIMARY KEY, owner uuid REFERENCES auth.users)' \
		'CREATE VIEW storage.mine AS SELECT * FROM storage.objects WHERE owner = auth.uid()' \
		'ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY' 'CREATE POLICY own ON auth.users USING (id = auth.uid())' >/dev/null
}

leaning='CREATE TABLE profiles (
	id uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
	name text NOT NULL DEFAULT auth.uid()::text,
	secret text DEFAULT extensions.gen_salt($$bf$$)
);
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON profiles USING (auth.uid() = id);
CREATE VIEW people AS SELECT p.id, p.name, u.email, u.level FROM profiles p JOIN auth.users u USING (id);
CREATE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO public.profiles (id) VALUES (new.id);
	RETURN new;
END $$;
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION handle_new_user();'

t "tables, policies, views and triggers that lean on other people's schemas"
pg_project
others
before=$(dump_schema)
setting 'schema = [ "schema.sql" ];'
revision one '' "$leaning" 'DROP TRIGGER on_auth_user_created ON auth.users; DROP FUNCTION handle_new_user(); DROP VIEW people; DROP TABLE profiles;'
echo "$leaning" >schema.sql
ok lint
ok "test"
ok upgrade
ok check
expect_stdout_has clean
ok check --full
expect_stdout_has clean
[[ $out$err != *auth* ]] || fail "$out$err"
ok diff
expect_stdout ''
ok schema dump
[[ $out == *profiles* && $out != *'SCHEMA auth'* && $out != *'TABLE auth.'* && $out != *pgcrypto* && $out != *storage* ]] || fail "$out"
pg 'ALTER TABLE profiles ADD x integer' >/dev/null
run check
expect_exit 3
expect_stdout_has 'profiles.x'
pg 'ALTER TABLE profiles DROP x' >/dev/null

t "a difference is written, proved and run beside them"
pg_project
others
before=$(dump_schema)
setting 'schema = [ "schema.sql" ];'
echo "$leaning" >schema.sql
ok revision --autogenerate -m all
file=$out
! grep -E 'CREATE (SCHEMA|TYPE|EXTENSION)|auth\.users \($|storage' "$file" || fail "$(<"$file")"
grep -q 'REFERENCES auth.users' "$file" || fail "$(<"$file")"
ok upgrade
ok check --full
cat >>schema.sql <<'SQL'
CREATE TABLE notes (id bigint PRIMARY KEY, level auth.level NOT NULL, by uuid REFERENCES auth.users);
ALTER TABLE profiles ADD level auth.level;
SQL
ok revision --autogenerate -m notes
! grep -E 'auth\.users \($|storage|CREATE TYPE' "$out" || fail "$(<"$out")"
ok "test"
ok upgrade
pg "INSERT INTO auth.users VALUES ('00000000-0000-0000-0000-000000000001', 'a@b.c', 'aal1')" \
	"INSERT INTO profiles (id) VALUES ('00000000-0000-0000-0000-000000000001') ON CONFLICT DO NOTHING" >/dev/null
ok check
ok downgrade base
expect_equal schema "$(dump_schema)" "$before"

t "what is pending may be the first to lean on them"
pg_project
others
setting 'schema = [ "schema.sql" ];'
revision one '' 'CREATE TABLE t (id integer PRIMARY KEY);' 'DROP TABLE t;'
ok upgrade
revision two one 'ALTER TABLE t ADD by uuid REFERENCES auth.users;' 'ALTER TABLE t DROP by;'
echo 'CREATE TABLE t (id integer PRIMARY KEY, by uuid REFERENCES auth.users);' >schema.sql
run check
expect_exit 3
expect_stdout_has pending
[[ $out$err != *'not compared'* && $out$err != *auth* ]] || fail "$out$err"
run lint
[[ $out == *t_by_fkey* && $err != *'does not exist'* ]] || fail "$out$err"
ok "test"
ok upgrade
ok check

t "what is missing over there is missing on scratch databases as well"
pg_project
others
setting 'schema = [ "schema.sql" ];'
echo 'CREATE TABLE t (id uuid REFERENCES auth.user);' >schema.sql
run check
expect_exit 3
expect_stdout_has 'auth.user'
run diff
expect_exit 1
expect_stderr 'auth.user'

t "one of their objects that can't be made again stops nothing"
pg_project 'exclude = [ "server:far" ];'
others
pg 'CREATE EXTENSION postgres_fdw SCHEMA extensions' 'CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw' \
	'CREATE FOREIGN TABLE auth.far (id integer) SERVER far' 'CREATE VIEW auth.near AS SELECT * FROM auth.far' >/dev/null
setting 'schema = [ "schema.sql" ];'
revision one '' 'CREATE TABLE t (by uuid REFERENCES auth.users);' 'DROP TABLE t;'
echo 'CREATE TABLE t (by uuid REFERENCES auth.users);' >schema.sql
ok upgrade
ok check --full
ok revision --autogenerate -m nothing
ok "test"

t "excluded tables that ours refer to"
pg_project 'exclude = [ "legacy", "tmp_*" ];'
setting 'schema = [ "schema.sql" ];'
pg 'CREATE TABLE legacy (id serial PRIMARY KEY, x text UNIQUE)' 'CREATE TABLE tmp_1 (l integer REFERENCES legacy)' >/dev/null
before=$(dump_schema)
own='CREATE TABLE t (id integer PRIMARY KEY, l integer REFERENCES legacy); CREATE VIEW v AS SELECT t.id, x FROM t JOIN legacy ON l = legacy.id;'
revision one '' "$own" 'DROP VIEW v; DROP TABLE t;'
echo "$own" >schema.sql
ok "test"
ok upgrade
pg 'ALTER TABLE tmp_1 ADD t integer REFERENCES t' >/dev/null
ok check --full
echo 'CREATE TABLE u (x text REFERENCES legacy (x));' >>schema.sql
ok revision --autogenerate -m u
! grep -E 'tmp_|TABLE (public\.)?legacy' "$out" || fail "$(<"$out")"
ok upgrade
ok check
pg 'ALTER TABLE tmp_1 DROP t' >/dev/null
ok downgrade base
expect_equal schema "$(dump_schema)" "$before"

t "a schema for each tenant, and one that they share"
pg_project
pg 'CREATE SCHEMA shared' 'CREATE TABLE shared.countries (code text PRIMARY KEY)' 'CREATE SCHEMA t1' 'CREATE SCHEMA t2' \
	"ALTER ROLE test IN DATABASE $DB SET search_path = t2" >/dev/null
setting 'schema = [ "schema.sql" ];'
revision one '' 'CREATE TABLE t (id integer PRIMARY KEY, c text REFERENCES shared.countries);' 'DROP TABLE t;'
echo 'CREATE TABLE t (id integer PRIMARY KEY, c text REFERENCES shared.countries);' >schema.sql
ok upgrade
ok check --full
ok "test"
ok revision --autogenerate -m nothing
pg 'ALTER TABLE t2.t ADD x integer' >/dev/null
run check
expect_exit 3

t "what ours change over there is in the copy already, and of it no more than the thing itself is not compared"
pg_project
others
setting 'schema = [ "schema.sql" ];'
pg 'ALTER TABLE auth.users ADD old text, ADD nick text' 'CREATE TABLE auth.gone (id integer)' >/dev/null
changing="CREATE TABLE t (by uuid REFERENCES auth.users);
ALTER TABLE auth.users ADD COLUMN x integer, ADD COLUMN y integer;
ALTER TABLE auth.users RENAME nick TO name;
ALTER TABLE auth.users DROP COLUMN old;
UPDATE auth.users SET x = 1 WHERE name = 'x';
ALTER TYPE auth.level ADD VALUE 'aal3';
DROP POLICY own ON auth.users;
DROP TABLE auth.gone;
CREATE FUNCTION auth.ours() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE INDEX users_x ON auth.users (x);
CREATE VIEW v AS SELECT x, name FROM auth.users;"
revision one '' "$changing" 'DROP VIEW v; DROP TABLE t; DROP INDEX auth.users_x; DROP FUNCTION auth.ours(); CREATE TABLE auth.gone (id integer); ALTER TABLE auth.users DROP x, DROP y, ADD old text; ALTER TABLE auth.users RENAME name TO nick;'
echo "$changing" >schema.sql
ok lint
ok upgrade
run check --full
expect_exit 3
for thing in 'table auth.users' 'type auth.level' 'table auth.gone' 'routine auth.ours'; do
	expect_stdout_has "not compared $thing: the files change it, and it is not ours"
done
[[ $out != *revisions* && $out != *drift* ]] || fail "$out"
ok "test"
pg 'DROP INDEX auth.users_x' >/dev/null
run check --full
expect_stdout_has 'drift    create index auth.users.users_x'

t "so is what ours change of a table that is left alone"
project
printf 'migrations = [ "migrations" ];\ntarget = "dev";\nexclude = [ "legacy" ];\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
sqlite3 a.db 'CREATE TABLE legacy (id INTEGER PRIMARY KEY, old TEXT)'
revision one '' 'ALTER TABLE legacy ADD COLUMN x INTEGER; ALTER TABLE legacy DROP COLUMN old; CREATE TABLE t (l REFERENCES legacy); CREATE VIEW v AS SELECT x FROM legacy;' 'DROP VIEW v; DROP TABLE t; ALTER TABLE legacy ADD COLUMN old TEXT; ALTER TABLE legacy DROP COLUMN x;'
ok upgrade
ok check --full
ok "test"

done_testing
