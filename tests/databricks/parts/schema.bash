# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# What is there, compared with what shall be.

t "a schema is read, compared and written"
schema drawn
printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\n' >whimbrel.cfg
mkdir migrations
cat >schema.sql <<'SQL'
CREATE TABLE parents (id BIGINT NOT NULL, name STRING COMMENT 'who', CONSTRAINT pk_parents PRIMARY KEY (id));
CREATE TABLE kids (id BIGINT, parent BIGINT, tags ARRAY<STRUCT<a: INT>>, n INT) CLUSTER BY (parent) COMMENT 'k';
ALTER TABLE kids ADD CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES parents (id);
ALTER TABLE kids ADD CONSTRAINT positive CHECK (n > 0);
SQL
ok revision --autogenerate -m first
n=$(requests 'POST .*statements ')
[ "$n" -le 45 ] || fail "$n requests for two tables"
ok upgrade
ok schema dump
expect_stdout_has "CLUSTER BY (parent)"
expect_stdout_has "CHECK (n > 0)"
ok check
sql "ALTER TABLE \`whim-brel\`.drawn.kids ADD COLUMN extra INT" >/dev/null
run check
expect_exit 3
expect_stdout_has "kids.extra"
expect_equal "scratch schemas left" "$(sql "SELECT count(*) FROM \`whim-brel\`.information_schema.schemata WHERE schema_name LIKE 'whimbrel%'")" 0

t "a way back that Delta has not is left out with the reason, and risks are told"
schema risky
printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\n' >whimbrel.cfg
mkdir migrations
echo "CREATE TABLE kids (id BIGINT, n INT);" >schema.sql
ok revision --autogenerate -m first --rev-id first
ok upgrade
echo "CREATE TABLE kids (id BIGINT, n INT, extra STRING);" >schema.sql
ok revision --autogenerate -m second --rev-id second
expect_stderr "irreversible"
grep -q -- "-- migrate:down dialect:databricks irreversible" migrations/*second.sql || fail "$(cat migrations/*second.sql)"
grep -q "The way back can't be written: .*column kids.extra can't be dropped" migrations/*second.sql || fail "$(cat migrations/*second.sql)"
ok upgrade
run downgrade -1
expect_exit 2
revision third second "ALTER TABLE kids SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
ALTER TABLE kids RENAME COLUMN n TO m;
ALTER TABLE kids CLUSTER BY (m);"
run lint
expect_exit 3
expect_stdout_has "raises-protocol"

t "other schemas of the catalog, functions among what they have, are read, compared and written"
sql "DROP SCHEMA IF EXISTS \`whim-brel\`.\`spaces-2\` CASCADE" >/dev/null
schema spaces
printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\nschemas = [ "spaces", "spaces-*" ];\n' >whimbrel.cfg
mkdir migrations
cat >schema.sql <<'SQL'
CREATE TABLE parents (id BIGINT NOT NULL, CONSTRAINT pk_parents PRIMARY KEY (id));
CREATE SCHEMA `spaces-2` COMMENT 'it\'s theirs';
CREATE TABLE `whim-brel`.`spaces-2`.kids (parent BIGINT, n INT) COMMENT 'k';
ALTER TABLE `spaces-2`.kids ADD CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES spaces.parents (id);
ALTER TABLE `spaces-2`.kids ADD CONSTRAINT positive CHECK (n > 0);
CREATE FUNCTION twice(x INT COMMENT 'it\'s', y DECIMAL(10,2) DEFAULT 2) RETURNS DECIMAL(10,2) COMMENT 'd' RETURN x * y;
CREATE FUNCTION `spaces-2`.half(x DOUBLE) RETURNS DOUBLE RETURN x / 2;
SQL
ok revision --autogenerate -m first --rev-id first
ok upgrade
ok check
ok schema dump
expect_stdout_has "CREATE SCHEMA \`spaces-2\` COMMENT 'it\\'s theirs';"
expect_stdout_has "ALTER TABLE \`spaces-2\`.kids ADD CONSTRAINT positive CHECK (n > 0);"
expect_stdout_has "REFERENCES parents (id)"
expect_stdout_has "RETURN x * y;"
expect_stdout_has "CREATE FUNCTION \`spaces-2\`.half"
ok schema diagram
expect_stdout_has "spaces-2"
sed -i 's:x / 2:x / 3:; s/, n INT/, n INT, more STRING/' schema.sql
run check
expect_exit 3
expect_stdout_has "spaces-2.half"
expect_stdout_has "spaces-2.kids.more"
ok revision --autogenerate -m second --rev-id second
grep -q "CREATE OR REPLACE FUNCTION \`spaces-2\`.half" migrations/*second.sql || fail "$(<migrations/*second.sql)"
ok upgrade
ok check
expect_equal "scratch schemas left" "$(sql "SELECT count(*) FROM \`whim-brel\`.information_schema.schemata WHERE schema_name LIKE 'whimbrel%'")" 0
sed -i 's/"spaces-\*"/"other.spaces"/' whimbrel.cfg
run schema dump
expect_exit 2
expect_stderr "no name of a schema"
