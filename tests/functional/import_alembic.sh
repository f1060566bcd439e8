#!/bin/bash
# SPDX-License-Identifier: MIT
# Coming from Alembic: the graph from the files' literals, the SQL from what the tool prints. A program of ours stands for the tool.
. "${0%/*}/harness.bash"

# migration ID DOWN TITLE [LINE...]: one of its files
migration() {
	mkdir -p app/alembic/versions
	printf '%s\n' "# a comment" "\"\"\"$3" "" "Create Date: 2024-01-01 10:00:00.5" "\"\"\"" "from alembic import op" "revision: str = u'$1'" \
		"down_revision: Union[str, None] = $2" "${@:4}" "def upgrade():" "    pass" >"app/alembic/versions/$1_x.py"
}
# The program prints the file RANGE.up or RANGE.down, and fails if there is RANGE.fails.
program() {
	printf '[alembic]\nscript_location = %%(here)s/alembic\n' >app/alembic.ini
	cat >app/tool <<-'END'
		#!/bin/sh
		[ "$1" = heads ] && exit 0
		name=$(printf %s "$2" | tr : _)
		case $1 in upgrade) cat "$name.up" ;; *) cat "$name.down" ;; esac
		[ ! -e "$name.$1.fails" ] || { echo Traceback >&2; cat "$name.$1.fails" >&2; exit 1; }
	END
	chmod +x app/tool
}
body() {
	sed -n "/^-- migrate:$2/,/^-- migrate:[^$2]/p" "$(grep -l "^-- Revision: $1\$" migrations/*.sql)" | sed '1d; /^-- migrate/d; /^$/d'
}
header() {
	sed -n "s/^-- $2: *//p" "$(grep -l "^-- Revision: $1\$" migrations/*.sql)"
}

t "ids, titles, dates, labels, merges and depends; what the tool does for itself is left out"
project
migration a1 None "first one"
migration b2 "'a1'" "second" "branch_labels = ('lab',)"
migration c3 '"a1"' "third" "depends_on = 'lab'"
migration m4 "('b2',
    'c3',  # both
)" "join"
program
cat >app/base_m4.up <<'END'
INFO printed by somebody
BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE a (x INTEGER DEFAULT ';');

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

-- Running upgrade a1 -> b2, second

CREATE TABLE b (
    x INTEGER
);

COMMIT;

CREATE INDEX ib ON b (x);

BEGIN;

UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';

-- Running upgrade a1 -> c3

CREATE TABLE c (x INTEGER);

INSERT INTO alembic_version (version_num) VALUES ('c3');

COMMIT;

BEGIN;

-- Running upgrade b2, c3 -> m4

DELETE FROM alembic_version WHERE alembic_version.version_num = 'b2';

UPDATE alembic_version SET version_num='m4' WHERE alembic_version.version_num = 'c3';

COMMIT;

END
cat >app/m4_base.down <<'END'
BEGIN;

-- Running downgrade m4 -> b2, c3

UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'm4';

-- Running downgrade c3 -> a1

DROP TABLE c;

DELETE FROM alembic_version WHERE alembic_version.version_num = 'c3';

-- Running downgrade b2 -> a1

DROP TABLE b;

-- Running downgrade a1 -> 

DROP TABLE a;

DELETE FROM alembic_version WHERE alembic_version.version_num = 'a1';

DROP TABLE alembic_version;

