#!/bin/bash
# SPDX-License-Identifier: MIT
# Hooks: programs and SQL around a run and its steps.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

# every: what is written down by each kind of hook
every='hooks = {
  before_run = "echo $WHIMBREL_HOOK $WHIMBREL_STEPS >>trace";
  before_step = "echo $WHIMBREL_HOOK $WHIMBREL_STEP $WHIMBREL_REVISION $WHIMBREL_DIRECTION >>trace";
  after_step = "echo $WHIMBREL_HOOK $WHIMBREL_STEP $WHIMBREL_REVISION $WHIMBREL_DONE >>trace";
  after_run = "echo $WHIMBREL_HOOK $WHIMBREL_DONE >>trace";
  on_failure = "echo $WHIMBREL_HOOK $WHIMBREL_DONE $WHIMBREL_ERROR >>trace; cat >failure.json";
};'

trace() {
	in_line <trace
	rm -f trace
}

suite() {
	begin "each is called in its place, both ways" "" "$every"
	chain a b
	ok upgrade
	expect_equal "trace" "$(trace)" "before_run 2 before_step 1 a up after_step 1 a 1 before_step 2 b up after_step 2 b 2 after_run 2 "
	ok upgrade
	expect_no_file trace
	ok downgrade
	expect_equal "trace" "$(trace)" "before_run 1 before_step 1 b down after_step 1 b 1 after_run 1 "
	expect_equal "tables" "$(tables)" "t_a "

	begin "a failure is told with what is kept" "" "$every"
	chain a
	revision b a "SELEKT;"
	run upgrade
	expect_exit 1
	expect_stderr "step 1 of 2 is kept"
	[[ $(trace) == "before_run 2 before_step 1 a up after_step 1 a 1 before_step 2 b up on_failure 1 "* ]] || fail "trace: $(trace)"
	out=$(<failure.json)
	expect_json '$.hook' on_failure
	expect_json '$.done' 1
	expect_json '$.steps[1].revision' b
	[ "$(json '$.error')" != "" ] || fail "no error in $out"
	expect_equal "applied" "$(applied)" "a "

	begin "a before_run that fails stops the run, and nothing was run" "" 'hooks = { before_run = "echo no; exit 3"; on_failure = "touch told"; };'
	chain a
	run upgrade
	expect_exit 1
	expect_stderr "before_run: no"
	expect_stderr "the hook before_run stopped the run"
	expect_stderr "exit code 3"
	expect_file told
	expect_equal "tables" "$(tables)" ""

	begin "a before_step that fails keeps the steps before it" "" 'hooks = { before_step = "test $WHIMBREL_REVISION != b"; };'
	chain a b c
	run upgrade
	expect_exit 1
	expect_stderr "step 1 of 3 is done and stays"
	expect_equal "applied" "$(applied)" "a "
	sed -i '/^hooks/d' whimbrel.cfg
	ok upgrade
	expect_equal "tables" "$(tables)" "t_a t_b t_c "

	begin "no after hook can change what was done" "" 'hooks = { after_step = [ "/nowhere/program" ]; after_run = "exit 7"; };'
	chain a b
	ok upgrade
	expect_stderr "the hook after_step failed, which changes nothing"
	expect_stderr "the hook after_run failed"
	expect_equal "applied" "$(applied)" "a b "

	begin "one that hangs is ended after its time" "" 'hooks = { before_run = { command = "sleep 60 & sleep 60"; timeout = "300ms"; }; };'
	chain a
	SECONDS=0
	run upgrade
	expect_exit 1
	expect_stderr "took longer than 0.3 s"
	[ $SECONDS -lt 20 ] || fail "it took $SECONDS s"
	expect_equal "tables" "$(tables)" ""

	begin "a signal ends one" "" 'hooks = { before_run = "touch begun; sleep 60"; };'
	chain a
	"$WHIMBREL" upgrade >out 2>&1 &
	pid=$!
	for ((i = 0; i < 200; i++)); do
		[ ! -e begun ] || break
		sleep 0.05
	done
	kill -INT $pid
	SECONDS=0
	wait $pid
	expect_equal "exit" $? 130
	[ $SECONDS -lt 5 ] || fail "it took $SECONDS s"
	run lock status
	expect_equal "tables" "$(tables)" ""

	begin "what it prints may be anything" "" 'hooks = { before_run = "head -c 200000 /dev/urandom; printf \"\\033[31m\" >&2"; };'
	chain a
	ok upgrade
	expect_stderr_without $'\033'
	expect_equal "tables" "$(tables)" "t_a "

	begin "SQL, for all dialects and for each" "" 'hooks = {
  before_run = { sql = "CREATE TABLE t_hook (x INTEGER); INSERT INTO t_hook VALUES (${N:-7});"; };
  after_run = { sql = { sqlite = "INSERT INTO t_hook VALUES (1)"; postgresql = "SET search_path = nowhere; INSERT INTO public.t_hook VALUES (2)"; mariadb = "INSERT INTO t_hook VALUES (3)"; }; };
  after_step = { command = "true"; sql = { other = "SELEKT"; }; };
};'
	revision a "" "INSERT INTO t_hook SELECT x + 1 FROM t_hook;" "DELETE FROM t_hook;"
	ok upgrade
	case $dialect in sqlite) last=1 ;; postgresql) last=2 ;; mariadb) last=3 ;; esac
	expect_equal "rows" "$(query "SELECT x FROM t_hook ORDER BY x" | in_line)" "$last 7 8 "
	expect_equal "applied" "$(applied)" "a "

	begin "SQL that fails stops the run, and leaves nothing where that can be" "" 'hooks = { before_run = { sql = "INSERT INTO t_x VALUES (1); SELEKT"; }; };'
	query "CREATE TABLE t_x (x INTEGER)"
	chain a
	run upgrade
	expect_exit 1
	expect_stderr "before_run:1"
	expect_equal "tables" "$(tables)" "t_x "
	[ $dialect = mariadb ] || expect_equal "rows" "$(query "SELECT count(*) FROM t_x")" 0

	begin "transaction control does not belong into one" "" 'hooks = { before_run = { sql = "BEGIN; COMMIT"; }; };'
	chain a
	run upgrade
	expect_exit 1
	expect_stderr "transaction control"

	begin "what was approved includes the hooks" "" 'hooks = { before_run = "true"; };'
	chain a
	print=$("$WHIMBREL" plan | sed -n 's/^-- fingerprint: //p')
	sed -i 's/"true"/"false"/' whimbrel.cfg
	run upgrade --approve "$print"
	expect_exit 2
	expect_stderr "changed since: the config"
}
each_dialect

