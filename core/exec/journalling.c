/* SPDX-License-Identifier: MIT */
#include "journalling.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "stream.h"
#include "commit_unit.h"

/* Data changes share a transaction, up to so many or so long: one commit each would cost a sync
 * each. */
#define UNIT_STATEMENTS 1000
#define UNIT_MS 1000

void journalling_release(struct journalling *j)
{
	buf_release(&j->memory);
	own_hash_vec_release(&j->own);
}

void journalling_start(struct stream *s)
{
	const struct stream_step *step = stream_step(s);
	struct journalling *j = &s->journalling;
	const struct journalling fresh = { .own = j->own,
					   .memory = j->memory,
					   .owned = step->resume.done,
					   .starting = !step->resume.started };

	*j = fresh;
	own_hash_vec_clear(&j->own);
	buf_clear(&j->memory);
}

/* Refuses a transaction, or can't be taken back by one: the intent is committed first, so that a
 * later run knows that it was begun. */
static int alone(struct stream *s, const struct statement *statement, const struct buf *probe,
		 uint32_t flags, struct wb_error *err)
{
	if (unit_begin(s, err) < 0 || journalling_push_intent(s, statement, probe, err) < 0 ||
	    stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err) < 0 ||
	    stream_push_statement(s, statement, flags, err) < 0 || unit_begin(s, err) < 0)
		return wb_error_kept(err);
	/* it says what was there before, where it is not looked up by the row itself */
	if (!journalling_transactional(s))
		buf_clear(&s->journalling.memory);
	s->journalling.pending = (int64_t)statement->number;
	return unit_end(s, 0, err);
}

/* With transactional DDL every statement commits together with its end row. */
static int in_transaction(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	struct flight *flight;

	if (unit_begin(s, err) < 0 || stream_push_statement(s, statement, 0, err) < 0)
		return wb_error_kept(err);
	s->journalling.pending = (int64_t)statement->number;
	if (unit_end(s, 0, err) < 0)
		return wb_error_kept(err);
	flight = &queue_last(&s->queue)->flight;
	flight->commits = statement->number;
	flight->line = statement->line;
	flight->section = stream_step(s)->up ? SECTION_UP : SECTION_DOWN;
	return 0;
}

/* It commits together with its end row, but what it does elsewhere may be committed before that. */
static int known_before(struct stream *s, const struct statement *statement,
			const struct buf *probe, struct wb_error *err)
{
	if (unit_begin(s, err) < 0 || journalling_push_intent(s, statement, probe, err) < 0 ||
	    stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err) < 0)
		return wb_error_kept(err);
	return in_transaction(s, statement, err);
}

static int push_in_unit(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	s->journalling.unit++;
	s->journalling.pending = (int64_t)statement->number;
	if (stream_push_statement(s, statement, 0, err) < 0)
		return wb_error_kept(err);
	queue_last(&s->queue)->flight.unit = s->journalling.unit_first;
	return 0;
}

/* Without it: the end row of the last statement, then an intent that commits with, or because of,
 * this one. A statement that has committed by itself, and of which a probe tells that it is done,
 * needs no commit for its end row alone. */
static int with_intent(struct stream *s, const struct statement *statement, const char *before,
		       const struct fate *fate, struct wb_error *err)
{
	bool noted = !s->journalling.pending || !s->journalling.unit_judged;
	size_t held = fate->what == WB_FATE_PROBE ? s->transaction.held : 0;

	if (noted && unit_note_before(s, before, unit_end_pending, err) < 0)
		return wb_error_kept(err);
	if (held)
		s->transaction.held = 0;
	if ((held ? unit_note_started(s, err) : unit_begin(s, err)) < 0 ||
	    (!noted && unit_note_before(s, before, unit_note_done, err) < 0) ||
	    journalling_push_intent(s, statement, &fate->probe, err) < 0)
		return wb_error_kept(err);
	s->journalling.unit_first = (int64_t)statement->number;
	s->journalling.unit_of_rows = fate->what == WB_FATE_TRANSACTION;
	s->journalling.unit_judged = fate->what == WB_FATE_PROBE;
	if (push_in_unit(s, statement, err) < 0)
		return wb_error_kept(err);
	queue_last(&s->queue)->flight.steps_done = held;
	queue_last(&s->queue)->flight.holds = held > 0;
	return 0;
}

/* Changes of rows, and what only sets up the session for them, share a transaction. */
static bool joins(const struct stream *s, const struct statement *statement, int32_t fate)
{
	if (!s->journalling.pending || !s->journalling.unit_of_rows || fate != WB_FATE_TRANSACTION)
		return false;
	return (statement->flags & WB_PIECE_TIED) ||
	       (s->journalling.unit < UNIT_STATEMENTS &&
		clock_ms() - s->journalling.unit_began_ms < UNIT_MS);
}

