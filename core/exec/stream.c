/* SPDX-License-Identifier: MIT */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "dialect/own_answer.h"

void stream_init(struct stream *s, const struct stream_settings *settings)
{
	memset(s, 0, sizeof(*s));
	s->settings = *settings;
	s->queue =
		(struct queue){ .composer = settings->composer,
				.home = settings->home,
				.run_id = settings->run_id,
				.shows = settings->client && settings->client->listener.statement };
	s->transaction.queued = s->transaction.open = settings->in_transaction;
	s->transaction.began_ms = s->transaction.durable_ms = clock_ms();
	s->error.size = sizeof(s->error);
	stream_enter(s, settings->begin);
}

void stream_release(struct stream *s)
{
	source_close(s->source);
	journalling_release(&s->journalling);
	queue_release(&s->queue);
	buf_release(&s->way);
}

/* ----------------------------------------------------------- handing out, and what became of it */

static int stopped(struct stream *s, struct wb_error *err)
{
	if (!s->settings.client || !atomic_load(&s->settings.client->stopping))
		return 0;
	return wb_error_set(err, WB_E_CANCELLED, "interrupted");
}

static struct stream_step step_of(const struct stream *s, const struct flight *flight)
{
	return flight->step == s->step && s->step < s->settings.end
		       ? s->now
		       : s->settings.steps.at(s->settings.steps.ctx, flight->step);
}

static void tell_progress(struct stream *s, const struct flight *flight)
{
	struct wb_progress progress = { .size = sizeof(progress),
					.step = (uint32_t)flight->step + 1 };
	struct stream_step step;

	if (!s->settings.client || !flight->statement)
		return;
	step = step_of(s, flight);
	progress.steps = (uint32_t)s->settings.steps.count;
	progress.revision = step.revision;
	progress.statement = flight->statement;
	progress.statements = step.statements;
	client_step(s->settings.client, &progress);
}

/* The statement that the server is at, as far as answers tell. */
static void tell_next(struct stream *s)
{
	const struct queue *q = &s->queue;
	size_t i = q->flight_head;

	while (i < q->flights.count && !q->flights.items[i].statement)
		i++;
	if (i == q->flights.count || q->flights.items[i].id == s->shown_id)
		return;
	s->shown_id = q->flights.items[i].id;
	tell_progress(s, &q->flights.items[i]);
}

/* The next operation, as wb_ops.next. */
static int stream_next(void *stream, struct wb_op *out, struct wb_error *err)
{
	struct stream *s = stream;
	int rc = 0;

	while (rc == 0 && queue_is_empty(&s->queue)) {
		if (s->phase == PHASE_END)
			return 0;
		rc = stream_refill(s, err);
	}
	/* whoever has done everything can't be stopped any more */
	if (rc == 0)
		rc = stopped(s, err);
	if (rc == 0)
		rc = queue_take(&s->queue, out, err);
	if (rc == 1)
		tell_next(s);
	return rc;
}

static int stream_data(void *stream, const char **out_data, size_t *out_len, struct wb_error *err)
{
	struct stream *s = stream;
	int rc = stopped(s, err);

	return rc < 0 ? rc : source_data(s->source, out_data, out_len, err);
}

static void take_duration(const struct stream *s, size_t step, const struct wb_value *values,
			  size_t count)
{
	char number[32];

	if (!count || !values[0].data || !s->settings.steps.took)
		return;
	snprintf(number, sizeof(number), "%.*s", (int)(values[0].len > 20 ? 20 : values[0].len),
		 (const char *)values[0].data);
	s->settings.steps.took(s->settings.steps.ctx, step, strtoll(number, NULL, 10));
}

static int stream_row(void *stream, const struct wb_value *values, size_t count)
{
	struct stream *s = stream;
	const struct flight *flight = queue_flight(&s->queue);

	if (flight && (flight->what == WB_OWN_RECORD || flight->what == WB_OWN_ERASE)) {
		take_duration(s, flight->step, values, count);
		return 1;
	}
	return expectation_row(&s->expectation, values, count);
}

/* What sets up the session is run again when a step is taken up, and may need what is gone since then:
 * nothing in the file is wrong. */
static void tell_again(struct stream *s, const struct flight *flight)
{
	const struct stream_step step = step_of(s, flight);

	if (!flight->statement || (int64_t)flight->statement > step.resume.done)
		return;
	s->error.status = WB_E_UNCERTAIN;
	snprintf(s->error.detail, sizeof(s->error.detail),
		 "It was done before the step was interrupted, and is run again since it sets up "
		 "the "
		 "session. If nothing that follows needs it, take it out of the file and accept "
		 "that "
		 "with `whimbrel repair %s`.",
		 step.revision);
}

static void fail(struct stream *s, const struct flight *flight, const struct wb_error *err)
{
	if (s->failed)
		return;
	s->failed = true;
	s->failure = *flight;
	if (err)
		s->error = *err;
	own_answer_name(flight->what, &s->error);
	/* what is checked late fails there: it is the statement's */
	if (flight->commits && err && err->status != WB_E_UNCERTAIN)
		s->failure.statement = flight->commits;
	if (err && err->status == WB_E_SQL)
		tell_again(s, flight);
}

static void tell_statement(struct stream *s, const struct flight *flight)
{
	struct wb_statement_event event = { .size = sizeof(event), .line = flight->line };
	int64_t from = flight->began_ms > s->answered_ms ? flight->began_ms : s->answered_ms;
	struct stream_step step;

	if (!flight->shown)
		return;
	step = step_of(s, flight);
	event.revision = step.revision;
	event.path = step.path;
	event.section = section_title(flight->section);
	event.text = flight->shown;
	event.len = strlen(flight->shown);
	event.number = (uint32_t)flight->statement;
	event.duration_ms = clock_ms() - from;
	s->settings.client->listener.statement(s->settings.client->listener.ctx, &event);
}

static int stream_done(void *stream, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	struct stream *s = stream;
	struct flight flight;

	if (queue_answer(&s->queue, id, &flight, &s->error) < 0) {
		s->failed = true;
		return WB_E_INTERNAL;
	}
	if (outcome == WB_DONE)
		tell_statement(s, &flight);
	free(flight.shown);
	flight.shown = NULL;
	if (s->queue.shows)
		s->answered_ms = clock_ms();
	if (s->settings.answered)
		s->settings.answered(s->settings.ctx);
	tell_next(s);
	if (outcome != WB_DONE) {
		if (outcome != WB_SKIPPED && !s->failed) {
			fail(s, &flight, err);
			s->outcome = outcome;
		}
		return 0;
	}
	if (flight.expects && expectation_check(&s->expectation, &s->error) < 0) {
		fail(s, &flight, NULL);
		return WB_E_EXPECT;
	}
	transaction_note(s, &flight);
	if (flight.steps_done) {
		s->steps_done = flight.steps_done;
		if (s->settings.committed)
			s->settings.committed(s->settings.ctx, s->steps_done,
					      flight.durable || flight.holds);
	}
	return 0;
}

struct wb_ops stream_ops(struct stream *s)
{
	return (struct wb_ops){ .size = sizeof(struct wb_ops),
				.ctx = s,
				.next = stream_next,
				.data = stream_data,
				.row = stream_row,
				.done = stream_done };
}
