/* SPDX-License-Identifier: MIT */
/* A stream broke off: the step is undone, and tried again where that helps; else what is done is kept, and
 * the failure is told. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "run_stream.h"

static int own(struct run *run, int32_t what, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args), .name = STREAM_SAVEPOINT };

	return driver_own(&run->s->conn, what, &args, NULL, err);
}

/* The guard is that of all steps in the transaction: nothing is committed without the lock. */
static bool lock_is_lost(const struct stream *stream)
{
	return stream->failed && stream->failure.what == WB_OWN_GUARD;
}

/* Undo the savepoint of the step that broke off. False: the shared transaction is gone, or can't be
 * kept. */
static bool back_to_savepoint(struct run *run, const struct stream *stream)
{
	struct wb_error ignored = WB_ERROR_INIT;

	run->in_transaction = false;
	if (!(run->plan->features & WB_F_SHARED_COMMIT) || !stream->transaction.open ||
	    lock_is_lost(stream))
		return false;
	if (stream->transaction.savepoint_open)
		return run->in_transaction = own(run, WB_OWN_ROLLBACK_TO, &ignored) == 0;
	/* a step that is whole was interrupted before its commit, or the next one before its
	 * savepoint */
	return run->in_transaction = !stream->failed || stream->failure.what != WB_OWN_COMMIT;
}

/* The failure took the shared transaction with it, and the good steps in it: they are run again,
 * and kept. */
static void redo_group(struct run *run, size_t end)
{
	size_t begin = run->steps.done, again = SIZE_MAX;
	struct wb_error ignored = WB_ERROR_INIT;
	bool more = begin < end;

	while (more) {
		struct wb_error why = WB_ERROR_INIT;
		struct stream stream;
		struct wb_ops ops;

		run_open_stream(run, &stream, begin, end);
		ops = stream_ops(&stream);
		more = link_run(&run->s->link, &run->s->conn, &ops, &why) < 0;
		begin = stream_broken(&stream);
		if (more && (stream.error.status != WB_E_AGAIN || again == begin ||
			     !back_to_savepoint(run, &stream))) {
			more = false;
			own(run, WB_OWN_ROLLBACK, &ignored);
		}
		again = begin;
		stream_release(&stream);
	}
	run->in_transaction = false;
}

/* The readers of some databases hold up a commit; the transaction is still there, and the commit
 * can be tried again. */
static int commit_patiently(struct run *run)
{
	struct wb_error why = WB_ERROR_INIT;

	for (unsigned i = 0; own(run, WB_OWN_COMMIT, &why) < 0; i++) {
		if (why.status != WB_E_BUSY || i == BUSY_TRIES || !session_pause(run->s, i))
			return why.status;
		wb_error_clear(&why);
	}
	return 0;
}

/* Undo the step that broke off and nothing else. Afterwards a shared transaction is open only if
 * in_transaction says so. */
static void undo_step(struct run *run, const struct stream *stream)
{
	struct wb_error ignored = WB_ERROR_INIT;
	size_t broken = stream_broken(stream);

	if (back_to_savepoint(run, stream)) {
		run->from = broken < stream->transaction.released ? stream->transaction.released
								  : broken;
		return;
	}
	if (stream->failed && !run->plan->steps.items[broken].atomic) {
		if (run_salvage(run->s, stream, &ignored) == 1)
			run_committed(run, broken, true);
	} else {
		own(run, WB_OWN_ROLLBACK, &ignored);
	}
	if (run->plan->features & WB_F_SHARED_COMMIT && !lock_is_lost(stream))
		redo_group(run, broken);
	run->from = run->steps.done;
}

/* A step that no transaction holds goes on behind what the journal knows to be done; what a failed
 * statement may have left is judged first. */
static int resume_from_journal(struct run *run, struct wb_error *err)
{
	struct step *step;
	struct buf seen = { 0 };
	int rc = 0;

	if (run->from >= run->plan->steps.count)
		return 0;
	step = &run->plan->steps.items[run->from];
	if (step->atomic)
		return 0;
	journal_release(&run->s->journal);
	if (journal_read(&run->s->conn, &run->s->journal, err) < 0)
		return wb_error_kept(err);
	if (!run->s->journal.open || strcmp(run->s->journal.revision, step->revision->id) != 0)
		return 0;
	step_resume(step, &run->s->journal);
	if (run->s->journal.intent)
		rc = step_judge(run->s, run->plan, step, &seen, err);
	buf_release(&seen);
	return rc < 0 ? rc : step_recall(run->s, step, err);
}

