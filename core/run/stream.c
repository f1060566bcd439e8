/* SPDX-License-Identifier: MIT */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "journaling.h"
#include "read/way.h"

void stream_init(struct stream *s, const struct stream_settings *settings)
{
	memset(s, 0, sizeof(*s));
	s->settings = *settings;
	s->step = settings->begin;
	s->in_transaction = s->transaction_open = settings->in_transaction;
	s->group_began_ms = s->durable_ms = clock_ms();
	s->error.size = sizeof(s->error);
}

void stream_release(struct stream *s)
{
	source_close(s->source);
	for (size_t i = 0; i < s->room; i++) {
		buf_release(&s->items[i].sql);
		buf_release(&s->items[i].probe);
		buf_release(&s->items[i].hash);
	}
	for (size_t i = s->flight_head; i < s->flights.count; i++)
		free(s->flights.items[i].shown);
	for (size_t i = s->head; i < s->count; i++)
		free(s->items[i].flight.shown);
	buf_release(&s->memory);
	buf_release(&s->way);
	own_hash_vec_release(&s->own);
	free(s->items);
	flight_vec_release(&s->flights);
}

/* ----------------------------------------------------------- handing out, and what became of it */

static int stopped(struct stream *s, struct wb_error *err)
{
	if (!s->settings.client || !atomic_load(&s->settings.client->stopping))
		return 0;
	return wb_error_set(err, WB_E_CANCELLED, "interrupted");
}

static void tell_progress(struct stream *s, const struct flight *flight)
{
	const struct step *step = &s->settings.plan->steps.items[flight->step];
	struct wb_progress progress = { .size = sizeof(progress),
					.step = (uint32_t)flight->step + 1 };

	if (!s->settings.client || !flight->statement)
		return;
	progress.steps = (uint32_t)s->settings.plan->steps.count;
	progress.revision = step->revision->id;
	progress.statement = flight->statement;
	progress.statements = step->statements;
	client_step(s->settings.client, &progress);
}

/* The statement that the server is at, as far as answers tell. */
static void tell_next(struct stream *s)
{
	size_t i = s->flight_head;

	while (i < s->flights.count && !s->flights.items[i].statement)
		i++;
	if (i == s->flights.count || s->flights.items[i].id == s->shown_id)
		return;
	s->shown_id = s->flights.items[i].id;
	tell_progress(s, &s->flights.items[i]);
}

int stream_next(void *stream, struct wb_op *out, struct wb_error *err)
{
	struct stream *s = stream;
	struct item *item;
	int rc = 0;

	if (s->head == s->count)
		s->head = s->count = 0;
	while (rc == 0 && s->count == 0) {
		if (s->phase == PHASE_END)
			return 0;
		rc = stream_refill(s, err);
	}
	/* whoever has done everything can't be stopped any more */
	if (rc == 0)
		rc = stopped(s, err);
	if (rc < 0)
		return rc;
	item = &s->items[s->head++];
	item->args.hash = item->hash.len ? buf_text(&item->hash) : NULL;
	item->args.probe_sql = item->probe.len ? buf_text(&item->probe) : NULL;
	if (item->op.kind == WB_OP_OWN) {
		item->op.args = &item->args;
		item->op.text = buf_text(&item->sql);
		item->op.len = item->op.full_len = item->sql.len;
	}
	item->flight.began_ms = clock_ms();
	if (flight_vec_push(&s->flights, item->flight) < 0)
		return wb_error_nomem(err);
	item->flight.shown = NULL;
	tell_next(s);
	*out = item->op;
	return 1;
}

static int stream_data(void *stream, const char **out_data, size_t *out_len, struct wb_error *err)
{
	struct stream *s = stream;
	int rc = stopped(s, err);

	return rc < 0 ? rc : source_data(s->source, out_data, out_len, err);
}

static void take_duration(struct step *step, const struct wb_value *values, size_t count)
{
	char number[32];

	if (!count || !values[0].data)
		return;
	snprintf(number, sizeof(number), "%.*s", (int)(values[0].len > 20 ? 20 : values[0].len),
		 (const char *)values[0].data);
	step->duration_ms = strtoll(number, NULL, 10);
}

