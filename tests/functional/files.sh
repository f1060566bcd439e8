#!/bin/bash
# SPDX-License-Identifier: MIT
# Commands that write or open revision files, and validate.
. "${0%/*}/harness.bash"

t "revision prints the path of a file that names its parent"
project
ok revision -m 'Add users' --rev-id aaaa1111
first=$out
expect_file "$first"
expect_equal "the slug" "${first##*_add_}" users.sql
ok revision -m second --rev-id bbbb2222
expect_equal "its parent" "$(grep -c '^-- Revises: aaaa1111$' "$out")" 1
ok heads
expect_stdout_has 'bbbb2222 (head)'

t "a second child needs --splice"
project
chain one two
run revision -m three --head one
expect_exit 2
ok revision -m three --head one --splice --rev-id three
ok heads
expect_stdout_has 'two (head)'
expect_stdout_has 'three (head)'

t "file_template stays in the folder, and makes files that are read again"
project
mkdir -p migrations/2026
for template in '../{slug}' '/tmp/{slug}' '2026/../../{slug}' './{slug}' '.{slug}' '2026/.{slug}' '{slug}/../../x' 'a\nb' 'a//b' '%n{slug}'; do
	printf 'migrations = [ "migrations" ];\nfile_template = "%s";\n' "$template" >whimbrel.cfg
	run revision -m 'Add a thing'
	expect_exit 2
	expect_stderr file_template
done
expect_equal 'files that were made' "$(find . /tmp/add_a_thing.sql -name '*.sql' 2>/dev/null)" ''
printf 'migrations = [ "migrations" ];\nfile_template = "2026/{rev}_{slug}";\n' >whimbrel.cfg
ok revision -m 'Add a thing' --rev-id a1
expect_file migrations/2026/a1_add_a_thing.sql
ok heads
expect_stdout_has a1

mkdir elsewhere
n=0
for folder in ../migrations "$PWD/migrations" ./../migrations; do
	(cd elsewhere && ok -m "$folder" revision -m "From elsewhere $n" --head a1 --splice)
	n=$((n + 1))
done
(cd elsewhere && ok -c ../whimbrel.cfg revision -m 'By the config' --head a1 --splice)
printf 'migrations = [ "./migrations" ];\n' >whimbrel.cfg
ok revision -m 'Plain' --head a1 --splice
expect_equal 'what is there' "$(find migrations -name '*.sql' | wc -l)" 6

t "a template's folders are made, and a word that it does not know is told"
project
printf 'migrations = [ "migrations" ];\nfile_template = "%%Y/%%m/{slug}";\n' >whimbrel.cfg
ok revision -m 'Add a thing'
expect_file "migrations/$(date -u +%Y/%m)/add_a_thing.sql"
printf 'migrations = [ "migrations" ];\nfile_template = "{id}_{slug}";\n' >whimbrel.cfg
run revision -m 'Add another'
expect_exit 2
expect_stderr "not '{id}_{slug}'"

t "ids that are folders are refused"
project
for id in . ..; do
	run revision -m x --rev-id "$id"
	expect_exit 2
	revision x '' 'SELECT 1;'
	sed -i "s/^-- Revision: .*/-- Revision: $id/" migrations/x.sql
	run validate
	[ "$code" -ne 0 ] || fail "id $id is taken"
	rm migrations/x.sql
done

t "with two heads revision asks for one"
project
chain one two
revision other one ''
run revision -m three
expect_exit 2
expect_stderr two
expect_stderr other

t "merge joins all heads"
project
chain one two
revision other one ''
ok merge -m joined --rev-id joined
ok heads
expect_stdout 'joined (head)'
ok upgrade
expect_equal "the set" "$(applied)" 'joined one other two'

t "merge of one revision is refused"
project
chain one
run merge -m joined
expect_exit 2

t "revision writes a branch label and dependencies"
project
chain one
ok revision -m alerts --head base --branch alerting --depends one --rev-id alerts
ok branches
ok show alerts
expect_stdout_has alerting
ok upgrade alerting@head
expect_equal "the set" "$(applied)" 'alerts one'

t "an id that exists is refused"
project
chain one
run revision -m again --rev-id one
expect_exit 2

