/* SPDX-License-Identifier: MIT */
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "hooks.h"
#include "base/text.h"

/* Other people's locks: how often a step that can be repeated is tried, and how long the first
 * pause is. */
#define TRIES 5
#define PAUSE_MS 250

/* A plan under way. */
struct run {
	struct wb_session *s;
	struct wb_plan *plan;
	struct committed steps;
	size_t told; /* of those that are committed, told to the listener */
	/* where the next stream begins: behind those if a shared transaction is open */
	size_t from;
	size_t end; /* where it ends */
	bool in_transaction;
	unsigned tries; /* of the step `tried` */
	size_t tried;
	bool again; /* it was run once more because the dialect asked for it */
};

static void tell_step(struct run *run, int32_t kind, size_t index, bool durable)
{
	const struct step *step = &run->plan->steps.items[index];
	struct wb_event event = { .size = sizeof(event), .kind = kind, .durable = durable };

	event.revision = step->revision->id;
	event.title = step->revision->title;
	event.direction = step->up ? "up" : "down";
	event.step = (uint32_t)index + 1;
	event.steps = (uint32_t)run->plan->steps.count;
	event.duration_ms = step->duration_ms;
	session_event(run->s, &event);
}

/* What is on disk takes all that was committed before with it. */
static void tell_commits(void *ctx, size_t steps_done, bool durable)
{
	struct run *run = ctx;

	run->steps.done = run->plan->done = steps_done;
	for (; durable && run->steps.kept < run->told; run->steps.kept++)
		tell_step(run, WB_EVENT_DURABLE, run->steps.kept, true);
	for (; run->told < steps_done; run->told++)
		tell_step(run,
			  run->plan->steps.items[run->told].up ? WB_EVENT_APPLIED
							       : WB_EVENT_REVERTED,
			  run->told, durable);
	if (durable)
		run->steps.kept = run->told;
}

static int own(struct run *run, int32_t what, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args), .name = STREAM_SAVEPOINT };

	return driver_own(&run->s->conn, what, &args, NULL, err);
}

/* False when the wait was interrupted. */
static bool pause_ms(struct run *run, long ms)
{
	struct timespec tick = { .tv_nsec = 20 * 1000000L };

	for (; ms > 0 && !link_requested(&run->s->link); ms -= 20)
		nanosleep(&tick, NULL);
	return !link_requested(&run->s->link);
}

static void note_answer(void *ctx)
{
	observer_heard(&((struct run *)ctx)->s->observer);
}

static void open_stream(struct run *run, struct stream *stream, size_t begin, size_t end)
{
	struct stream_settings settings = plan_settings(run->plan);

	plan_note_durations(run->plan, &settings);
	settings.begin = begin;
	settings.end = end;
	settings.client = &run->s->client;
	settings.composer.handle = run->s->conn.handle;
	settings.home = run->s->conn.server.home;
	settings.run_id = run->s->run_id;
	settings.applied_by = run->s->applied_by;
	settings.session = run->s->conn.server.session;
	settings.guard = lock_guard(&run->s->lock);
	settings.in_transaction = run->in_transaction;
	settings.ctx = run;
	settings.answered = note_answer;
	settings.committed = tell_commits;
	stream_init(stream, &settings);
}

/* Undo the savepoint of the step that broke off. False: the shared transaction is gone, or can't be
 * kept. */
static bool back_to_savepoint(struct run *run, const struct stream *stream)
{
	struct wb_error ignored = WB_ERROR_INIT;

	run->in_transaction = false;
	if (!(run->plan->features & WB_F_SHARED_COMMIT) || !stream->transaction.open)
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

		open_stream(run, &stream, begin, end);
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
		if (why.status != WB_E_BUSY || i == TRIES || !pause_ms(run, PAUSE_MS << i))
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
		if (run_keep(run->s, stream, &ignored) == 1)
			tell_commits(run, broken, true);
	} else {
		own(run, WB_OWN_ROLLBACK, &ignored);
	}
	if (run->plan->features & WB_F_SHARED_COMMIT)
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

