#!/bin/bash
# SPDX-License-Identifier: MIT
# seed, and hooks of a target.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

rows() {
	query "SELECT name FROM countries ORDER BY name" | in_line
}
seeded() {
	query "SELECT count(*) FROM whimbrel_log WHERE event = 'seeded'"
}

suite() {
	begin "each is put in once, and again when it has changed and that is asked for"
	revision a "" "CREATE TABLE countries (name VARCHAR(20) PRIMARY KEY);" "DROP TABLE countries;"
	ok upgrade
	mkdir -p seeds/more
	echo "INSERT INTO countries VALUES ('Peru');" >seeds/1-first.sql
	echo "INSERT INTO countries VALUES ('Chad'); INSERT INTO countries VALUES ('\${whimbrel.target}');" >seeds/more/2-second.sql
	ok seed
	expect_stdout_has "seeded    1-first"
	[ "$(rows)" = "Chad dev Peru " ] || expect_equal "rows" "$(rows)" "Chad Peru dev "
	ok seed
	expect_stdout "nothing to do"
	expect_equal "rows of the log" "$(seeded)" 2
	# in other words, and the same
	printf -- '-- countries\nINSERT INTO  countries VALUES\n(%s);\n' "'Peru'" >seeds/1-first.sql
	ok seed --changed
	expect_stdout "nothing to do"
	echo "DELETE FROM countries; INSERT INTO countries VALUES ('Mali');" >seeds/1-first.sql
	ok seed
	expect_stdout "nothing to do"
	expect_stderr "1-first.sql has changed since it was put in"
	ok seed --changed --format json
	expect_json '$.event' seeded
	expect_json '$.title' 1-first
	expect_equal "rows" "$(rows)" "Mali "
	sed -i 's/^targets/seeds = [ "seeds" ];\n&/; s/url =/seeds = [ "seeds" ]; &/' whimbrel.cfg
	ok seed 2-second
	expect_stdout "nothing to do"
	ok seed 2-second --again
	expect_equal "rows of the log" "$(seeded)" 4
	run seed 3-third
	expect_exit 2
	expect_stderr "there is no seed 3-third"
	ok log
	ok status --exit-code

	begin "one that fails has put in nothing, and is not noted"
	revision a "" "CREATE TABLE countries (name VARCHAR(20) PRIMARY KEY);"
	ok upgrade
	mkdir seeds
	echo "INSERT INTO countries VALUES ('Peru');" >seeds/a.sql
	printf "INSERT INTO countries VALUES ('Chad');\nINSERT INTO countries VALUES ('Chad');\n" >seeds/b.sql
	run seed
	expect_exit 1
	expect_stderr "seeds/b.sql:2"
	expect_equal "rows" "$(rows)" "Peru "
	expect_equal "rows of the log" "$(seeded)" 1
	echo "INSERT INTO countries VALUES ('Chad');" >seeds/b.sql
	ok seed
	expect_equal "rows" "$(rows)" "Chad Peru "
	echo "BEGIN; INSERT INTO countries VALUES ('Mali'); COMMIT;" >seeds/c.sql
	run seed
	expect_exit 2
	expect_stderr "seeds/c.sql:1: transaction control"
	expect_equal "rows" "$(rows)" "Chad Peru "

	begin "a dialect's own file, a target's own folder" "seeds = \"mine\";" 'seeds = [ "all" ];'
	revision a "" "CREATE TABLE countries (name VARCHAR(20) PRIMARY KEY);"
	ok upgrade
	mkdir all mine
	echo "INSERT INTO countries VALUES ('all');" >all/x.sql
	echo "INSERT INTO countries VALUES ('own');" >"all/x.$dialect.sql"
	echo "INSERT INTO countries VALUES ('mine');" >mine/y.v2.sql
	ok seed
	expect_equal "rows" "$(rows)" "mine own "
	cp all/x.sql mine/more.sql
	cp all/x.sql all/more.sql
	run seed
	expect_exit 2
	expect_stderr "seeds of one name"

	begin "hooks of a target take the place of the project's, one by one" 'hooks = { before_run = "echo mine >>trace"; after_step = { }; };' \
		'hooks = { before_run = "echo all >>trace"; after_run = "echo after >>trace"; after_step = "echo step >>trace"; };'
	chain a
	ok upgrade
	expect_equal "trace" "$(in_line <trace)" "mine after "
}
each_dialect

t "no folder of seeds"
project
run --url sqlite:a.db seed
expect_exit 2
expect_stderr "no such folder of seeds"
done_testing
