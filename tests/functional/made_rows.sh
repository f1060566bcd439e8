#!/bin/bash
# SPDX-License-Identifier: MIT
# Made-up rows: `test` and autogenerate try revisions with a few rows in every table, so that what fails, or loses something,
# only where there are rows is found.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

# same_on_all: the project's revisions look at the rows that they find, and fail on an empty table
same_on_all() {
	revision one '' "$1" 'DROP TABLE child; DROP TABLE parent;'
	revision two one "CREATE TABLE seen (parents integer CHECK (parents >= 3), children integer CHECK (children >= 3), missing integer CHECK (missing >= 1), kinds integer CHECK (kinds = 2));
INSERT INTO seen SELECT (SELECT count(*) FROM parent), (SELECT count(*) FROM child), (SELECT count(*) FROM child WHERE note IS NULL),
	(SELECT count(DISTINCT kind) FROM parent);" 'DROP TABLE seen;'
	ok test
	expect_stdout $'ok       one, title of one\nok       two, title of two'
}

# What a table's own constraints ask for is found: keys, checks, lengths.
tables="CREATE TABLE parent (id integer NOT NULL PRIMARY KEY, code varchar(4) NOT NULL UNIQUE, kind varchar(10) NOT NULL CHECK (kind IN ('x', 'y')), age integer NOT NULL CHECK (age BETWEEN 18 AND 20));
CREATE TABLE child (id integer NOT NULL PRIMARY KEY, parent integer NOT NULL REFERENCES parent (id), note varchar(3), at date NOT NULL);"

t "SQLite: rows are there, parents first, as the constraints allow"
project
same_on_all "$tables"

t "a revision that rows do not fit is told so and tried without them"
project
revision one '' 'CREATE TABLE t (id integer PRIMARY KEY, a text);' 'DROP TABLE t;'
revision two one "CREATE TABLE once (n integer CHECK (n = 0)); INSERT INTO once SELECT count(*) FROM t;" 'DROP TABLE once;'
ok test
expect_stdout_like 'ok +two, title of two: it fails on made-up rows: .*CHECK constraint failed'

t "a table that no row fits stops nothing"
project
revision one '' 'CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL CHECK (a > 5 AND a < 3));' 'DROP TABLE t;'
ok test
expect_stdout 'ok       one, title of one'

t "a table that is written anew keeps its made-up rows, or autogenerate says how many are lost"
project
sed -i '1i schema = [ "schema.sql" ];' whimbrel.cfg
revision one '' 'CREATE TABLE t (id integer PRIMARY KEY, a text, b text);' 'DROP TABLE t;'
ok upgrade
echo 'CREATE TABLE t (id integer PRIMARY KEY, b text NOT NULL UNIQUE, a integer);' >schema.sql
ok revision --autogenerate -m way
expect_exit 0
ok test
ok upgrade
ok check

. "$srcdir/tests/functional/postgresql.inc"

t "PostgreSQL: rows are there, parents first, as the constraints allow"
pg_project
same_on_all "$tables"

t "PostgreSQL: each label, each partition, each kind of column"
pg_project
revision one '' "CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s');
CREATE DOMAIN short AS varchar(5) CHECK (VALUE <> 'never');
CREATE TYPE pair AS (a integer, b text);
CREATE TABLE many (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m mood NOT NULL, s short NOT NULL, p pair NOT NULL, j jsonb NOT NULL,
	u uuid NOT NULL, i inet NOT NULL, v interval NOT NULL, r int4range NOT NULL, a text[] NOT NULL, b bit(3) NOT NULL, t tsvector NOT NULL, n numeric(3, 2) NOT NULL);
CREATE TABLE parts (id integer, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2021-01-01') TO ('2021-02-01');" 'DROP TABLE parts, many; DROP TYPE mood, pair; DROP DOMAIN short;'
revision two one "DO \$\$ BEGIN
	ASSERT (SELECT count(DISTINCT m) FROM many) = 3, 'labels';
	ASSERT (SELECT count(*) FROM parts_1) > 0 AND (SELECT count(*) FROM parts_2) > 0, 'partitions';
END \$\$;" 'SELECT 1;'
ok test
expect_stdout $'ok       one, title of one\nok       two, title of two'

t "PostgreSQL: SQL that works on an empty table alone is found"
pg_project
revision one '' "CREATE TYPE place AS (road text); CREATE TABLE t (at place);" 'DROP TABLE t; DROP TYPE place;'
revision two one "ALTER TYPE place RENAME TO place_old; CREATE TYPE place AS (road text, town text);
ALTER TABLE t ALTER at TYPE place USING at::text::place; DROP TYPE place_old;" '' 
printf '\n-- migrate:down irreversible\n' >>migrations/two.sql
ok test
expect_stdout_like 'two, title of two: it fails on made-up rows: .*malformed record literal'

[ -n "${WHIMBREL_TEST_MARIADB:-}" ] || {
	done_testing
	exit
}
trap 'maria_stop; end_server; finish' EXIT
maria_start || exit 1

t "MariaDB: rows are there, parents first, as the constraints allow"
project
sed -i "s|sqlite:a.db|$MARIA_URL|" whimbrel.cfg
same_on_all "$tables"
done_testing
