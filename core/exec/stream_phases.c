/* SPDX-License-Identifier: MIT */
/* Steps, phase by phase, as operations in the queue. */
#include "stream.h"

#include "base/clock.h"
#include "base/error.h"

static int open_section(struct stream *s, const struct sql_text *text, enum stream_phase phase,
			struct wb_error *err)
{
	source_close(s->source);
	s->source = NULL;
	s->phase = phase;
	return text && text->path ? source_open(text, &s->settings.source, &s->source, err) : 0;
}

static int phase_step(struct stream *s, struct wb_error *err)
{
	const struct stream_step *step;

	if (s->step == s->settings.end) {
		s->phase = PHASE_END;
		return 0;
	}
	step = stream_step(s);
	s->step_began_ms = clock_ms();
	if (step->atomic && transaction_begin(s, err) < 0)
		return wb_error_kept(err);
	return open_section(s, step->resume.started ? NULL : &step->require, PHASE_REQUIRE, err);
}

static int phase_start(struct stream *s, struct wb_error *err)
{
	const struct stream_step *step = stream_step(s);

	if (!step->atomic)
		journalling_start(s);
	return open_section(s, &step->body, PHASE_BODY, err);
}

static int push_expect(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	if (expectation_begin(&s->expectation, statement, err) < 0 ||
	    stream_push_statement(s, statement, 0, err) < 0)
		return wb_error_kept(err);
	if (s->expectation.want.kind != EXPECT_NOTHING)
		queue_last(&s->queue)->op.kind = WB_OP_EXPECT;
	queue_last(&s->queue)->flight.expects = s->expectation.want.kind != EXPECT_NOTHING;
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
		if (s->phase == PHASE_BODY && !stream_step(s)->atomic &&
		    journalling_end(s, err) < 0)
			return wb_error_kept(err);
		s->phase = next;
		return next == PHASE_VERIFY ? open_section(s, &stream_step(s)->verify, next, err)
					    : 0;
	}
	if (s->phase != PHASE_BODY)
		return push_expect(s, &statement, err);
	if (!stream_step(s)->atomic)
		return journalling_statement(s, &statement, err);
	return stream_push_statement(s, &statement, 0, err);
}

/* What the row of an up step says, with the way back. */
static int push_record(struct stream *s, struct wb_args *args, struct wb_error *err)
{
	int rc;

	buf_clear(&s->way);
	rc = s->settings.steps.row(s->settings.steps.ctx, s->step, args, &s->way, err);
	if (rc == 1 && s->settings.client)
		client_log(
			s->settings.client, WB_LOG_WARNING,
			"revision %s: its `down` is too long to be kept in the database: it can be "
			"taken back only with its file",
			args->revision);
	args->down = rc == 0 ? buf_text(&s->way) : NULL;
	return rc < 0 ? rc : queue_own(&s->queue, WB_OWN_RECORD, args, WB_OP_WITH_NEXT, err);
}

static int64_t duration(const struct stream *s)
{
	/* a server with a clock of its own answers with it: see stream_row */
	int64_t ms = s->settings.offline || (s->settings.features & WB_F_SERVER_CLOCK)
			     ? -1
			     : clock_ms() - s->step_began_ms;

	if (s->settings.steps.took)
		s->settings.steps.took(s->settings.steps.ctx, s->step, ms);
	return ms;
}

static int push_version_row(struct stream *s, struct wb_error *err)
{
	const struct stream_step *step = stream_step(s);
	struct wb_args args = { .revision = step->revision,
				.applied_by = s->settings.applied_by,
				.duration_ms = duration(s) };
	const struct wb_args row = { .event = step->up ? "applied" : "reverted" };
	int rc = 0;

	if (!step->up || step->rerun)
		rc = queue_own(&s->queue, WB_OWN_ERASE, &args, WB_OP_WITH_NEXT, err);
	if (rc == 0 && step->up)
		rc = push_record(s, &args, err);
	for (size_t i = 0; rc == 0 && i < step->erase->count; i++) {
		args.revision = step->erase->items[i];
		rc = queue_own(&s->queue, WB_OWN_ERASE, &args, WB_OP_WITH_NEXT, err);
	}
	if (rc == 0 && !step->atomic)
		rc = journalling_note(s, err);
	return rc < 0 ? rc : stream_push_log(s, &row, err);
}

static int phase_close(struct stream *s, struct wb_error *err)
{
	const struct stream_step *step = stream_step(s);

	if (!step->atomic && journalling_close(s, err) < 0)
		return wb_error_kept(err);
	if (stream_push_simple(s, WB_OWN_SETTLE, WB_OP_WITH_NEXT, err) < 0)
		return wb_error_kept(err);
	if (transaction_guard(s, err) < 0 || push_version_row(s, err) < 0 ||
	    transaction_end(s, err) < 0)
		return wb_error_kept(err);
	stream_enter(s, s->step + 1);
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
