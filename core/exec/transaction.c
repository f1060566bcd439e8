/* SPDX-License-Identifier: MIT */
#include "transaction.h"

#include "base/clock.h"
#include "base/error.h"
#include "stream.h"

/* Steps share a commit for at most so long: a long run keeps what it has done. */
#define GROUP_MS 200
/* Commits wait for the disk no more often than this, but for the last one. */
#define DURABLE_MS 1000

static bool shares_commit(const struct stream *s)
{
	return s->settings.features & WB_F_SHARED_COMMIT;
}

int transaction_begin(struct stream *s, struct wb_error *err)
{
	if (!shares_commit(s))
		return stream_push_simple(s, WB_OWN_BEGIN, WB_OP_WITH_NEXT, err);
	if (!s->transaction.queued) {
		if (stream_push_simple(s, WB_OWN_BEGIN, WB_OP_WITH_NEXT, err) < 0)
			return wb_error_kept(err);
		s->transaction.queued = true;
		s->transaction.began_ms = clock_ms();
	}
	return stream_push_simple(s, WB_OWN_SAVEPOINT, WB_OP_WITH_NEXT, err);
}

static int commit(struct stream *s, uint32_t flags, size_t steps_done, struct wb_error *err)
{
	struct flight *flight;
	int rc = stream_push_simple(s, WB_OWN_COMMIT, flags, err);

	if (rc < 0)
		return rc;
	flight = &queue_last(&s->queue)->flight;
	flight->steps_done = steps_done;
	flight->durable = flags & WB_OP_DURABLE;
	return 0;
}

int transaction_commit_held(struct stream *s, struct wb_error *err)
{
	size_t held = s->transaction.held;

	s->transaction.held = 0;
	if (!held)
		return 0;
	if (stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err) < 0)
		return wb_error_kept(err);
	queue_last(&s->queue)->flight.steps_done = held;
	return 0;
}

/* Where DDL commits by itself, the first statement of the next step can commit the end of this
 * one. */
static bool may_hold(const struct stream *s)
{
	struct stream_step next;

	if (s->settings.offline || stream_step(s)->atomic ||
	    (s->settings.features & WB_F_TRANSACTIONAL_DDL) || s->step + 1 >= s->settings.end)
		return false;
	next = s->settings.steps.at(s->settings.steps.ctx, s->step + 1);
	return !next.resume.started && !next.require.path;
}

static bool group_ends(const struct stream *s)
{
	if (s->step + 1 == s->settings.end ||
	    !s->settings.steps.at(s->settings.steps.ctx, s->step + 1).atomic)
		return true;
	return !s->settings.offline && clock_ms() - s->transaction.began_ms >= GROUP_MS;
}

/* Does this commit wait for the disk? Where steps share one it does anyway. */
static bool lasts(const struct stream *s)
{
	return s->step + 1 == s->settings.end || !stream_step(s)->atomic || shares_commit(s) ||
	       (!s->settings.offline && clock_ms() - s->transaction.durable_ms >= DURABLE_MS);
}

int transaction_guard(struct stream *s, struct wb_error *err)
{
	s->transaction.ends = !stream_step(s)->atomic || !shares_commit(s) || group_ends(s);
	/* behind the step's own SQL, which may have cost the lock, and taken long enough to lose it */
	return stream_step(s)->atomic && s->transaction.ends
		       ? stream_push_simple(s, WB_OWN_GUARD, WB_OP_WITH_NEXT, err)
		       : 0;
}

int transaction_end(struct stream *s, struct wb_error *err)
{
	bool durable;

	if (stream_step(s)->atomic && shares_commit(s)) {
		if (stream_push_simple(s, WB_OWN_RELEASE, WB_OP_WITH_NEXT, err) < 0)
			return wb_error_kept(err);
		if (!s->transaction.ends)
			return 0;
	}
	if (may_hold(s)) {
		s->transaction.held = s->step + 1;
		return 0;
	}
	durable = lasts(s);
	if (commit(s, durable ? WB_OP_DURABLE : 0, s->step + 1, err) < 0)
		return wb_error_kept(err);
	if (durable)
		s->transaction.durable_ms = clock_ms();
	s->transaction.queued = false;
	return 0;
}

/* The journal's own are over with the statement. */
void transaction_note(struct stream *s, const struct flight *flight)
{
	struct transaction *t = &s->transaction;

	if (flight->what != WB_OWN_BEGIN && flight->what != WB_OWN_COMMIT &&
	    flight->what != WB_OWN_SAVEPOINT && flight->what != WB_OWN_RELEASE)
		return;
	if (!s->settings.steps.at(s->settings.steps.ctx, flight->step).atomic)
		return;
	if (flight->what == WB_OWN_BEGIN || flight->what == WB_OWN_COMMIT)
		t->open = flight->what == WB_OWN_BEGIN;
	if (flight->what == WB_OWN_SAVEPOINT || flight->what == WB_OWN_RELEASE)
		t->savepoint_open = flight->what == WB_OWN_SAVEPOINT;
	if (flight->what == WB_OWN_RELEASE)
		t->released = flight->step + 1;
}
