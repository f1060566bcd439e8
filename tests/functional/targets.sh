#!/bin/bash
# SPDX-License-Identifier: MIT
# Sections that are for some targets alone.
. "${0%/*}/harness.bash"

# project_of TARGET...: each with an SQLite database of its own
project_of() {
	local name
	mkdir -p migrations
	{
		echo 'migrations = [ "migrations" ];'
		echo 'targets = {'
		for name; do
			echo "$name = { url = \"sqlite:$name.db\"; };"
		done
		echo '};'
	} >whimbrel.cfg
}

tables() {
	sql "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'whimbrel_%' ORDER BY name)" "$1.db"
}

t "a section for a target wins over one for all"
project_of dev fevm
cat >migrations/a.sql <<'SQL'
-- Revision: a
-- migrate:up
CREATE TABLE everywhere (x);
-- migrate:up dialect:sqlite
CREATE TABLE on_sqlite (x);
-- migrate:up target:fevm
CREATE TABLE on_fevm (x);
-- migrate:down
DROP TABLE on_sqlite;
-- migrate:down target:fevm
DROP TABLE on_fevm;
SQL
for target in dev fevm; do
	ok -t $target upgrade
done
expect_equal "dev" "$(tables dev)" on_sqlite
expect_equal "fevm" "$(tables fevm)" on_fevm
ok -t fevm status
ok -t fevm check --no-schema
for target in dev fevm; do
	ok -t $target downgrade base
	expect_equal "$target" "$(tables $target)" ''
done

t "a revision for one target is nothing on the others, there and back"
project_of dev fevm erp
cat >migrations/a.sql <<'SQL'
-- Revision: a
-- migrate:up target:fevm,erp
CREATE TABLE special (x);
-- migrate:require
SELECT * FROM nothing_here;
-- migrate:require target:fevm,erp
SELECT 1;
-- migrate:verify
-- expect: 0
SELECT count(*) FROM special;
-- migrate:down
DROP TABLE special;
SQL
revision b a 'CREATE TABLE t_b (x);' 'DROP TABLE t_b;'
ok validate
for target in dev fevm erp; do
	ok -t $target upgrade
	ok -t $target verify
	ok -t $target check --no-schema
done
expect_equal "dev" "$(tables dev)" t_b
expect_equal "applied on dev" "$(applied dev.db)" "a b"
expect_equal "fevm" "$(tables fevm)" "special t_b"
expect_equal "erp" "$(tables erp)" "special t_b"
ok -t dev plan
for target in dev fevm; do
	ok -t $target downgrade base
	expect_equal "$target" "$(tables $target)" ''
done
# the way back that the database keeps is the one of its own target
ok -t dev upgrade
ok -t erp status
rm migrations/a.sql migrations/b.sql
for target in dev erp; do
	ok -t $target switch
	expect_equal "$target" "$(tables $target)" ''
done

t "a database without a name is none of them"
project_of dev fevm
printf -- '-- Revision: a\n-- migrate:up target:fevm\nCREATE TABLE special (x);\n-- migrate:down\nDROP TABLE special;\n' >migrations/a.sql
ok --url sqlite:other.db upgrade
expect_equal "other" "$(tables other)" ''
ok --url sqlite:other.db -m migrations status
expect_stdout_like 'a +applied'

t "no up for the dialect is still an error where another dialect has one for a target"
project_of dev fevm
printf -- '-- Revision: a\n-- migrate:up dialect:postgresql target:fevm\nCREATE TABLE special (x int);\n' >migrations/a.sql
run -t dev upgrade
expect_exit 2
expect_stderr 'has no `-- migrate:up` section for dialect sqlite'

t "what is wrong with a target is told with its line"
project_of dev fevm
printf -- '-- Revision: a\n-- migrate:up target:fevn\nCREATE TABLE special (x);\n' >migrations/a.sql
run -t dev upgrade
expect_exit 2
expect_stderr "a.sql:2: unknown target 'fevn'; did you mean \"fevm\"? (there are: dev, fevm)"
printf -- '-- Revision: a\n-- migrate:up target:\nSELECT 1;\n' >migrations/a.sql
run -t dev validate
expect_stderr "a.sql:2: a target's name is missing"
printf -- '-- Revision: a\n-- migrate:up target:dev,dev\nSELECT 1;\n' >migrations/a.sql
run -t dev validate
expect_stderr "a.sql:2: repeated target 'dev'"
printf -- '-- Revision: a\n-- migrate:up target:dev\nSELECT 1;\n-- migrate:up target:fevm,dev\nSELECT 2;\n' >migrations/a.sql
run -t dev validate
expect_stderr "a.sql:4: a second section 'migrate:up'"

done_testing