t "facts on standard input, and a list of arguments"
project
echo 'hooks = { before_step = [ "sh", "-c", "cat >\"$1\"", "sh", "it is.json" ]; };' >>whimbrel.cfg
revision a "" "CREATE TABLE t (x INTEGER);"
sed -i 's/title of a/say \\"ü\\" \\\\ "now"/' migrations/a.sql
ok upgrade
out=$(<"it is.json")
expect_json '$.hook' before_step
expect_json '$.target' dev
expect_json '$.dialect' sqlite
expect_json '$.direction' up
expect_json '$.step.revision' a
expect_json '$.step.path' migrations/a.sql
expect_json '$.step.title' 'say \"ü\" \\ "now"'

t "a hook may leave a program behind, which holds what it prints to, and is not waited for"
project
echo 'hooks = { before_run = "echo one; sleep 300 & echo $! >left; echo two"; timeout = "60s"; };' >>whimbrel.cfg
chain a
SECONDS=0
ok upgrade
[ $SECONDS -lt 50 ] || fail "it took $SECONDS s"
expect_stderr "before_run: one"
expect_stderr "before_run: two"
kill "$(<left)" || fail "it was ended"
ok current
expect_stdout_has "a (head)"

t "a config that is wrong says where and what"
project
for hooks in '{ before_runs = "x"; }' '{ before_run = 1; }' '{ before_run = [ ]; }' '{ before_run = { comand = "x"; }; }' '{ timeout = "long"; }' '"x"'; do
	project
	echo "hooks = $hooks;" >>whimbrel.cfg
	run heads
	expect_exit 2
	expect_stderr "whimbrel.cfg:4:"
done
done_testing