static int without_transactions(struct stream *s, const struct statement *statement,
				const char *before, struct wb_error *err)
{
	struct fate fate = { .what = WB_FATE_UNKNOWN };
	int rc = journalling_ask_fate(s, statement, &fate, err);
	bool joined = rc == 0 && joins(s, statement, fate.what);
	int must = rc == 0 ? journalling_remember(s, statement, !joined, err) : rc;

	if (must < 0) {
		rc = must;
	} else if (joined && !must) {
		rc = push_in_unit(s, statement, err);
	} else {
		if (must)
			rc = unit_note_before(s, before, unit_commit_memory, err);
		if (rc < 0)
			;
		else if (fate.what == WB_FATE_STAYS)
			rc = unit_note_before(s, before, unit_end_pending, err) < 0
				     ? wb_error_kept(err)
				     : alone(s, statement, &fate.probe, 0, err);
		else
			rc = with_intent(s, statement, before, &fate, err);
	}
	buf_release(&fate.probe);
	return rc;
}

static int with_transactions(struct stream *s, const struct statement *statement,
			     struct wb_error *err)
{
	struct fate fate = { .what = WB_FATE_UNKNOWN };
	int rc;

	/* the row that commits with the statement says how it has left the session */
	if (journalling_remember(s, statement, true, err) < 0)
		return wb_error_kept(err);
	/* a setting may not reach out of a transaction, and is made again when the step is taken
	 * up: it leaves no row. That of the beginning is not written as whoever it sets. */
	if ((statement->flags & WB_PIECE_SESSION) && !(statement->flags & WB_PIECE_NO_TX))
		return unit_start(s, err) < 0 || transaction_commit_held(s, err) < 0
			       ? wb_error_kept(err)
			       : stream_push_statement(s, statement, WB_OP_ALONE, err);
	rc = journalling_ask_fate(s, statement, &fate, err);
	if (rc == 0 && (statement->flags & (WB_PIECE_NO_TX | WB_PIECE_CALLS)))
		rc = alone(s, statement, &fate.probe, WB_OP_ALONE, err);
	else if (rc == 0 && fate.what == WB_FATE_STAYS)
		rc = known_before(s, statement, &fate.probe, err);
	else if (rc == 0)
		rc = in_transaction(s, statement, err);
	buf_release(&fate.probe);
	return rc;
}

/* Does a statement in a user's transaction end that by itself, since DDL commits? */
static bool breaks_transaction(const struct stream *s, const struct statement *statement)
{
	const uint32_t inside = WB_PIECE_ROWS | WB_PIECE_SESSION | WB_PIECE_TX_BEGIN |
				WB_PIECE_TX_END | WB_PIECE_CALLS;

	return s->journalling.user.open && !journalling_transactional(s) &&
	       (!(statement->flags & inside) || (statement->flags & WB_PIECE_NO_TX));
}

int journalling_statement(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	char before[CHECKSUM_SIZE];
	struct own_hash own;
	int rc;

	s->journalling.last = (int64_t)statement->number;
	memcpy(before, s->journalling.chain, sizeof(before));
	journal_chain(s->journalling.chain, statement->text, statement->len);
	if ((int64_t)statement->number <= stream_step(s)->resume.done)
		return journalling_done(s, statement, err);
	journal_own(own.text, statement->text, statement->len);
	if (own_hash_vec_push(&s->journalling.own, own) < 0)
		return wb_error_nomem(err);
	if (breaks_transaction(s, statement)) {
		s->journalling.user.open = false;
		s->journalling.pending = (int64_t)statement->number - 1;
	}
	if (s->journalling.user.open || (statement->flags & WB_PIECE_TX_BEGIN))
		return user_transaction_statement(s, statement, before, err);
	rc = journalling_transactional(s) ? with_transactions(s, statement, err)
					  : without_transactions(s, statement, before, err);
	s->journalling.user.open = s->journalling.user.chaining;
	s->journalling.user.began = false;
	return rc;
}

int journalling_end(struct stream *s, struct wb_error *err)
{
	const struct stream_step *step = stream_step(s);

	if (done_before_count(step, s->journalling.last, err) < 0)
		return wb_error_kept(err);
	if (s->journalling.user.open &&
	    (s->journalling.user.began || !s->journalling.user.chaining))
		return wb_error_set(err, WB_E_REVISION,
				    "%s: the section ends inside a transaction that it began",
				    step->path);
	/* nothing comes that could read the session */
	if (!step->verify.path)
		buf_clear(&s->journalling.memory);
	/* what verify sees must stay */
	return s->journalling.pending && (journalling_transactional(s) || step->verify.path)
		       ? unit_end(s, 0, err)
		       : 0;
}

int journalling_close(struct stream *s, struct wb_error *err)
{
	/* what puts the session back may commit: the end of these must be in front of it */
	if (s->journalling.pending && s->journalling.unit_of_rows)
		return stream_push_simple(s, WB_OWN_GUARD, WB_OP_WITH_NEXT, err) < 0
			       ? wb_error_kept(err)
			       : unit_note_done(s, err);
	if (s->journalling.pending && !s->journalling.unit_judged &&
	    unit_end(s, WB_OP_WITH_NEXT, err) < 0)
		return wb_error_kept(err);
	s->journalling.starting = false;
	return unit_begin(s, err);
}

int journalling_note(struct stream *s, struct wb_error *err)
{
	return s->journalling.pending ? unit_note_done(s, err) : 0;
}