static int stream_row(void *stream, const struct wb_value *values, size_t count)
{
	struct stream *s = stream;
	const struct flight *flight =
		s->flight_head < s->flights.count ? &s->flights.items[s->flight_head] : NULL;

	if (flight && (flight->what == WB_OWN_RECORD || flight->what == WB_OWN_ERASE)) {
		take_duration(&s->settings.plan->steps.items[flight->step], values, count);
		return 1;
	}
	return expectation_row(&s->expectation, values, count);
}

/* What sets up the session is run again when a step is taken up, and may need what is gone since then:
 * nothing in the file is wrong. */
static void tell_again(struct stream *s, const struct flight *flight)
{
	const struct step *step = &s->settings.plan->steps.items[flight->step];

	if (!flight->statement || (int64_t)flight->statement > step->resume.done)
		return;
	s->error.status = WB_E_UNCERTAIN;
	snprintf(s->error.detail, sizeof(s->error.detail),
		 "It was done before the step was interrupted, and is run again since it sets up "
		 "the "
		 "session. If nothing that follows needs it, take it out of the file and accept "
		 "that "
		 "with `whimbrel repair %s`.",
		 step->revision->id);
}

static void fail(struct stream *s, const struct flight *flight, const struct wb_error *err)
{
	if (s->failed)
		return;
	s->failed = true;
	s->failure = *flight;
	if (err)
		s->error = *err;
	if (err && err->status == WB_E_SQL)
		tell_again(s, flight);
}

/* What the transaction that steps share is like now. The journal's own are over with the
 * statement. */
static void note_transaction(struct stream *s, const struct flight *flight)
{
	if (!s->settings.plan->steps.items[flight->step].atomic)
		return;
	if (flight->what == WB_OWN_BEGIN || flight->what == WB_OWN_COMMIT)
		s->transaction_open = flight->what == WB_OWN_BEGIN;
	if (flight->what == WB_OWN_SAVEPOINT || flight->what == WB_OWN_RELEASE)
		s->savepoint_open = flight->what == WB_OWN_SAVEPOINT;
	if (flight->what == WB_OWN_RELEASE)
		s->released = flight->step + 1;
}

static void tell_statement(struct stream *s, const struct flight *flight)
{
	const struct step *step = &s->settings.plan->steps.items[flight->step];
	struct wb_statement_event event = { .size = sizeof(event), .line = flight->line };
	int64_t from = flight->began_ms > s->answered_ms ? flight->began_ms : s->answered_ms;

	if (!flight->shown)
		return;
	event.revision = step->revision->id;
	event.path = step->revision->path;
	event.section = section_title(flight->section);
	event.text = flight->shown;
	event.len = strlen(flight->shown);
	event.number = (uint32_t)flight->statement;
	event.duration_ms = clock_ms() - from;
	s->settings.client->listener.statement(s->settings.client->listener.ctx, &event);
}

int stream_done(void *stream, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	struct stream *s = stream;
	struct flight flight;

	if (s->flight_head == s->flights.count || s->flights.items[s->flight_head].id != id) {
		wb_error_set(&s->error, WB_E_INTERNAL,
			     "dialect: operation %llu was reported out of order",
			     (unsigned long long)id);
		s->failed = true;
		return WB_E_INTERNAL;
	}
	flight = s->flights.items[s->flight_head++];
	if (outcome == WB_DONE)
		tell_statement(s, &flight);
	free(flight.shown);
	flight.shown = NULL;
	s->answered_ms = clock_ms();
	if (s->observer)
		observer_heard(s->observer);
	if (s->flight_head == s->flights.count) {
		flight_vec_clear(&s->flights);
		s->flight_head = 0;
	}
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
	note_transaction(s, &flight);
	if (flight.steps_done) {
		s->steps_done = flight.steps_done;
		if (s->on_commit)
			s->on_commit(s->ctx, s->steps_done, flight.durable || flight.holds);
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