/* What had to wait: of a step its statement, where that is known. */
static void name_place(const struct revision *r, const struct flight *failure, char *out,
		       size_t size)
{
	if (failure->statement && failure->line)
		snprintf(out, size, "revision %s, statement %llu (%s:%u)", r->id,
			 (unsigned long long)failure->statement, r->path, failure->line);
	else
		snprintf(out, size, "revision %s", r->id);
}

/* Shall the failed step be run once more? */
static bool worth_another_try(struct run *run, const struct stream *stream)
{
	size_t failed = stream_broken(stream);
	char blockers[1024], where[640];

	if (link_requested(&run->s->link))
		return false;
	if (run->tried != failed) {
		run->tried = failed;
		run->tries = 0;
		run->again = false;
	}
	if (stream->error.status == WB_E_AGAIN && !run->again)
		return run->again = true;
	if (stream->error.status != WB_E_BUSY || ++run->tries >= BUSY_TRIES)
		return false;
	observer_blockers(&run->s->observer, blockers, sizeof(blockers));
	name_place(run->plan->steps.items[failed].revision, &stream->failure, where, sizeof(where));
	client_log(&run->s->client, WB_LOG_WARNING, "%s: %s%s%s%s; trying again (%u of %d)", where,
		   stream->error.message, blockers[0] ? " (in the way: " : "", blockers,
		   blockers[0] ? ")" : "", run->tries, BUSY_TRIES - 1);
	return session_pause(run->s, run->tries);
}

/* What is whole in the shared transaction stays, if the lock is still this run's. */
static void keep_group(struct run *run)
{
	const struct wb_args guard = lock_guard(&run->s->lock);
	struct wb_error ignored = WB_ERROR_INIT;

	if (!run->in_transaction)
		return;
	run->in_transaction = false;
	if (driver_own(&run->s->conn, WB_OWN_GUARD, &guard, NULL, &ignored) < 0)
		own(run, WB_OWN_ROLLBACK, &ignored);
	else if (commit_patiently(run) == 0)
		run_committed(run, run->from, true);
}

/* Keep what is done, write down what failed, say so. */
static int give_up(struct run *run, const struct stream *stream, struct wb_error *err)
{
	struct wb_error why = stream->error, ignored = WB_ERROR_INIT;
	const struct step *step = &run->plan->steps.items[stream_broken(stream)];
	struct wb_args row = { .size = sizeof(row),
			       .revision = step->revision->id,
			       .event = "failed" };
	char blockers[1024];

	keep_group(run);
	link_failure(&run->s->link, why.status, &why);
	row.direction = step->up ? "up" : "down";
	/* not named where it may have left something: its intent stays open, and is judged by the
	 * next run */
	row.statement =
		stream->outcome == WB_FAILED_PARTLY ? 0 : (int64_t)stream->failure.statement;
	row.statements = (int64_t)step->statements;
	row.detail = why.message;
	observer_blockers(&run->s->observer, blockers, sizeof(blockers));
	if (blockers[0] && (why.status == WB_E_BUSY || why.status == WB_E_TIMEOUT))
		wb_error_detail(&why, "in the way: %s", blockers);
	wb_error_clear(&ignored);
	if (stream->error.status != WB_E_LOST && session_log(run->s, &row, &ignored) == 0)
		run_committed(run, run->steps.done, true);
	failure_report(run->s, run->plan, stream, &run->steps, &why);
	return wb_error_take(err, &why);
}

/* A commit that only had to wait commits whole steps, or what the journal says of one. Only where
 * steps share a transaction does it survive a commit that failed: elsewhere another COMMIT would
 * succeed, and commit nothing. */
static bool commit_late(struct run *run, const struct stream *stream)
{
	const struct flight *commit = &stream->failure;

	if (!(run->plan->features & WB_F_SHARED_COMMIT) || !stream->failed ||
	    commit->what != WB_OWN_COMMIT || stream->error.status != WB_E_BUSY ||
	    commit_patiently(run) < 0)
		return false;
	run->in_transaction = false;
	if (commit->steps_done)
		run_committed(run, commit->steps_done, true);
	run->from = run->steps.done;
	return true;
}

int run_retry(struct run *run, struct stream *stream, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;

	if (commit_late(run, stream)) {
		if (run->from == run->end)
			return 0;
		if (resume_from_journal(run, &why) == 0)
			return 1;
		stream->error = why;
		return give_up(run, stream, err);
	}
	undo_step(run, stream);
	while (worth_another_try(run, stream)) {
		wb_error_clear(&why);
		if (resume_from_journal(run, &why) == 0)
			return 1;
		/* the repair of what it left waits for the same locks */
		if (why.status != WB_E_BUSY)
			break;
	}
	return give_up(run, stream, err);
}
