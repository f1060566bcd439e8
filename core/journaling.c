/* SPDX-License-Identifier: MIT */
#include "journaling.h"

#include <string.h>

#include "error.h"

/* Data changes share a transaction, up to so many or so long: one commit each would cost a sync each. */
#define UNIT_STATEMENTS 1000
#define UNIT_MS 1000

static bool transactional(const struct stream *s)
{
	return s->settings.plan->features & WB_F_TRANSACTIONAL_DDL;
}

static int begin_unit(struct stream *s, struct wb_error *err)
{
	if (stream_push_simple(s, WB_OWN_BEGIN, WB_OP_WITH_NEXT, err) < 0 ||
	    stream_push_simple(s, WB_OWN_GUARD, WB_OP_WITH_NEXT, err) < 0)
		return err->status;
	s->unit_began_ms = stream_clock_ms();
	s->unit = 0;
	return 0;
}

static int end_unit(struct stream *s, uint32_t flags, struct wb_error *err)
{
	if (s->pending && stream_push_log(s, "done", s->pending, NULL, s->chain, WB_OP_WITH_NEXT, err) < 0)
		return err->status;
	s->pending = 0;
	s->unit_of_rows = false;
	return stream_push_simple(s, WB_OWN_COMMIT, flags, err);
}

int journaling_start(struct stream *s, struct wb_error *err)
{
	const struct step *step = stream_step(s);

	s->chain[0] = '\0';
	s->pending = 0;
	s->unit_of_rows = s->user_transaction = false;
	if (step->resume.started)
		return 0;
	if (begin_unit(s, err) < 0 || stream_push_log(s, "started", 0, NULL, NULL, WB_OP_WITH_NEXT, err) < 0)
		return err->status;
	return stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err);
}

/* Was this statement the same when it was done? The journal has links of the chain, not always each. */
static int check_done(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	const struct step *step = stream_step(s);
	const struct journal_done_vec *done = &step->resume.journal->done;

	for (size_t i = 0; i < done->count; i++) {
		if (done->items[i].statement != (int64_t)statement->number)
			continue;
		if (strcmp(done->items[i].hash, s->chain) == 0)
			return 0;
		err->line = statement->line;
		return wb_error_set(err, WB_E_EDITED,
				    "%s:%u: statement %llu of revision %s, or one above it, was done before the step was "
				    "interrupted and has been edited since: restore it, or accept it with `whimbrel repair %s`",
				    step->revision->path, statement->line, (unsigned long long)statement->number,
				    step->revision->id, step->revision->id);
	}
	return 0;
}

static int was_done(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	if (check_done(s, statement, err) < 0)
		return err->status;
	/* the session is a new one: what only set it up is set up again */
	if ((statement->flags & WB_PIECE_SESSION) && !(statement->flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END)))
		return stream_push_statement(s, statement, statement->flags & WB_PIECE_NO_TX ? WB_OP_ALONE : 0, err);
	return 0;
}

/* A transaction of the user's own is one unit: its end row commits with it, and it is resumed at its beginning. */
static int own_transaction(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	if (statement->flags & WB_PIECE_TX_BEGIN) {
		s->user_transaction = true;
		if (s->pending && end_unit(s, 0, err) < 0)
			return err->status;
	}
	if (statement->flags & WB_PIECE_TX_END) {
		s->user_transaction = false;
		if (stream_push_simple(s, WB_OWN_GUARD, WB_OP_WITH_NEXT, err) < 0 ||
		    stream_push_log(s, "done", (int64_t)statement->number, NULL, s->chain, WB_OP_WITH_NEXT, err) < 0)
			return err->status;
	}
	return stream_push_statement(s, statement, 0, err);
}

static int push_intent(struct stream *s, const struct statement *statement, uint32_t flags, struct wb_error *err)
{
	struct buf probe = { 0 };
	int32_t fate = WB_FATE_UNKNOWN;
	int rc = driver_probe(s->settings.plan->project->plugin, s->settings.handle, statement->text, statement->len,
			      statement->flags, &probe, &fate, err);

	if (rc == 0)
		rc = buf_check(&probe, err);
	if (rc == 0)
		rc = stream_push_log(s, "intent", (int64_t)statement->number,
				     fate == WB_FATE_PROBE && probe.len ? buf_text(&probe) : NULL, s->chain, flags, err);
	buf_release(&probe);
	return rc;
}

/* Refuses a transaction: the intent is committed first, so that a later run knows that it was begun. */
static int alone(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	if (begin_unit(s, err) < 0 || push_intent(s, statement, WB_OP_WITH_NEXT, err) < 0 ||
	    stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err) < 0 ||
	    stream_push_statement(s, statement, WB_OP_ALONE, err) < 0 || begin_unit(s, err) < 0)
		return err->status;
	s->pending = (int64_t)statement->number;
	return end_unit(s, 0, err);
}

/* With transactional DDL every statement commits together with its end row. */
static int in_transaction(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	if (begin_unit(s, err) < 0 || stream_push_statement(s, statement, 0, err) < 0)
		return err->status;
	s->pending = (int64_t)statement->number;
	return end_unit(s, 0, err);
}

/* Without it: the end row of the last statement, then an intent that commits with, or because of, this one. */
static int with_intent(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	bool rows = statement->flags & WB_PIECE_ROWS;
	bool join = s->pending && s->unit_of_rows && rows && s->unit < UNIT_STATEMENTS &&
		    stream_clock_ms() - s->unit_began_ms < UNIT_MS;

	if (!join) {
		if (s->pending && end_unit(s, WB_OP_WITH_NEXT, err) < 0)
			return err->status;
		if (begin_unit(s, err) < 0 || push_intent(s, statement, WB_OP_WITH_NEXT, err) < 0)
			return err->status;
	}
	s->unit++;
	s->unit_of_rows = rows;
	s->pending = (int64_t)statement->number;
	return stream_push_statement(s, statement, 0, err);
}

int journaling_statement(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	char before[CHECKSUM_SIZE];
	int rc;

	memcpy(before, s->chain, sizeof(before));
	journal_chain(s->chain, statement->text, statement->len);
	if ((int64_t)statement->number <= stream_step(s)->resume.done)
		return was_done(s, statement, err);
	if (s->user_transaction || (statement->flags & WB_PIECE_TX_BEGIN))
		return own_transaction(s, statement, err);
	if (transactional(s))
		return statement->flags & WB_PIECE_NO_TX ? alone(s, statement, err) : in_transaction(s, statement, err);
	if (s->pending && !(s->unit_of_rows && (statement->flags & WB_PIECE_ROWS))) {
		/* the end row that comes now is about the statements before this one */
		char now[CHECKSUM_SIZE];

		memcpy(now, s->chain, sizeof(now));
		memcpy(s->chain, before, sizeof(before));
		rc = end_unit(s, WB_OP_WITH_NEXT, err);
		memcpy(s->chain, now, sizeof(now));
		if (rc < 0)
			return rc;
	}
	return with_intent(s, statement, err);
}

int journaling_end(struct stream *s, struct wb_error *err)
{
	if (s->user_transaction)
		return wb_error_set(err, WB_E_REVISION, "%s: the section ends inside a transaction that it began",
				    stream_step(s)->revision->path);
	return s->pending ? end_unit(s, 0, err) : 0;
}