COMMIT;
END
ok import --from alembic --with ./tool app
expect_stdout_has "4 created, 0 undecided"
expect_equal "title" "$(header b2 Migration)" "second"
expect_equal "label" "$(header b2 Branch)" "lab"
expect_equal "depends" "$(header c3 Depends)" "b2"
expect_equal "parents" "$(header m4 Revises)" "b2, c3"
expect_equal "date" "$(header m4 Date)" "2024-01-01 10:00:00.5"
expect_equal "up" "$(body a1 up)" "CREATE TABLE a (x INTEGER DEFAULT ';');"
grep -q '^-- migrate:up transaction:false$' migrations/b2_x.sql || fail "an autocommit block in a transaction"
grep -q 'transaction:false' migrations/c3_x.sql migrations/m4_x.sql && fail "one transaction a revision is no autocommit block"
grep -q alembic_version migrations/*.sql && fail "the tool's own table: $(grep alembic_version migrations/*.sql)"
ok validate
ok upgrade
ok downgrade base
expect_equal "tables" "$(sql "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b', 'c')")" "0"

t "a live database: its heads, and all that they need"
sample_of=$scratch/1
cp -r "$sample_of/." . && rm -f a.db
ok upgrade m4
sql "DELETE FROM whimbrel_version; DELETE FROM whimbrel_log; CREATE TABLE alembic_version (version_num VARCHAR(32)); INSERT INTO alembic_version VALUES ('b2')"
ok stamp --from alembic
expect_equal "applied" "$(applied)" "a1 b2"
sql "INSERT INTO alembic_version VALUES ('c3')"
ok stamp --from alembic
expect_equal "applied" "$(applied)" "a1 b2 c3"
sql "DELETE FROM alembic_version; INSERT INTO alembic_version VALUES ('m4')"
ok stamp --from alembic
ok check
sql "UPDATE alembic_version SET version_num = 'zz'"
run stamp --from alembic
expect_exit 2
expect_stderr "zz, which no revision here came from"

t "what the tool can't print is left open, and it is asked for what comes behind"
project
migration a1 None "first"
migration b2 "'a1'" "looks at rows"
migration c3 "'b2'" "third"
program
printf -- '-- Running upgrade  -> a1\nCREATE TABLE a (x);\n-- Running upgrade a1 -> b2\nSELECT half;\n' >app/base_c3.up
printf '%s\n' "  File \"x.py\"" "AttributeError: 'NoneType' object has no attribute 'fetchall'" "    ^^^^^" >app/base_c3.upgrade.fails
printf -- '-- Running upgrade b2 -> c3\nCREATE TABLE c (x);\n' >app/b2_c3.up
printf -- '-- Running downgrade c3 -> b2\nDROP TABLE c;\n-- Running downgrade b2 -> a1\n\n-- Running downgrade a1 -> \nDROP TABLE a;\n' >app/c3_base.down
ok import --from alembic --with ./tool app
expect_stdout_has "undecided: up: alembic printed no SQL for its way up: AttributeError"
expect_stdout_has "3 created, 1 undecided"
expect_equal "up" "$(body c3 up)" "CREATE TABLE c (x);"
grep -q "SELECT half" migrations/b2_x.sql && fail "half of it came over"
run upgrade
expect_exit 2
expect_stderr "b2_x.sql"
expect_equal "applied" "$(applied 2>&1 | grep -c a1)" "0"

t "what is no literal, no program, no folder: one clear error"
project
migration a1 "find_it()" "first"
program
run import --from alembic --with ./tool app
expect_exit 2
expect_stderr "a1_x.py:8: down_revision is no literal"
migration a1 "'zz'" "first"
run import --from alembic --with ./tool app
expect_exit 2
expect_stderr "it stands on zz"
migration a1 None "first"
run import --from alembic --with ./no_such_tool app
expect_exit 2
expect_stderr "--with"
expect_equal "files" "$(ls migrations)" ""
mkdir empty
run import --from flask-migrate empty
expect_exit 2
expect_stderr "versions"


# at LINES FOLDER...: one file in each of these folders is found by these lines of the config
at() {
	project
	mkdir app
	program
	# shellcheck disable=SC2059
	printf "$1" >"app/${ini:-alembic.ini}"
	[ "${ini:-alembic.ini}" = alembic.ini ] || rm app/alembic.ini
	i=0 down=None
	for folder in "${@:2}"; do
		i=$((i + 1))
		migration "r$i" "$down" "number $i"
		mkdir -p "$folder" && mv "app/alembic/versions/r${i}_x.py" "$folder"
		down="'r$i'"
	done
	rm -rf app/alembic
	ok import --from alembic app --with ./tool
	expect_equal "found" "$(cat migrations/*.sql | grep -c '^-- Revision')" "$i"
	rm -rf app migrations other
}
t "its files are found where its config says"
at '[alembic]\nscript_location = %%(here)s/db\n' app/db/versions
at '[alembic]\nscript_location: deep/er\n[other]\nscript_location = nowhere\n' app/deep/er/versions
at "[alembic]\nscript_location = $PWD/other\n" other/versions
at '[alembic]\nscript_location = our.app:db\n' app/our/app/db/versions
at '[alembic]\nscript_location = db\nversion_locations = %%(here)s/one, %%(here)s/two\n' app/one app/two
at '[alembic]\nversion_locations =\n  %%(here)s/one\n  # no\n  two words\npath_separator = newline\n' app/one "app/two words"
at '[alembic]\nversion_locations = one:%%(here)s/two\nversion_path_separator = os  # colon\n' app/one app/two
at '[alembic]\nscript_location = db\nrecursive_version_locations = true\n' app/db/versions/a app/db/versions/b/c
ini=pyproject.toml
at '[project]\nname = "x"\n\n[tool.alembic]\nscript_location = "%%(here)s/db"\n' app/db/versions
at '[tool.alembic]\nversion_locations = [\n  "%%(here)s/one",\n  "two",\n]\n' app/one app/two
project
mkdir app
printf '[alembic]\nversion_locations = one two\n' >app/alembic.ini
run import --from alembic app
expect_exit 2
expect_stderr "has a folder one, which is not there"

t "why the tool failed is told, wherever it says so"
for to in 1 2; do
	project
	migration a1 None "first one"
	program
	printf '#!/bin/sh\n{ seq 3000; echo "FAILED: no such script folder"; } >&%s\nexit 255\n' "$to" >app/tool
	run import --from alembic app --with ./tool
	expect_exit 2
	expect_stderr "FAILED: no such script folder"
done
done_testing
