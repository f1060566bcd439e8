/* SPDX-License-Identifier: MIT */
/* A plan's steps, phase by phase, as operations in the queue. */
#include "stream.h"

#include "base/clock.h"
#include "base/error.h"
#include "journaling.h"
#include "read/way.h"

/* Steps share a commit for at most so long: a long run keeps what it has done. */
#define GROUP_MS 200
/* Commits wait for the disk no more often than this, but for the last one. */
#define DURABLE_MS 1000

static bool shares_commit(const struct stream *s)
{
	return s->settings.plan->features & WB_F_SHARED_COMMIT;
}

static int open_section(struct stream *s, const struct section *section, enum stream_phase phase,
			struct wb_error *err)
{
	source_close(s->source);
	s->source = NULL;
	s->phase = phase;
	return section ? plan_source(s->settings.plan, stream_step(s), section, &s->source, err)
		       : 0;
}

static int open_transaction(struct stream *s, struct wb_error *err)
{
	if (!shares_commit(s))
		return stream_push_simple(s, WB_OWN_BEGIN, WB_OP_WITH_NEXT, err);
	if (!s->in_transaction) {
		if (stream_push_simple(s, WB_OWN_BEGIN, WB_OP_WITH_NEXT, err) < 0)
			return wb_error_kept(err);
		s->in_transaction = true;
		s->group_began_ms = clock_ms();
	}
	return stream_push_simple(s, WB_OWN_SAVEPOINT, WB_OP_WITH_NEXT, err);
}

static int commit(struct stream *s, uint32_t flags, size_t steps_done, struct wb_error *err)
{
	if (stream_push_simple(s, WB_OWN_COMMIT, flags, err) < 0)
		return wb_error_kept(err);
	s->items[s->count - 1].flight.steps_done = steps_done;
	s->items[s->count - 1].flight.durable = flags & WB_OP_DURABLE;
	if (flags & WB_OP_DURABLE)
		s->durable_ms = clock_ms();
	s->in_transaction = false;
	return 0;
}

static int phase_step(struct stream *s, struct wb_error *err)
{
	const struct step *step;

	if (s->step == s->settings.end) {
		s->phase = PHASE_END;
		return 0;
	}
	step = stream_step(s);
	s->step_began_ms = clock_ms();
	if (step->atomic && open_transaction(s, err) < 0)
		return wb_error_kept(err);
	return open_section(s, step->resume.started ? NULL : step->require, PHASE_REQUIRE, err);
}

static int phase_start(struct stream *s, struct wb_error *err)
{
	const struct step *step = stream_step(s);

	if (!step->atomic && journaling_start(s, err) < 0)
		return wb_error_kept(err);
	return open_section(s, step->body, PHASE_BODY, err);
}

static int push_expect(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	if (expectation_begin(&s->expectation, statement, err) < 0 ||
	    stream_push_statement(s, statement, 0, err) < 0)
		return wb_error_kept(err);
	if (s->expectation.want.kind != EXPECT_NOTHING)
		s->items[s->count - 1].op.kind = WB_OP_EXPECT;
	s->items[s->count - 1].flight.expects = s->expectation.want.kind != EXPECT_NOTHING;
	return 0;
}

/* The statements of a section; `next` is what comes behind its last one. */
static int phase_section(struct stream *s, enum stream_phase next, struct wb_error *err)
{
	struct statement statement = { 0 };
	int rc = s->source ? source_next(s->source, &statement, err) : 0;

	if (rc < 0) {
		s->failed = true;
		s->failure = (struct flight){ .step = s->step, .line = err->line };
		return rc;
	}
	if (rc == 0) {
		if (s->phase == PHASE_BODY && !stream_step(s)->atomic && journaling_end(s, err) < 0)
			return wb_error_kept(err);
		s->phase = next;
		return next == PHASE_VERIFY ? open_section(s, stream_step(s)->verify, next, err)
					    : 0;
	}
	if (s->phase != PHASE_BODY)
		return push_expect(s, &statement, err);
	if (!stream_step(s)->atomic)
		return journaling_statement(s, &statement, err);
	return stream_push_statement(s, &statement, 0, err);
}

/* What the row says of the way back. */
static int add_way(struct stream *s, const struct step *step, struct wb_args *args,
		   struct wb_error *err)
{
	int rc = way_write(step->revision, step->back,
			   project_dialect_names(s->settings.plan->project), &s->way, err);

	if (rc == 1 && s->settings.client)
		client_log(
			s->settings.client, WB_LOG_WARNING,
			"revision %s: its `down` is too long to be kept in the database: it can be "
			"taken back only with its file",
			step->revision->id);
	args->parents = buf_text(&step->parents);
	args->depends = buf_text(&step->depends);
	args->down = rc == 0 ? buf_text(&s->way) : NULL;
	return rc < 0 ? rc : 0;
}

