#!/bin/bash
# SPDX-License-Identifier: MIT
# Approval: what was read is what runs, or nothing does.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

fingerprint() {
	"$WHIMBREL" "${@:-plan}" | sed -n 's/^-- fingerprint: //p'
}

refused() {
	run "$@"
	expect_exit 2
}

suite() {
	begin "a target that asks for an approval runs nothing without one" "approve = true;"
	chain a b
	refused upgrade
	expect_stderr "asks for an approval"
	expect_stderr "--approve"
	refused upgrade --approve 0123
	expect_stderr "not the plan that was approved"
	expect_equal "tables" "$(tables)" ""
	print=$(fingerprint)
	ok upgrade --approve "$print"
	expect_equal "applied" "$(applied)" "a b "
	ok upgrade
	expect_stdout "nothing to do"
	ok upgrade --approve "$print"
	expect_stdout "nothing to do"

	begin "stamp and repair, which run nothing, need a yes" "approve = true;"
	chain a b
	refused stamp a
	expect_stderr "--yes"
	refused repair
	expect_stderr "--yes"
	ok stamp a --yes
	ok repair --yes
	expect_equal "applied" "$(applied)" "a "

	begin "the way down and a switch ask as well" "approve = true;"
	chain a b
	ok upgrade --approve "$(fingerprint)"
	refused downgrade
	expect_stderr "downgrade --dry-run"
	refused downgrade base --approve "$(fingerprint downgrade --dry-run)"
	ok downgrade --approve "$(fingerprint downgrade --dry-run)"
	expect_equal "applied" "$(applied)" "a "
	refused switch
	ok switch --approve "$(fingerprint switch --dry-run)"
	expect_equal "applied" "$(applied)" "a b "

	begin "every kind of change in between is refused, and named"
	chain a b
	revision c b "CREATE TABLE t_c (x INTEGER DEFAULT \${NUMBER:-1});"
	print=$(fingerprint)
	refused -x NUMBER=2 upgrade --approve "$print"
	expect_stderr "changed since: the variables)"
	query "CREATE TABLE t_other (x INTEGER)"
	refused upgrade --approve "$print"
	expect_stderr "changed since: the schema)"
	query "DROP TABLE t_other"
	sed -i 's/t_c (x/t_c (y/' migrations/c.sql
	refused upgrade --approve "$print"
	expect_stderr "changed since: the files)"
	sed -i 's/t_c (y/t_c (x/' migrations/c.sql
	revision d c "CREATE TABLE t_d (x INTEGER);"
	refused upgrade --approve "$print"
	expect_stderr "changed since: the files)"
	rm migrations/d.sql
	sed -i 's/url =/drift = "block"; url =/' whimbrel.cfg
	refused upgrade --approve "$print"
	expect_stderr "changed since: the config)"
	sed -i 's/drift = "block"; //' whimbrel.cfg
	refused upgrade b --approve "$print"
	ok stamp a
	refused upgrade --approve "$print"
	expect_stderr "what is applied"
	ok stamp base
	expect_equal "tables" "$(tables)" ""
	ok upgrade --approve "$print"
	expect_equal "tables" "$(tables)" "t_a t_b t_c "

	begin "one fingerprint for all who ask, and for all who run at once"
	chain a b c
	print=$(fingerprint)
	expect_equal "again" "$(fingerprint)" "$print"
	expect_equal "a dry run" "$(fingerprint upgrade --dry-run)" "$print"
	ok plan --format json
	expect_json '$.fingerprint' "$print"
	for i in 1 2 3 4 5; do
		"$WHIMBREL" upgrade --approve "$print" >"$i.out" 2>&1 &
		eval "pid$i=$!"
	done
	for i in 1 2 3 4 5; do
		pid=pid$i
		wait "${!pid}" || fail "run $i: $(<"$i.out")"
	done
	expect_equal "applied" "$(applied)" "a b c "

	begin "a plan as a comment for a pull request"
	chain a
	revision b a "DROP TABLE t_a;"
	revision c b "CREATE TABLE c (x INT); DROP TABLE c; DROP TABLE IF EXISTS d;"
	ok plan --format markdown
	expect_stdout_has "## Plan for dev"
	expect_stdout_has "3 steps."
	expect_equal "fences at the beginning of a line" "$(grep -c '^```' <"$scratch/out")" "$(grep -c '```' <"$scratch/out")"
	expect_equal "what no line shall have" "$(grep -F '\n' <"$scratch/out")" ""
	expect_stdout_has '```mermaid'
	expect_stdout_has "  r0 --> r1"
	expect_stdout_has '### 2. up `b`: title of b'
	expect_stdout_has '```sql'
	expect_stdout_has "DROP TABLE t_a;"
	expect_stdout_has "**Warning**"
	expect_stdout_has "Fingerprint: \`$(fingerprint)\`"
}
each_dialect

t "a step that an interrupted run left is part of what is approved"
cat >whimbrel.cfg <<'END'
migrations = [ "migrations" ];
target = "dev";
targets = { dev = { url = "sqlite:a.db"; }; };
END
mkdir migrations
revision a "" "CREATE TABLE t_a (x INTEGER);
SELEKT;
CREATE TABLE t_b (x INTEGER);"
sed -i 's/migrate:up/migrate:up transaction:false/' migrations/a.sql
print=$(fingerprint)
run upgrade --approve "$print"
expect_exit 1
sed -i 's/SELEKT/SELECT 1/' migrations/a.sql
refused upgrade --approve "$print"
expect_stderr "what is applied"
ok upgrade --approve "$(fingerprint)"
expect_equal "tables" "$(sql "SELECT count(*) FROM sqlite_schema WHERE name LIKE 't\\_%' ESCAPE '\\'")" 2

t "another database is not the one that was approved, whoever asks and from wherever"
mkdir migrations
printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
chain a b
ok upgrade a
print=$(fingerprint)
cp a.db b.db
sed -i 's/a\.db/b.db/' whimbrel.cfg
refused upgrade --approve "$print"
expect_stderr "changed since: the config)"
sed -i 's/b\.db/.\/a.db/' whimbrel.cfg
mkdir below && cd below || exit 1
ok -c ../whimbrel.cfg upgrade --approve "$print"
cd .. || exit 1

t "approve is true or false"
project
sed -i 's/a.db";/a.db"; approve = "yes";/' whimbrel.cfg
refused plan
expect_stderr "true or false"
done_testing
