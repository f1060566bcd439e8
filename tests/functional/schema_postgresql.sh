#!/bin/bash
# SPDX-License-Identifier: MIT
# The schema commands on a PostgreSQL server: marks with their locks, warnings, and a schema that pg_dump wrote.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/postgresql.inc"

t "lint tells the lock, and knows CONCURRENTLY, tables of the same revision and NOT VALID"
pg_project
revision one '' "CREATE TABLE u (id integer PRIMARY KEY, a varchar(10), n integer);"
revision two one 'CREATE TABLE fresh (x integer);
CREATE INDEX ON fresh (x);
CREATE INDEX ia ON u (a);
ALTER TABLE u ADD CONSTRAINT c CHECK (n > 0) NOT VALID;
ALTER TABLE u ALTER COLUMN n TYPE bigint;
ALTER TABLE u ALTER COLUMN a SET NOT NULL;
ALTER TABLE u RENAME COLUMN a TO z;'
cat >migrations/three.sql <<'SQL'
-- Revision: three
-- Revises: two

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY i1 ON u (z);
CREATE INDEX i2 ON u (z, n);
SQL
run lint
expect_exit 3
expect_equal findings "$(cut -d: -f1-3 <<<"$out")" 'migrations/two.sql:8: index-lock
migrations/two.sql:10: type-change
migrations/two.sql:11: not-null
migrations/three.sql:6: index-lock'
expect_stdout_has '(lock: SHARE)'
expect_stdout_has '(lock: ACCESS EXCLUSIVE)'
ok plan
expect_stdout_has '[type-change] (line 10, lock: ACCESS EXCLUSIVE)'
expect_stderr_without 'not marked'

t "looking leaves a revision's own search_path as it is"
pg_project
revision one '' 'CREATE SCHEMA s;
SET LOCAL search_path = s;
CREATE TABLE t (x integer);
ALTER TABLE t ADD COLUMN y integer;
ALTER TABLE t ADD COLUMN z integer;
INSERT INTO t VALUES (1, 2, 3);'
ok lint

t "nothing is risky for a table that the revision itself makes"
pg_project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
echo 'CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (a_id integer REFERENCES a, x text UNIQUE); CREATE INDEX ON b (a_id);' >schema.sql
ok migrate -m tables
! grep -- '-- WARNING' "$out" | grep -v drops || fail "$(cat "$out")"
ok lint

t "what pg_dump wrote of the schema is the same schema"
pg_project
sed -i '1i schema = [ "dumped.sql" ];' whimbrel.cfg
revision one '' "CREATE TABLE t (a varchar(10) CHECK (a IN ('x', 'y''s', 'z')), b text CHECK (b IN ('p', 'q')), c varchar(5) CHECK (c NOT IN ('k', 'l')));
CREATE INDEX ia ON t (b) WHERE a IN ('x', 'z');
CREATE VIEW v AS SELECT a FROM t WHERE a IN ('x', 'z');"
ok upgrade
# a newer pg_dump than the server sets what that does not know
"$PG_BINDIR/pg_dump" -s -T 'whimbrel_*' "$DB_URL" | grep -v 'restrict\|^SET transaction_timeout' >dumped.sql
ok check
ok migrate -m nothing
expect_stdout_has 'nothing to change'

t "a way that the server refuses is told with its statement, and written only by force"
pg_project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
pg "CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (a e NOT NULL) PARTITION BY LIST (a)" >/dev/null
echo "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (a e NOT NULL) PARTITION BY LIST (a);" >schema.sql
run revision --autogenerate -m fewer
expect_exit 2
expect_stderr 'part of the partition key of relation "t": ALTER TABLE public.t ALTER COLUMN a TYPE'
expect_stderr '--force'
expect_equal files "$(ls migrations)" ''
ok revision --autogenerate -m fewer --force
grep -q 'ALTER COLUMN a TYPE' "$out" || fail "$(cat "$out")"
grep -q "ADD VALUE 'c'" "$out" || fail "no way back: $(cat "$out")"

done_testing