static int push_version_row(struct stream *s, struct wb_error *err)
{
	struct step *step = &s->settings.plan->steps.items[s->step];
	struct wb_args args = { .revision = step->revision->id, .title = step->revision->title };

	/* a server with a clock of its own answers with it: see stream_row */
	step->duration_ms = s->settings.offline || (s->settings.plan->features & WB_F_SERVER_CLOCK)
				    ? -1
				    : clock_ms() - s->step_began_ms;
	args.checksum = step->checksum;
	args.applied_by = s->settings.applied_by;
	args.duration_ms = step->duration_ms;
	if ((!step->up || step->rerun) &&
	    stream_push_own(s, WB_OWN_ERASE, &args, WB_OP_WITH_NEXT, err) < 0)
		return wb_error_kept(err);
	if (step->up && (add_way(s, step, &args, err) < 0 ||
			 stream_push_own(s, WB_OWN_RECORD, &args, WB_OP_WITH_NEXT, err) < 0))
		return err->status;
	for (size_t i = 0; i < step->erase.count; i++) {
		args.revision = step->erase.items[i];
		if (stream_push_own(s, WB_OWN_ERASE, &args, WB_OP_WITH_NEXT, err) < 0)
			return wb_error_kept(err);
	}
	if (!step->atomic && journaling_note(s, err) < 0)
		return wb_error_kept(err);
	return stream_push_log(s, step->up ? "applied" : "reverted", 0, NULL, NULL, WB_OP_WITH_NEXT,
			       err);
}

/* Where DDL commits by itself, the first statement of the next step can commit the end of this
 * one. */
static bool may_hold(const struct stream *s)
{
	return !s->settings.offline && !stream_step(s)->atomic &&
	       !(s->settings.plan->features & WB_F_TRANSACTIONAL_DDL) &&
	       s->step + 1 < s->settings.end &&
	       !s->settings.plan->steps.items[s->step + 1].resume.started &&
	       !s->settings.plan->steps.items[s->step + 1].require;
}

static bool group_ends(const struct stream *s)
{
	if (s->step + 1 == s->settings.end || !s->settings.plan->steps.items[s->step + 1].atomic)
		return true;
	return !s->settings.offline && clock_ms() - s->group_began_ms >= GROUP_MS;
}

/* Does this commit wait for the disk? Where steps share one it does anyway. */
static bool lasts(const struct stream *s)
{
	return s->step + 1 == s->settings.end || !stream_step(s)->atomic || shares_commit(s) ||
	       (!s->settings.offline && clock_ms() - s->durable_ms >= DURABLE_MS);
}

static int phase_close(struct stream *s, struct wb_error *err)
{
	const struct step *step = stream_step(s);
	bool ends = true;

	if (!step->atomic && journaling_close(s, err) < 0)
		return wb_error_kept(err);
	if (stream_push_simple(s, WB_OWN_SETTLE, WB_OP_WITH_NEXT, err) < 0)
		return wb_error_kept(err);
	/* behind the step's own SQL, which may have cost the lock, and taken long enough to lose
	 * it */
	if (step->atomic && stream_push_simple(s, WB_OWN_GUARD, WB_OP_WITH_NEXT, err) < 0)
		return wb_error_kept(err);
	if (push_version_row(s, err) < 0)
		return wb_error_kept(err);
	if (step->atomic && shares_commit(s)) {
		if (stream_push_simple(s, WB_OWN_RELEASE, WB_OP_WITH_NEXT, err) < 0)
			return wb_error_kept(err);
		ends = group_ends(s);
	}
	if (may_hold(s))
		s->held = s->step + 1;
	else if (ends && commit(s, lasts(s) ? WB_OP_DURABLE : 0, s->step + 1, err) < 0)
		return wb_error_kept(err);
	s->step++;
	s->phase = PHASE_STEP;
	return 0;
}

int stream_refill(struct stream *s, struct wb_error *err)
{
	switch (s->phase) {
	case PHASE_STEP:
		return phase_step(s, err);
	case PHASE_REQUIRE:
		return phase_section(s, PHASE_START, err);
	case PHASE_START:
		return phase_start(s, err);
	case PHASE_BODY:
		return phase_section(s, PHASE_VERIFY, err);
	case PHASE_VERIFY:
		return phase_section(s, PHASE_CLOSE, err);
	case PHASE_CLOSE:
		return phase_close(s, err);
	case PHASE_END:
		break;
	}
	return 0;
}
