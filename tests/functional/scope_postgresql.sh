#!/bin/bash
# SPDX-License-Identifier: MIT
# What of a PostgreSQL database is ours: other people's schemas, `schemas`, `exclude`, a schema for each tenant.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"

setting() {
	sed -i "1i $1" whimbrel.cfg
}

t "schemas of other people are neither compared nor dumped nor drawn nor dropped"
pg_project
setting 'schema = [ "schema.sql" ];'
revision one '' 'CREATE TABLE t (id integer PRIMARY KEY);' 'DROP TABLE t;'
echo 'CREATE TABLE t (id integer PRIMARY KEY);' >schema.sql
ok upgrade
pg 'CREATE SCHEMA billing' 'CREATE TABLE billing.invoices (id integer, t integer REFERENCES public.t)' \
	'CREATE VIEW billing.v AS SELECT * FROM public.t' 'CREATE PUBLICATION theirs FOR TABLE billing.invoices' >/dev/null
before=$(dump_schema)
ok check
ok schema dump
[[ $out != *billing* && $out != *theirs* ]] || fail "dumped: $out"
ok schema diagram
[[ $out != *invoices* ]] || fail "drawn: $out"
ok diff
expect_stdout ''
echo 'CREATE TABLE t (id integer PRIMARY KEY, x text);' >schema.sql
ok revision --autogenerate -m 'add x'
file=$out
! grep -i billing "$file" || fail "$(<"$file")"
ok upgrade
ok check
ok downgrade -1
expect_equal schema "$(dump_schema)" "$before"

t "a publication of nothing is ours where our files name it, and nobody's else"
pg_project
setting 'schema = [ "schema.sql" ];'
revision one '' 'CREATE TABLE t (id integer); CREATE PUBLICATION ours; CREATE PUBLICATION "Ours too" WITH (publish = '"'insert'"');'
echo 'CREATE TABLE t (id integer);' >schema.sql
ok upgrade
pg 'CREATE PUBLICATION theirs' >/dev/null
run check
expect_exit 3
[[ $out == *ours* && $out == *'Ours too'* && $out != *theirs* ]] || fail "$out"
ok revision --autogenerate -m 'drop ours'
file=$out
! grep -q theirs "$file" || fail "$(<"$file")"
expect_equal dropped "$(grep -c '^DROP PUBLICATION' "$file")" 2
ok upgrade
ok check
ok --url "$DB_URL" -m migrations schema dump
mkdir empty
ok -c /dev/null --url "$DB_URL" -m empty schema dump
expect_stdout_has 'CREATE PUBLICATION theirs'

t "schemas that revisions or the desired schema make are ours, also those that a block makes"
pg_project
setting 'schema = [ "schema.sql" ];'
revision one '' "CREATE SCHEMA app; CREATE TABLE app.t (id integer);
DO \$\$ BEGIN EXECUTE 'CREATE SCHEMA IF NOT EXISTS ' || 'hid' || 'den'; CREATE TABLE hidden.t (id integer); END \$\$;"
echo "CREATE SCHEMA app; CREATE TABLE app.t (id integer);
DO \$\$ BEGIN EXECUTE 'CREATE SCHEMA ' || 'hidden'; CREATE TABLE hidden.t (id integer); END \$\$;" >schema.sql
ok upgrade
ok check
pg 'ALTER TABLE app.t ADD x integer' 'ALTER TABLE hidden.t ADD y integer' >/dev/null
run check
expect_exit 3
expect_stdout_has 'app.t.x'
expect_stdout_has 'hidden.t.y'
echo 'CREATE SCHEMA app; CREATE TABLE app.t (id integer);' >schema.sql
pg 'ALTER TABLE app.t DROP x' 'ALTER TABLE hidden.t DROP y' >/dev/null
echo 'CREATE SCHEMA "Audit Log"; CREATE TABLE "Audit Log".t (id integer);' >>schema.sql
run check
expect_exit 3
expect_stdout_has 'Audit Log.t'

t "names of schemas that hold quotes, and quotes that are none"
pg_project
revision one '' "CREATE TABLE t (x text DEFAULT 'a \"');
CREATE SCHEMA \"my \"\"own\"\" one\"; CREATE TABLE \"my \"\"own\"\" one\".t (id integer);
CREATE SCHEMA app; CREATE TABLE app.t (id integer);"
ok upgrade
ok schema dump
[[ $out == *'"my ""own"" one".t'* && $out == *app.t* ]] || fail "$out"

