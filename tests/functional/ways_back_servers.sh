#!/bin/bash
# SPDX-License-Identifier: MIT
# The way back by what the database keeps, on servers.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"
. "$srcdir/tests/functional/databases.inc"

# shellcheck disable=SC2034 # named by the dialect
postgresql_home="table_schema = 'public'"
# shellcheck disable=SC2034 # named by the dialect
mariadb_home="table_schema = DATABASE()"

in_line() {
	tr '\n' ' '
}
applied() {
	query "SELECT revision FROM whimbrel_version ORDER BY revision" | in_line
}
tables() {
	local home=${dialect}_home
	query "SELECT table_name FROM information_schema.tables WHERE ${!home} AND table_name LIKE 't%' ORDER BY table_name" | in_line
}
gone() {
	local id
	for id; do rm "migrations/$id.sql"; done
}
refused() {
	run "$@"
	[ "$code" -eq 2 ] || fail "whimbrel $*: exit $code, wanted 2"$'\n'"$out$err"
}

suite() {
	begin "downgrade with files gone"
	chain r1 r2 r3 r4
	ok upgrade
	gone r2 r3 r4
	ok downgrade -1
	expect_equal "tables" "$(tables)" "t_r1 t_r2 t_r3 "
	ok downgrade r2
	expect_equal "applied" "$(applied)" "r1 r2 "
	ok downgrade base
	expect_equal "tables" "$(tables)" ""

	begin "the text is run as it was: quotes, backslashes, blocks, options, variables"
	chain r1
	cp "$texts" migrations/r2.sql
	ok upgrade
	gone r2
	refused downgrade -1
	expect_stderr NAME
	ok -x NAME=t_of_variable downgrade -1
	expect_equal "what ran" "$(query "SELECT x FROM t_r1" | in_line)" "it's \\n \"é\" block "
	expect_equal "applied" "$(applied)" "r1 "

	begin "a branch that is not here, and a merge"
	chain r1
	revision a r1 "CREATE TABLE t_a (x INTEGER);" "DROP TABLE t_a;"
	revision b r1 "CREATE TABLE t_b (x INTEGER);" "DROP TABLE t_b;" "Depends: a"
	revision m "a, b" "CREATE TABLE t_m (x INTEGER);" "DROP TABLE t_m;"
	ok upgrade
	gone b m
	ok downgrade a --dry-run
	expect_stdout_like 'down m'
	ok downgrade r1
	expect_equal "tables" "$(tables)" "t_r1 "

	begin "nothing is taken back without knowing, and status and current tell"
	chain r1 r2 r3
	ok upgrade
	query "UPDATE whimbrel_version SET parents = NULL WHERE revision = 'r3'"
	gone r3
	refused downgrade -1
	expect_stderr "bring its file back"
	refused downgrade base
	ok status
	expect_stdout_like 'r3 +missing'
	ok current
	expect_equal "applied" "$(applied)" "r1 r2 r3 "
	chain r1 r2 r3
	ok repair
	gone r3
	ok downgrade -1
	expect_equal "applied" "$(applied)" "r1 r2 "

	begin "switch, and its script"
	chain r1 ours1 ours2
	ok upgrade
	gone ours1 ours2
	revision theirs r1 "CREATE TABLE t_theirs (x INTEGER);" "DROP TABLE t_theirs;"
	run switch --sql
	expect_exit 0
	printf '%s\n' "$out" >switch.sql
	ok switch
	expect_equal "tables" "$(tables)" "t_r1 t_theirs "
	expect_equal "applied" "$(applied)" "r1 theirs "
	"${dialect}_script" switch.sql >script.out 2>&1 && fail "the script ran on another state"
	# and there again, by the script
	gone theirs
	chain r1 ours1 ours2
	run switch --sql
	printf '%s\n' "$out" >switch.sql
	"${dialect}_script" switch.sql >script.out 2>&1 || fail "the script fails: $(<script.out)"
	expect_equal "tables" "$(tables)" "t_ours1 t_ours2 t_r1 "
	gone ours1 ours2
	ok downgrade -1
	expect_equal "applied" "$(applied)" "ours1 r1 "

	begin "an interrupted way back is taken up without the file"
	chain r1
	revision r2 r1 "CREATE TABLE t_a (x INTEGER); CREATE TABLE t_b (x INTEGER);"
	printf '%s\n' '-- migrate:down transaction:false' 'DROP TABLE t_a;' 'DROP TABLE t_b;' 'SELECT x FROM t_c;' >>migrations/r2.sql
	ok upgrade
	gone r2
	run downgrade -1
	expect_exit 1
	expect_equal "tables" "$(tables)" "t_r1 "
	query "CREATE TABLE t_c (x INTEGER)"
	ok downgrade r1
	expect_equal "applied" "$(applied)" "r1 "

	begin "a script of a downgrade stops at what its files do not know"
	chain r1 r2 r3
	ok upgrade
	gone r3
	run downgrade --sql r2:r1
	printf '%s\n' "$out" >down.sql
	"${dialect}_script" down.sql >script.out 2>&1 && fail "the script ran"
	expect_equal "applied" "$(applied)" "r1 r2 r3 "
}

if begin_postgresql; then
	texts=$scratch/texts.sql
	cat >"$texts" <<'END'
-- Revision: r2
-- Revises: r1

-- migrate:up
ALTER TABLE t_r1 ALTER COLUMN x TYPE TEXT;
CREATE TABLE t_of_variable (x INTEGER);

-- migrate:down dialect:postgresql transaction:false
INSERT INTO t_r1 VALUES ('it''s \n "é"');
DO $$ BEGIN INSERT INTO t_r1 VALUES ('block'); END $$;
DROP TABLE ${NAME};
END
	suite
fi
if begin_mariadb; then
	texts=$scratch/texts.sql
	cat >"$texts" <<'END'
-- Revision: r2
-- Revises: r1

-- migrate:up
ALTER TABLE t_r1 MODIFY x TEXT;
CREATE TABLE t_of_variable (x INTEGER);

-- migrate:down dialect:mariadb
INSERT INTO t_r1 VALUES ('it''s \\n "é"');
DELIMITER //
BEGIN NOT ATOMIC INSERT INTO t_r1 VALUES ('block'); END //
DELIMITER ;
DROP TABLE ${NAME};
END
	suite
fi
done_testing
