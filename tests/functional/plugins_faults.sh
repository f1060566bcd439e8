#!/bin/bash
# SPDX-License-Identifier: MIT
# Faults planted in a dialect, one at a time (tests/plugins/faulty.c): `plugins check` finds each, by the case that promises
# what is broken, or since no upgrade is possible any more, and none makes it hang.
# Slow: 40 s: a conformance suite for each fault.
. "${0%/*}/harness.bash"

export WHIMBREL_FAULTY_OVER=${WHIMBREL_BUILT_PLUGINS:?where the plugins are}/sqlite.so

# A fault and the case that finds it; `upgrade` is the first line.
faults='
no_version table.version
no_description table.description
odd_features table.features
odd_lexical table.lexical
odd_kinds table.kinds
odd_options table.options
connect_nothing connect.watcher
connect_wrong_status connect.no-folder
watcher_hangs connect.watcher
watcher_crashes connect.watcher
close_null_crashes table.close
close_leaks connect.closes
connect_handles_signals connect.signals
describe_no_product connect.product
describe_no_version connect.version
describe_no_database connect.database
describe_absent connect.tables
describe_present connect.no-tables
describe_more connect.features
describe_bytes connect.utf8
describe_changes connect.again
model_autocommits transaction.ddl
quote_bare quote.name
quote_literal_single quote.double-literal
quote_name_single quote.double-name
quote_backslash_doubled quote.backslash
quote_one_line quote.lines
quote_ascii quote.unicode
split_whole split.two
split_by_semicolon split.string
split_torn_untold split.torn-string
split_no_facts split.begin
split_no_savepoint split.savepoint
split_back_ends split.savepoint
split_all_end split.plain
split_ignores split.rows
split_keeps_comments split.comments
split_last_lost split.last
split_outside split.two
script_no_end script.as-is
script_swallowed script.comment
script_no_guard script.ids
raise_unknown compose.raise
parents_lost own.no-parents
by_server own.by
duration_lost own.duration
run_lost own.run
amend_parents_lost own.amend
direction_up log.direction
title_lost own.title
log_statement_lost log.statement
log_session_lost log.session
log_detail_lost log.detail
log_probe_lost log.probe
log_limit_ignored_first log.limit
erase_all own.erase
journal_all log.applied
null_as_empty own.null-parents
empty_as_null own.no-parents
values_cut own.checksum
ids_cut own.long-id
times_german own.time
times_local own.time
columns_short own.ensure
read_down_empty own.downs
read_empty own.title
journal_empty log.journal
expect_empty execute.value
record_noop own.title
erase_noop own.erase
amend_noop own.amend
log_noop log.event
begin_noop transaction.rollback
commit_noop transaction.commit
rollback_noop transaction.rollback
savepoint_noop savepoint.back
back_noop savepoint.back
back_always savepoint.missing
ensure_noop own.ensure
read_noop own.title
user_noop execute.does
user_twice execute.seen
keep_unknown execute.keep
settle_fails transaction.settle
rollback_of_nothing_fails transaction.nothing
errors_are_success execute.wrong
errors_are_sql execute.exists
errors_are_lost execute.wrong
no_message execute.wrong
no_code execute.code
cancel_sticks cancel.running
cancel_fails cancel.idle
cancel_noop cancel.running
cancel_untold cancel.running
length_ignored execute.length
long_refused execute.long
record_forgives own.twice
no_tables_is_empty own.no-tables
exists_is_fine execute.exists
run_untold run.all
run_disorder run.all
run_all_done run.failure
run_goes_on run.failure
run_success run.failure
run_never_stops run.stop
run_no_timeout run.timeout
lock_noop lock.second
lock_in_process lock.processes
lock_hangs lock.second
lock_impatient lock.waits
lock_short_key lock.long-key
lock_wrong_status lock.second
unlock_noop lock.second
unlock_forgives lock.not-held
two_locks_no_lease lease.before-lock
two_locks_no_holder lease.behind-lock
holder_nobody lock.holder
holder_always lock.holder
probe_fails probe.create
probe_odd_fate probe.create
judge_always_done judge.create-not-done
judge_never_done judge.create-done
judge_never_knows judge.create-done
judge_odd judge.create-done
judge_fails judge.drop-done
judge_without_probe probe.create
remember_fails remember.recall
recall_fails remember.recall
introspect_empty introspect.table
introspect_no_columns introspect.column
introspect_no_keys introspect.primary-key
introspect_no_references introspect.foreign-key
introspect_no_checks introspect.check
introspect_no_indexes introspect.index
introspect_no_views introspect.view
introspect_no_attributes introspect.type
introspect_twice introspect.table
introspect_ours introspect.ours
introspect_edge introspect.edges
render_empty render.table
render_comment render.table
render_no_risk render.table
introspect_no_edges introspect.view-edges
column_no_risk render.drop-column
rename_nothing render.rename-column
alter_nothing render.default
render_no_indexes render.again-index
scratch_is_target scratch.apart
scratch_fails scratch.apart
scratch_drop_fails scratch.drop
sample_none sample.integer
sample_odd sample.integer
sample_same sample.integer
sample_endless sample.integer
effects_all_add effects.drop
effects_undo effects.create
defines_never defines.table
defines_always defines.rows
defines_deaf defines.statement
defines_deaf defines.string
database_never_there database.there
database_always_there database.another
database_drop_noop database.another
database_fails database.there
backup_noop backup.back
restore_noop backup.back
restore_no_index backup.back
serve_odd serve.words
serve_no_url serve.words
restore_point_still restore-point.back
restore_point_of_nothing restore-point.nothing
execute_hangs execute.does
execute_exits execute.does
execute_prints execute.silent
execute_complains execute.silent
execute_commits transaction.rollback
split_stands_still split.two
split_cuts split.two
compose_endless own.ensure
compose_empty_guard lock.guard
guard_always lock.guard-lost
lock_snapshot lock.snapshot
values_trimmed execute.blanks
values_padded execute.text
values_cut_at_line execute.lines
columns_swapped own.title
first_row_alone own.order
rows_doubled own.down
busy_untold execute.busy
no_tables_untold own.no-tables
exists_untold execute.exists
commit_word_ignored transaction.statements
introspect_no_triggers introspect.trigger
scratch_keeps scratch.again
scratch_leads_out scratch.inside
message_bytes execute.wrong
'