t "a dump has the schemas that revisions make, whether the files are right or not"
pg_project
setting 'schema = [ "nowhere.sql" ];'
revision one '' 'CREATE SCHEMA app; CREATE TABLE app.t (id integer);'
ok upgrade
echo '-- no revision' >migrations/broken.sql
ok schema dump
expect_stdout_has 'app.t'
ok schema diagram
expect_stdout_has '"t"'

t "schemas names what is ours, with wildcards"
pg_project
setting 'schemas = [ "app", "audit_*" ];'
revision one '' 'CREATE SCHEMA app; CREATE TABLE app.t (id integer); CREATE TABLE public.elsewhere (id integer);'
ok upgrade
pg 'CREATE SCHEMA audit_1' 'CREATE TABLE audit_1.t (id integer)' 'CREATE SCHEMA auditor' 'CREATE TABLE auditor.t (id integer)' \
	'CREATE TABLE public.more (id integer)' >/dev/null
run check
expect_exit 3
expect_stdout_has 'audit_1.t'
[[ $out != *auditor* && $out != *more* && $out != *elsewhere* ]] || fail "$out"
ok schema dump
[[ $out == *app.t* && $out == *audit_1.t* && $out != *auditor* && $out != *more* ]] || fail "$out"

t "a kind of another dialect may stand in exclude, and what no dialect has is wrong"
mkdir kinds && cd kinds || exit 1
printf 'migrations = "m";\ntargets = { a = { url = "sqlite:a.db"; }; };\nexclude = [ "%s:x" ];\n' publication >whimbrel.cfg
mkdir m
ok heads
sed -i s/publication/publicaton/ whimbrel.cfg
run heads
expect_exit 2
expect_stderr 'whimbrel.cfg:3: exclude: "publicaton:x": there is no kind "publicaton"; did you mean "publication"?'
cd .. || exit 1

t "exclude leaves out by name, by kind and with wildcards"
pg_project
setting 'exclude = [ "tmp_*", "routine:st_*", "public.legacy", "index:ix_dba_*", "trigger:t.audit_?", "extension:*", "publication:dbz_*", "schema:scratch_*" ];'
setting 'schema = [ "schema.sql" ];'
revision one '' 'CREATE TABLE t (id integer PRIMARY KEY);'
echo 'CREATE TABLE t (id integer PRIMARY KEY);' >schema.sql
ok upgrade
pg 'CREATE TABLE tmp_1 (id serial PRIMARY KEY, t integer REFERENCES t)' 'CREATE INDEX ON tmp_1 (t)' 'CREATE VIEW tmp_v AS SELECT * FROM t' \
	"CREATE FUNCTION st_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'" 'CREATE TABLE legacy (id serial, x integer)' \
	'CREATE INDEX ix_dba_1 ON t (id)' 'CREATE TRIGGER audit_1 BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION st_f()' \
	'CREATE PUBLICATION dbz_all FOR ALL TABLES' >/dev/null
before=$(dump_schema)
ok check
ok diff
expect_stdout ''
ok schema dump
[[ $out != *tmp_* && $out != *legacy* && $out != *audit* && $out != *dbz* && $out != *ix_dba* ]] || fail "$out"
pg 'CREATE TABLE tmp (id integer)' 'CREATE INDEX ix_ours ON t (id)' >/dev/null
run check
expect_exit 3
expect_stdout_has 'table public.tmp'
expect_stdout_has 'ix_ours'
pg 'DROP TABLE tmp' 'DROP INDEX ix_ours' >/dev/null
echo 'CREATE TABLE t (id integer PRIMARY KEY, x text);' >schema.sql
ok revision --autogenerate -m x
ok upgrade
ok check
ok downgrade -1
expect_equal schema "$(dump_schema)" "$before"

t "a target has exclude of its own on top, and schemas of its own instead"
pg_project 'exclude = [ "b" ]; schemas = [ "two" ];'
setting 'exclude = "a";'
setting 'schemas = "one";'
revision one '' 'CREATE SCHEMA two; CREATE TABLE two.a (id integer); CREATE TABLE two.b (id integer); CREATE TABLE two.c (id integer);'
ok upgrade
ok schema dump
[[ $out == *two.c* && $out != *two.a* && $out != *two.b* ]] || fail "$out"

