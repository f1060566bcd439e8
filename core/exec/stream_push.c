/* SPDX-License-Identifier: MIT */
/* What is queued for the step that a stream is at. */
#include <string.h>

#include "stream.h"

void stream_enter(struct stream *s, size_t step)
{
	s->step = s->queue.step = step;
	if (step < s->settings.end)
		s->now = s->settings.steps.at(s->settings.steps.ctx, step);
}

const struct stream_step *stream_step(const struct stream *s)
{
	return &s->now;
}

size_t stream_broken(const struct stream *s)
{
	size_t step = s->failed                    ? s->failure.step
		      : !queue_is_empty(&s->queue) ? s->queue.items[s->queue.head].flight.step
						   : s->step;

	return step < s->settings.end ? step : s->settings.end - 1;
}

int stream_push_simple(struct stream *s, int32_t what, uint32_t flags, struct wb_error *err)
{
	struct wb_args args = { .name = STREAM_SAVEPOINT };

	return queue_own(&s->queue, what, what == WB_OWN_GUARD ? &s->settings.guard : &args, flags,
			 err);
}

int stream_push_log(struct stream *s, const struct wb_args *row, struct wb_error *err)
{
	const struct stream_step *step = stream_step(s);
	struct wb_args args = *row;

	args.revision = step->revision;
	args.direction = step->up ? "up" : "down";
	args.statements = (int64_t)step->statements;
	args.session = strcmp(args.event, "intent") == 0 ? s->settings.session : NULL;
	return queue_own(&s->queue, WB_OWN_LOG, &args, WB_OP_WITH_NEXT, err);
}

int stream_push_statement(struct stream *s, const struct statement *statement, uint32_t flags,
			  struct wb_error *err)
{
	int rc = queue_statement(&s->queue, statement, flags, err);

	if (rc == 0)
		queue_last(&s->queue)->flight.section = s->phase == PHASE_REQUIRE  ? SECTION_REQUIRE
							: s->phase == PHASE_VERIFY ? SECTION_VERIFY
							: stream_step(s)->up       ? SECTION_UP
										   : SECTION_DOWN;
	return rc;
}
