/* SPDX-License-Identifier: MIT */
#include "run_stream.h"

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

void run_committed(struct run *run, size_t steps_done, bool durable)
{
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

static void note_answer(void *ctx)
{
	observer_heard(&((struct run *)ctx)->s->observer);
}

static void note_commits(void *ctx, size_t steps_done, bool durable)
{
	run_committed(ctx, steps_done, durable);
}

void run_open_stream(struct run *run, struct stream *stream, size_t begin, size_t end)
{
	struct stream_settings settings = plan_settings(run->plan);

	plan_note_durations(run->plan, &settings);
	settings.begin = begin;
	settings.end = end;
	settings.client = &run->s->client;
	settings.composer = composer_of(&run->s->conn);
	settings.home = run->s->conn.server.home;
	settings.run_id = run->s->run_id;
	settings.applied_by = run->s->applied_by;
	settings.session = run->s->conn.server.session;
	settings.guard = lock_guard(&run->s->lock);
	settings.in_transaction = run->in_transaction;
	settings.ctx = run;
	settings.answered = note_answer;
	settings.committed = note_commits;
	stream_init(stream, &settings);
}