plant() {
	mkdir -m 755 plugins
	${CC:-cc} -shared -fPIC -w -I"$srcdir/include" -o plugins/faulty.so "$srcdir/tests/plugins/faulty.c" ||
		fail "the plugin does not build"
	chmod 644 plugins/faulty.so
}

# check FAULT CASES: what is said goes to $out
check() {
	WHIMBREL_FAULT=$1 run --plugin-path "$PWD/plugins" --url "faulty:$PWD/$1.db" plugins check --timeout 3s --only "$2"
}

t "a dialect without a fault holds"
plant
WHIMBREL_FAULT=none run --plugin-path "$PWD/plugins" --url "faulty:$PWD/none.db" plugins check
expect_exit 0
case $(tail -1 <<<"$out") in
*" 0 are broken"*) ;;
*) fail "$(grep -A4 ^BROKEN <<<"$out")" ;;
esac

t "one cause is one failure: what says nothing without it is left out, and says so"
plant
while read -r fault only where; do
	check "$fault" "$only"
	expect_exit 3
	expect_equal "what is broken by $fault" "$(grep -o '^BROKEN .*:' <<<"$out" | tr -s ' ')" "BROKEN $where:"
	expect_stdout_has "it says nothing while $where does not hold"
done <<<'render_empty render.* render.table
introspect_empty introspect.* introspect.table
quote_bare quote.* quote.name
read_empty own.* own.row
rollback_noop transaction.* transaction.rollback'

t "a crash is told by its signal"
plant
check watcher_crashes connect.watcher
expect_exit 3
expect_stdout_has 'the process was ended: Aborted'

t "tables that can't be dropped behind the suite are told"
plant
check tables_stay quote.name
expect_exit 0
expect_stdout_has "whimbrel's tables stay in "
expect_stdout_has 'no right to drop'

t "each fault is found"
plant
planted=0 found=0
while read -r fault where; do
	[ -n "$fault" ] || continue
	planted=$((planted + 1))
	check "$fault" "$where"
	if [ "$code" = 3 ] && { [[ $out == *"BROKEN    $where:"* ]] || [[ $out == *'NOT possible'* ]]; }; then
		found=$((found + 1))
	else
		echo "# not found: $fault by $where (exit $code)"
	fi
done <<<"$faults"
echo "# $found of $planted faults were found"
[ "$planted" -ge 60 ] || fail "only $planted are planted"
[ "$found" -eq "$planted" ] || fail "$((planted - found)) of $planted were not found"
done_testing
