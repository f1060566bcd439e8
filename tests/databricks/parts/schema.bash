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