t "tables of one name in two schemas are two tables in a diagram"
pg_project
revision one '' 'CREATE SCHEMA s1; CREATE SCHEMA s2; CREATE TABLE s1.t (id integer PRIMARY KEY); CREATE TABLE s2.t (id integer PRIMARY KEY);
CREATE TABLE s2.u (t1 integer NOT NULL REFERENCES s1.t, t2 integer REFERENCES s2.t);'
ok upgrade
ok schema diagram
expect_stdout_has '"s1.t" {'
expect_stdout_has '"s2.t" {'
expect_stdout_has '"s1.t" ||--o{ "s2.u" : "t1"'
expect_stdout_has '"s2.t" |o--o{ "s2.u" : "t2"'
ok schema diagram --as boxes --tables 's2.*'
[[ $out == *' s2.u '* && $out == *'t1 ──> s1.t (id)'* && $out != *'s1.t │'* ]] || fail "$out"
ok schema diagram --as dot
expect_stdout_has '"s2.u" -> "s1.t"'

tenants() {
	pg_project
	pg 'CREATE SCHEMA t1' 'CREATE SCHEMA t2' >/dev/null
	cat >whimbrel.cfg <<-CFG
		schema = [ "schema.sql" ];
		target = "t1";
		targets = { t1 = { url = "$DB_URL?options=-csearch_path%3Dt1"; }; t2 = { url = "$DB_URL?options=-csearch_path%3Dt2"; }; };
	CFG
	cat >migrations/one.sql <<-'SQL'
		-- Revision: one
		-- Revises:

		-- migrate:up
		CREATE TYPE mood AS ENUM ('a', 'b');
		CREATE TABLE p (id serial PRIMARY KEY, m mood DEFAULT 'a', CHECK (id > 0));
		CREATE TABLE c (id integer REFERENCES p, x text);
		CREATE INDEX ON c ((lower(x))) WHERE x <> '';
		CREATE VIEW v AS SELECT p.id, c.x FROM p JOIN c ON c.id = p.id;
		CREATE FUNCTION f(p) RETURNS integer LANGUAGE sql AS 'SELECT 1';
		CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
		CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW WHEN (NEW.id > 3) EXECUTE FUNCTION tf();
		CREATE RULE r AS ON DELETE TO c WHERE OLD.id > 3 DO INSTEAD NOTHING;
		CREATE STATISTICS st ON id, x FROM c;
		CREATE COLLATION co (locale = 'C');
		CREATE OPERATOR &+& (FUNCTION = int4pl, LEFTARG = integer, RIGHTARG = integer);
		CREATE AGGREGATE ag (integer) (SFUNC = int4pl, STYPE = integer);
		CREATE FUNCTION twice(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
		CREATE FUNCTION twice(text, text) RETURNS text LANGUAGE sql AS 'SELECT 1';
		CREATE AGGREGATE at (integer) (SFUNC = twice, STYPE = integer);
		CREATE OPERATOR &*& (FUNCTION = twice, LEFTARG = text, RIGHTARG = text);
		CREATE TABLE parts (id integer) PARTITION BY LIST (id);
		CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
		CREATE INDEX ON parts (id);
		ALTER TABLE p ENABLE ROW LEVEL SECURITY;
		CREATE POLICY pol ON p USING (id > 0);

		-- migrate:down
		DROP TABLE parts; DROP AGGREGATE at (integer); DROP OPERATOR &*& (text, text);
		DROP FUNCTION twice(integer, integer); DROP FUNCTION twice(text, text); DROP AGGREGATE ag (integer); DROP OPERATOR &+& (integer, integer); DROP COLLATION co;
		DROP VIEW v; DROP FUNCTION f(p); DROP TABLE c; DROP TABLE p; DROP FUNCTION tf(); DROP TYPE mood;
	SQL
	sed -n '/migrate:up/,/migrate:down/p' migrations/one.sql | grep -v migrate: >schema.sql
	ok -t t1 upgrade
	ok -t t2 upgrade
}

t "check of a tenant does not see the others, and diff has nothing to tell"
tenants
ok -t t1 check
ok -t t2 check
ok -t t2 diff
expect_stdout ''
ok diff -t t1 -t t2
expect_stdout ''
pg 'ALTER TABLE t1.c ADD y integer' 'CREATE TABLE t1.more (id integer)' >/dev/null
ok -t t2 check
run -t t1 check
expect_exit 3
expect_stdout_has 'c.y'
[[ $out != *t1* ]] || fail "the schema is named: $out"

t "what was found right of a tenant is right of the others"
tenants
export XDG_CACHE_HOME=$PWD/cache
ok -t t1 check
notes=$(cat cache/whimbrel/* | sort)
ok -t t2 check
expect_equal notes "$(cat cache/whimbrel/* | sort)" "$notes"
pg 'ALTER TABLE t2.c ADD y integer' >/dev/null
run -t t2 check
expect_exit 3
ok -t t1 check
export XDG_CACHE_HOME=/nonexistent

t "what is written for a tenant names no schema, runs on each, and dumps of all are the same"
tenants
echo "CREATE TABLE fresh (id integer PRIMARY KEY, p integer REFERENCES p, m mood); CREATE INDEX ON fresh (p);
CREATE VIEW v2 AS SELECT id FROM fresh; CREATE TRIGGER tr2 BEFORE INSERT ON fresh FOR EACH ROW EXECUTE FUNCTION tf();" >>schema.sql
sed -i 's/x text)/x text, z integer NOT NULL DEFAULT 3)/' schema.sql
ok -t t1 revision --autogenerate -m more
! grep 't1' "$out" || fail "$(<"$out")"
ok -t t1 upgrade
ok -t t2 upgrade
ok -t t1 check
ok -t t2 check
ok -t t2 schema dump
dump=$out
[[ $out != *t2.* ]] || fail "$(grep 't2\.' <<<"$out")"
ok -t t1 schema dump
expect_equal dump "$out" "$dump"
echo "$dump" >dumped.sql
pg 'CREATE SCHEMA t3' >/dev/null
sed -i 's/t1 = {/t3 = { url = "'"${DB_URL//\//\\/}"'?options=-csearch_path%3Dt3"; }; t1 = {/' whimbrel.cfg
ok -t t3 schema load dumped.sql
ok -t t3 schema dump
expect_equal 'dump of the load' "$out" "$dump"
ok -t t2 downgrade -1
ok -t t2 test
ok -t t1 check

t "a current schema that the revisions make themselves"
pg_project
sed -i "s|$DB_URL|$DB_URL?options=-csearch_path%3Dapp,public|" whimbrel.cfg
setting 'schema = [ "schema.sql" ];'
revision one '' 'CREATE SCHEMA app; CREATE TABLE app.t (id integer); CREATE TABLE u (id integer);' 'DROP TABLE u; DROP TABLE app.t;'
echo 'CREATE SCHEMA app; CREATE TABLE app.t (id integer); CREATE TABLE u (id integer);' >schema.sql
ok upgrade
ok check
pg 'ALTER TABLE app.t ADD x integer' >/dev/null
run check
expect_exit 3
expect_stdout_has 't.x'

# told_rows: how many notes of what needs what the server gives for a dump
told_rows() {
	local begin
	pg "ALTER DATABASE $DB SET session_preload_libraries = 'auto_explain'" "ALTER DATABASE $DB SET auto_explain.log_min_duration = 0" \
		"ALTER DATABASE $DB SET auto_explain.log_analyze = on" >/dev/null
	begin=$(stat -c %s "$PG_DIR/log")
	ok schema dump
	pg "ALTER DATABASE $DB RESET ALL" >/dev/null
	tail -c +$((begin + 1)) "$PG_DIR/log" |
		awk '/plan:$/ { ours = 0 } / noted\(/ { ours = 1 } ours && sub(/.*actual time=[^ ]* rows=/, "") { print $1 + 0; exit }'
}

t "what other schemas note of what is theirs is not gone through"
pg_project
revision one '' 'CREATE TYPE e AS ENUM (); CREATE TABLE t (id serial PRIMARY KEY, x e DEFAULT NULL); CREATE VIEW v AS SELECT * FROM t;'
ok upgrade
alone=$(told_rows)
pg 'CREATE SCHEMA theirs' 'CREATE TABLE theirs.t (id serial PRIMARY KEY, x text DEFAULT 1, y public.e UNIQUE)' \
	'CREATE VIEW theirs.v AS SELECT * FROM theirs.t' >/dev/null
[ "$alone" -gt 5 ] || fail "notes: $alone"
expect_equal notes "$(told_rows)" "$alone"

done_testing
