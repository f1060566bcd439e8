#!/bin/bash
# SPDX-License-Identifier: MIT
# wait, create, drop; what becomes of a table of ours that was dropped.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

# aside: a database that is not there yet, as the target
aside() {
	local new=other$((asides += 1))
	case $dialect in
	sqlite) URL=sqlite:$PWD/$new.db ;;
	*) URL=${URL%/*}/$new ;;
	esac
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; %s }; };\n' "$URL" "${1:-}" >whimbrel.cfg
}
asides=0

suite() {
	begin "create makes it, drop drops it, and either may be repeated"
	aside
	chain a
	if [ "$dialect" != sqlite ]; then
		run upgrade
		expect_exit 1
		expect_stderr "whimbrel create"
	fi
	ok create
	expect_stdout_has "created: "
	ok create
	expect_stdout_has "there already: "
	ok create --format json
	expect_json '$.created' 0
	ok upgrade
	run drop
	expect_exit 2
	expect_stderr "--yes"
	ok current
	expect_stdout_has "a (head)"
	ok drop --yes
	expect_stdout_has "dropped: "
	ok drop --yes --format json
	expect_json '$.dropped' 0
	ok create
	ok upgrade

	begin "a whimbrel_log that somebody has dropped hides nothing that is applied, and is made again"
	chain a b
	ok upgrade a
	query "DROP TABLE whimbrel_log" >/dev/null
	ok current
	expect_stdout "a"
	ok upgrade
	expect_equal "applied" "$(applied)" "a b "
	ok log
	expect_stdout_like 'b +up +applied'

	begin "where a table of ours was changed, no file is said to be wrong"
	chain a b
	ok upgrade a
	query "ALTER TABLE whimbrel_version DROP COLUMN down" >/dev/null
	run upgrade
	expect_exit 1
	expect_stderr_without "correct migrations/b.sql"
	expect_stderr "whimbrel_version"
	expect_equal "applied" "$(applied)" "a "

	begin "a name with quotes"
	aside
	case $dialect in
	sqlite) URL=sqlite:$PWD/it\'s.db ;;
	*) URL=${URL%/*}/it%27s%22odd%60 ;;
	esac
	sed -i "/^targets/d" whimbrel.cfg
	echo "targets = { dev = { url = \"$URL\"; }; };" >>whimbrel.cfg
	chain a
	ok create
	ok upgrade
	ok drop --yes
	ok drop --yes
	expect_stdout_has "not there: "

	begin "a protected database is not dropped, whatever is said"
	aside "protected = true;"
	ok create
	run drop --yes
	expect_exit 2
	expect_stderr "protected"
	ok wait --timeout 0

	begin "a database is not dropped from under a run"
	chain a
	ok upgrade
	echo 'hooks = { before_run = "touch begun; while [ ! -e end ]; do sleep 0.1; done"; };' >>whimbrel.cfg
	revision b a "CREATE TABLE t_b (x INTEGER);"
	"$WHIMBREL" upgrade >out 2>&1 &
	pid=$!
	for ((i = 0; i < 200; i++)); do
		[ ! -e begun ] || break
		sleep 0.05
	done
	run drop --yes
	expect_exit 4
	expect_stderr "a run is at work on it"
	touch end
	wait $pid || fail "the run: $(<out)"
	expect_equal "applied" "$(applied)" "a b "

	begin "wait returns when the database answers"
	ok wait
	ok wait --timeout 0
	expect_stdout ""

	begin "wait --for returns when a revision is in, and not before"
	chain a b
	ok upgrade a
	ok wait --for a --timeout 0
	run wait --for b --timeout 300ms
	expect_exit 1
	expect_stderr "b is not applied"
	"$WHIMBREL" wait --for head --timeout 20s >out 2>&1 &
	pid=$!
	sleep 0.5
	kill -0 $pid 2>/dev/null || fail "it did not wait: $(<out)"
	ok upgrade
	wait $pid || fail "wait: $(<out)"
	rm migrations/b.sql
	ok wait --for head --timeout 0
	ok wait --for b --timeout 0
	run wait --for nowhere --timeout 5s
	expect_exit 2

	begin "wait --for takes a whole id where there are no files at all"
	chain a b
	ok upgrade a
	mv migrations files
	ok wait --for a --timeout 0
	run wait --for b --timeout 300ms
	expect_exit 1
	expect_stderr "b is not applied"
	"$WHIMBREL" wait --for b --timeout 20s >out 2>&1 &
	pid=$!
	ok -m files upgrade
	wait $pid || fail "wait: $(<out)"
	for wanted in head heads base +1 shop@head; do
		run wait --for $wanted --timeout 5s
		expect_exit 2
		expect_stderr "there are no revision files here to tell what $wanted is"
	done
	mkdir migrations
	ok wait --for b --timeout 0
	run wait --for head --timeout 5s
	expect_exit 2

	begin "what time does not mend is told at once"
	run wait --timeout soon
	expect_exit 2
	expect_stderr "--timeout soon"
	run --url nosuch://host/db wait
	expect_exit 2
}
each_dialect

t "a server that is not there is waited for, and then told of"
SECONDS=0
run --url postgresql://test@127.0.0.1:1/x wait --timeout 500ms
expect_exit 1
expect_stderr "waited in vain for the database: "
[ $SECONDS -lt 10 ] || fail "it took $SECONDS s"

t "a database that comes later"
(sleep 1 && mkdir there) &
pid=$!
run --url "sqlite:$PWD/there/a.db" wait --timeout 20s
wait $pid
expect_exit 0

t "a signal ends it"
"$WHIMBREL" --url postgresql://test@127.0.0.1:1/x wait >out 2>&1 &
pid=$!
sleep 0.5
kill -TERM $pid
wait $pid
expect_equal "exit" $? 130
done_testing