/* Shall the failed step be run once more? */
static bool worth_another_try(struct run *run, const struct stream *stream)
{
	size_t failed = stream_broken(stream);
	char blockers[1024];

	if (link_requested(&run->s->link))
		return false;
	if (run->tried != failed) {
		run->tried = failed;
		run->tries = 0;
		run->again = false;
	}
	if (stream->error.status == WB_E_AGAIN && !run->again)
		return run->again = true;
	if (stream->error.status != WB_E_BUSY || ++run->tries >= TRIES)
		return false;
	observer_blockers(&run->s->observer, blockers, sizeof(blockers));
	client_log(&run->s->client, WB_LOG_WARNING,
		   "revision %s: %s%s%s%s; trying again (%u of %d)",
		   run->plan->steps.items[failed].revision->id, stream->error.message,
		   blockers[0] ? " (in the way: " : "", blockers, blockers[0] ? ")" : "",
		   run->tries, TRIES - 1);
	return pause_ms(run, PAUSE_MS << run->tries);
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

	if (run->in_transaction) {
		if (commit_patiently(run) == 0)
			tell_commits(run, run->from, true);
		run->in_transaction = false;
	}
	if (link_requested(&run->s->link) && why.status != WB_E_UNCERTAIN) {
		wb_error_clear(&why);
		wb_error_set(&why, WB_E_CANCELLED, "interrupted");
	}
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
	if (why.status != WB_E_LOST && session_log(run->s, &row, &ignored) == 0)
		tell_commits(run, run->steps.done, true);
	failure_report(run->s, run->plan, stream, &run->steps, &why);
	if (err && !err->status)
		*err = why;
	return why.status;
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
		tell_commits(run, commit->steps_done, true);
	run->from = run->steps.done;
	return true;
}

/* After a stream broke off. 1: open another one; 0: all is done. */
static int go_on(struct run *run, struct stream *stream, struct wb_error *err)
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

/* One stream to its end, or to its first failure. 1: go on with another one. */
static int run_stream(struct run *run, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	struct stream stream;
	struct wb_ops ops;
	int rc;

	open_stream(run, &stream, run->from, run->end);
	ops = stream_ops(&stream);
	rc = link_run(&run->s->link, &run->s->conn, &ops, &why);
	if (rc == 0) {
		stream_release(&stream);
		return 0;
	}
	if (!stream.error.status)
		stream.error = why;
	if (!stream.failed)
		stream.failure.step = stream_broken(&stream);
	link_shield(&run->s->link);
	rc = go_on(run, &stream, err);
	link_unshield(&run->s->link);
	stream_release(&stream);
	return rc;
}

static int run_until(struct run *run, size_t end, struct wb_error *err)
{
	int rc;

	run->end = end;
	do
		rc = run_stream(run, err);
	while (rc == 1);
	return rc;
}

/* What stopped the run is no statement of a step. */
static void tell_stopped(const struct run *run, size_t step, const struct wb_error *why)
{
	struct wb_failure failure = { .size = sizeof(failure),
				      .steps_kept = (uint32_t)run->steps.done,
				      .steps = (uint32_t)run->plan->steps.count,
				      .error = why };
	AUTO_FREE char *state = run->steps.done
					? text_format("steps 1 to %zu of %zu are done and stay",
						      run->steps.done, run->plan->steps.count)
					: text_format("nothing was run");

	failure.revision = run->plan->steps.items[step].revision->id;
	failure.path = run->plan->steps.items[step].revision->path;
	failure.direction = run->plan->steps.items[step].pub.direction;
	failure.state = state;
	failure.next = "see to what the hook found, and run it again";
	client_failure(&run->s->client, &failure);
}

/* Where something is to be done between steps they are not sent ahead. */
static int run_each(struct run *run, struct wb_error *err)
{
	struct hook_facts facts = { .plan = run->plan };
	struct wb_error why = WB_ERROR_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < run->plan->steps.count; i++) {
		facts.step = i;
		facts.done = run->steps.done;
		rc = hooks_before(run->s, HOOK_BEFORE_STEP, &facts, &why);
		if (rc < 0) {
			tell_stopped(run, i, &why);
			*err = why;
			break;
		}
		run->from = i;
		run->in_transaction = false;
		rc = run_until(run, i + 1, err);
		facts.done = run->steps.done;
		if (rc == 0)
			hooks_after(run->s, HOOK_AFTER_STEP, &facts);
	}
	return rc;
}

int run_plan(struct wb_session *s, struct wb_plan *plan, struct wb_error *err)
{
	struct run run = {
		.s = s, .plan = plan, .steps.all = plan->steps.count, .tried = SIZE_MAX
	};
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_BEGIN,
				  .duration_ms = -1 };
	int rc;

	for (size_t i = 0; i < plan->steps.count; i++)
		if (plan->steps.items[i].up)
			project_tell_blank(s->project, plan->steps.items[i].revision,
					   &plan->steps.items[i].sections);
	event.steps = (uint32_t)plan->steps.count;
	event.direction = plan->way == WB_WAY_DOWN ? "down" : "up";
	session_event(s, &event);
	rc = hooks_at_steps(s) ? run_each(&run, err) : run_until(&run, plan->steps.count, err);
	if (rc == 0) {
		event.kind = WB_EVENT_END;
		event.step = event.steps;
		session_event(s, &event);
	}
	return rc;
}