t "edit opens the file in the editor"
project
chain one
printf '#!/bin/sh\necho "$1" >edited\n' >editor && chmod +x editor
EDITOR=$PWD/editor VISUAL='' run edit one
expect_exit 0
expect_equal "what was opened" "$(basename "$(cat edited)")" one.sql

t "validate reports all problems of all files at once"
project
chain one
printf -- '-- Revision: two\n-- Revises: nowhere\n\n-- migrate:up\n' >migrations/two.sql
printf -- '-- Revision: three\n-- Revises: one\n\n-- migrate:sideways\n' >migrations/three.sql
printf 'CREATE TABLE x (y);\n' >migrations/four.sql
run validate
expect_exit 3
expect_stderr_like 'two\.sql:2: '
expect_stderr 'four.sql:'

t "a section that is unknown has its line"
project
printf -- '-- Revision: three\n\n-- migrate:sideways\n' >migrations/three.sql
run validate
expect_exit 3
expect_stderr_like 'three\.sql:3: '

t "a circle is told with its files"
project
revision one two ''
revision two one ''
run validate
expect_exit 3
expect_stderr one
expect_stderr two
expect_stderr circle

t "a key that nearly is one of the graph's is an error"
project
chain one
printf -- '-- Revision: two\n-- Revise: one\n\n-- migrate:up\n' >migrations/two.sql
run heads
expect_exit 2
expect_stderr_like 'two\.sql:2: .*Revises'

t "the same id twice is told with both files"
project
chain one
cp migrations/one.sql migrations/copy.sql
run heads
expect_exit 2
expect_stderr one.sql
expect_stderr copy.sql

t "SQL before the first section is an error"
project
printf -- '-- Revision: one\nSELECT 1;\n-- migrate:up\n' >migrations/one.sql
run validate
expect_exit 3
expect_stderr 'one.sql:2: '

t "two versions that git could not merge are told where they begin, in the header and in a section"
project
for where in 's/^-- Date.*/<<<<<<< HEAD\n-- Revises: b\n=======\n-- Revises: c\n>>>>>>> theirs/' \
	's/^-- migrate:up/&\n<<<<<<< HEAD\nSELECT 1;\n=======\nSELECT 2;\n>>>>>>> theirs/' \
	's/^-- migrate:down/<<<<<<< HEAD\n&\n||||||| 1234\n=======\r\n-- migrate:down\n>>>>>>> theirs/'; do
	revision one "" "SELECT 1;" "SELECT 2;" "Date: 2026-01-01"
	sed -i "$where" migrations/one.sql
	run validate
	expect_exit 3
	expect_stderr "one.sql:$(grep -n '<<<<<<<' migrations/one.sql | cut -d: -f1): git has left two versions here"
	run upgrade
	expect_exit 2
done
revision one "" "SELECT '
<<<<<<< HEAD
=======
';"
ok upgrade

t "invalid UTF-8 and NUL are errors with their line"
project
printf -- '-- Revision: one\n-- Author: \xff\n-- migrate:up\n' >migrations/one.sql
run validate
expect_exit 3
expect_stderr 'one.sql:2: '
printf -- '-- Revision: one\n-- migrate:up\nSELECT \0;\n' >migrations/one.sql
run validate
expect_exit 3
expect_stderr 'one.sql:3: '
printf -- '-- Revision: one\n-- migrate:up\n' | iconv -t UTF-16 >migrations/one.sql
run validate
expect_exit 3
expect_stderr 'one.sql:1: the file is UTF-16'

t "a link that leads to no regular file is told, whatever could be read from it"
project
chain one
ln -s /dev/null migrations/null.sql
run validate
expect_exit 2
expect_stderr 'migrations/null.sql: the link leads to no regular file'

t "hidden files and other files are ignored, folders are read"
project
mkdir migrations/2024
chain one
mv migrations/one.sql migrations/2024/
echo junk >migrations/.hidden.sql
echo junk >migrations/notes.txt
ok heads
expect_stdout 'one (head)'

t "a BOM and CRLF are tolerated"
project
printf -- '\xef\xbb\xbf-- Revision: one\r\n\r\n-- migrate:up\r\nCREATE TABLE t (x);\r\n' >migrations/one.sql
ok upgrade
expect_equal "the set" "$(applied)" one

done_testing
