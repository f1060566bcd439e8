/* SPDX-License-Identifier: MIT */
#include "journalling.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "stream.h"

/* Data changes share a transaction, up to so many or so long: one commit each would cost a sync
 * each. */
#define UNIT_STATEMENTS 1000
#define UNIT_MS 1000

static bool transactional(const struct stream *s)
{
	return s->settings.features & WB_F_TRANSACTIONAL_DDL;
}

static int note_started(struct stream *s, struct wb_error *err)
{
	const struct wb_args row = { .event = "started" };

	if (s->journalling.starting && stream_push_log(s, &row, err) < 0)
		return wb_error_kept(err);
	s->journalling.starting = false;
	return 0;
}

static int begin_unit(struct stream *s, struct wb_error *err)
{
	if (transaction_commit_held(s, err) < 0 ||
	    stream_push_simple(s, WB_OWN_BEGIN, WB_OP_WITH_NEXT, err) < 0 ||
	    stream_push_simple(s, WB_OWN_GUARD, WB_OP_WITH_NEXT, err) < 0)
		return wb_error_kept(err);
	if (note_started(s, err) < 0)
		return wb_error_kept(err);
	s->journalling.unit_began_ms = clock_ms();
	s->journalling.unit = 0;
	return 0;
}

static int end_unit(struct stream *s, uint32_t flags, struct wb_error *err)
{
	/* what has committed by itself has left no transaction open */
	if (s->journalling.pending && s->journalling.unit_judged && begin_unit(s, err) < 0)
		return wb_error_kept(err);
	if (s->journalling.pending && journal_push_done(s, s->journalling.pending, err) < 0)
		return wb_error_kept(err);
	s->journalling.pending = 0;
	s->journalling.unit_of_rows = s->journalling.unit_judged = false;
	return stream_push_simple(s, WB_OWN_COMMIT, flags, err);
}

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

/* The `started` row alone, where it can't share a transaction with the first statement. */
static int start(struct stream *s, struct wb_error *err)
{
	if (!s->journalling.starting)
		return 0;
	if (begin_unit(s, err) < 0)
		return wb_error_kept(err);
	return stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err);
}

/* A row about the statements before the one whose link is in the chain already. */
static int note_before(struct stream *s, const char *chain,
		       int (*note)(struct stream *s, struct wb_error *err), struct wb_error *err)
{
	char now[CHECKSUM_SIZE];
	int rc;

	memcpy(now, s->journalling.chain, sizeof(now));
	memcpy(s->journalling.chain, chain, sizeof(now));
	rc = note(s, err);
	memcpy(s->journalling.chain, now, sizeof(now));
	return rc;
}

static int note_done(struct stream *s, struct wb_error *err)
{
	int rc = journal_push_done(s, s->journalling.pending, err);

	s->journalling.pending = 0;
	s->journalling.unit_of_rows = s->journalling.unit_judged = false;
	return rc;
}

static int end_pending(struct stream *s, struct wb_error *err)
{
	return s->journalling.pending ? end_unit(s, WB_OP_WITH_NEXT, err) : 0;
}

/* What is remembered must be on disk before the statement that was read last: with the end row of
 * what is pending, or with another one for the statement before. */
static int commit_memory(struct stream *s, struct wb_error *err)
{
	if (!s->journalling.pending &&
	    (begin_unit(s, err) < 0 || journal_push_done(s, s->journalling.last - 1, err) < 0))
		return wb_error_kept(err);
	return end_unit(s, WB_OP_WITH_NEXT, err);
}

/* It can't be run as things stand. */
static void name_statement(struct stream *s, const struct statement *statement,
			   struct wb_error *err)
{
	s->failed = true;
	s->outcome = WB_SKIPPED;
	s->failure = (struct flight){ .step = s->step,
				      .statement = statement->number,
				      .line = statement->line,
				      .section = stream_step(s)->up ? SECTION_UP : SECTION_DOWN };
	err->line = statement->line;
	err->statement = (uint32_t)statement->number;
}

/* Ask the dialect what the end row before this statement shall remember. 1: that must be committed
 * first. */
static int remember(struct stream *s, const struct statement *statement, bool fresh,
		    struct wb_error *err)
{
	struct buf now = { 0 };
	int must;

	must = driver_remember(s->settings.composer, statement, fresh, &now, err);
	if (fresh || now.len) {
		buf_release(&s->journalling.memory);
		s->journalling.memory = now;
	}
	if (must == WB_E_UNCERTAIN || must == WB_E_UNSUPPORTED)
		name_statement(s, statement, err);
	return must;
}

static int push_intent(struct stream *s, const struct statement *statement, const struct buf *probe,
		       struct wb_error *err)
{
	return journal_push(s, "intent", (int64_t)statement->number,
			    probe->len ? buf_text(probe) : NULL, err);
}

static int ask_fate(struct stream *s, const struct statement *statement, struct buf *probe,
		    int32_t *out, struct wb_error *err)
{
	int rc = driver_probe(s->settings.composer, statement, probe, out, err);

	if (rc == WB_E_UNCERTAIN || rc == WB_E_UNSUPPORTED)
		name_statement(s, statement, err);
	if (rc == 0 && *out != WB_FATE_PROBE)
		buf_clear(probe);
	return rc < 0 ? rc : buf_check(probe, err);
}

/* What is in front of a transaction of the user's is committed. */
static int begin_users(struct stream *s, const struct statement *statement, const char *before,
		       struct buf *probe, struct wb_error *err)
{
	int32_t fate = WB_FATE_TRANSACTION;
	int must;

	/* one inside another commits that one */
	if (s->journalling.user.open)
		s->journalling.pending = (int64_t)statement->number - 1;
	s->journalling.user.open = true;
	if (!transactional(s) && ask_fate(s, statement, probe, &fate, err) < 0)
		return wb_error_kept(err);
	must = remember(s, statement, true, err);
	if (must < 0 || note_before(s, before, must ? commit_memory : end_pending, err) < 0 ||
	    start(s, err) < 0)
		return wb_error_kept(err);
	s->journalling.user.stays = fate == WB_FATE_STAYS;
	if (!s->journalling.user.stays)
		return 0;
	if (begin_unit(s, err) < 0 || push_intent(s, statement, probe, err) < 0)
		return wb_error_kept(err);
	return stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err);
}

/* No row of ours could stand in it, and it may come again: that is behind it. */
static int end_reading(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	s->journalling.user.reads = false;
	if (stream_push_statement(s, statement, 0, err) < 0 || begin_unit(s, err) < 0)
		return wb_error_kept(err);
	s->journalling.pending = (int64_t)statement->number;
	return end_unit(s, 0, err);
}

/* A transaction of the user's own is one unit: its end row commits with it, and it is resumed at
 * its beginning. What may commit inside of it has an intent, which is then there without an end. */
static int own_transaction(struct stream *s, const struct statement *statement, const char *before,
			   struct wb_error *err)
{
	const struct buf nothing = { 0 };
	bool begins = (statement->flags & WB_PIECE_TX_BEGIN) &&
		      !(journalling_chains(statement) && s->journalling.user.open);
	bool ends = !begins && (statement->flags & WB_PIECE_TX_END);
	struct buf probe = { 0 };
	int rc;

	journalling_follow(s, statement);
	rc = begins ? begin_users(s, statement, before, &probe, err)
		    : remember(s, statement, false, err);
	buf_release(&probe);
	if (rc < 0)
		return wb_error_kept(err);
	s->journalling.user.began = !begins && !ends;
	s->journalling.user.reads |= (statement->flags & WB_PIECE_READS) != 0;
	if (ends) {
		s->journalling.user.open =
			s->journalling.user.chaining || journalling_chains(statement);
		if (s->journalling.user.reads && !s->journalling.user.open)
			return end_reading(s, statement, err);
		if (stream_push_simple(s, WB_OWN_GUARD, WB_OP_WITH_NEXT, err) < 0 ||
		    journal_push_done(s, (int64_t)statement->number, err) < 0)
			return wb_error_kept(err);
		/* a rollback takes the row with it, but not the intent that was committed before */
		s->journalling.pending = s->journalling.user.stays ? (int64_t)statement->number : 0;
		s->journalling.unit_of_rows = false;
		s->journalling.unit_judged = s->journalling.user.stays;
	}
	if ((statement->flags & WB_PIECE_CALLS) && !transactional(s) &&
	    push_intent(s, statement, &nothing, err) < 0)
		return wb_error_kept(err);
	return stream_push_statement(s, statement, 0, err);
}

/* Refuses a transaction, or can't be taken back by one: the intent is committed first, so that a
 * later run knows that it was begun. */
static int alone(struct stream *s, const struct statement *statement, const struct buf *probe,
		 uint32_t flags, struct wb_error *err)
{
	if (begin_unit(s, err) < 0 || push_intent(s, statement, probe, err) < 0 ||
	    stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err) < 0 ||
	    stream_push_statement(s, statement, flags, err) < 0 || begin_unit(s, err) < 0)
		return wb_error_kept(err);
	/* it says what was there before, where it is not looked up by the row itself */
	if (!transactional(s))
		buf_clear(&s->journalling.memory);
	s->journalling.pending = (int64_t)statement->number;
	return end_unit(s, 0, err);
}

/* With transactional DDL every statement commits together with its end row. */
static int in_transaction(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	if (begin_unit(s, err) < 0 || stream_push_statement(s, statement, 0, err) < 0)
		return wb_error_kept(err);
	s->journalling.pending = (int64_t)statement->number;
	return end_unit(s, 0, err);
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
		       const struct buf *probe, int32_t fate, struct wb_error *err)
{
	bool noted = !s->journalling.pending || !s->journalling.unit_judged;
	size_t held = fate == WB_FATE_PROBE ? s->transaction.held : 0;

	if (noted && note_before(s, before, end_pending, err) < 0)
		return wb_error_kept(err);
	if (held)
		s->transaction.held = 0;
	if ((held ? note_started(s, err) : begin_unit(s, err)) < 0 ||
	    (!noted && note_before(s, before, note_done, err) < 0) ||
	    push_intent(s, statement, probe, err) < 0)
		return wb_error_kept(err);
	s->journalling.unit_first = (int64_t)statement->number;
	s->journalling.unit_of_rows = fate == WB_FATE_TRANSACTION;
	s->journalling.unit_judged = fate == WB_FATE_PROBE;
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
	struct buf probe = { 0 };
	int32_t fate = WB_FATE_UNKNOWN;
	int rc = ask_fate(s, statement, &probe, &fate, err);
	bool joined = rc == 0 && joins(s, statement, fate);
	int must = rc == 0 ? remember(s, statement, !joined, err) : rc;

	if (must < 0) {
		rc = must;
	} else if (joined && !must) {
		rc = push_in_unit(s, statement, err);
	} else {
		if (must)
			rc = note_before(s, before, commit_memory, err);
		if (rc < 0)
			;
		else if (fate == WB_FATE_STAYS)
			rc = note_before(s, before, end_pending, err) < 0
				     ? wb_error_kept(err)
				     : alone(s, statement, &probe, 0, err);
		else
			rc = with_intent(s, statement, before, &probe, fate, err);
	}
	buf_release(&probe);
	return rc;
}

static int with_transactions(struct stream *s, const struct statement *statement,
			     struct wb_error *err)
{
	struct buf probe = { 0 };
	int32_t fate = WB_FATE_UNKNOWN;
	int rc;

	/* the row that commits with the statement says how it has left the session */
	if (remember(s, statement, true, err) < 0)
		return wb_error_kept(err);
	/* a setting may not reach out of a transaction, and is made again when the step is taken
	 * up: it leaves no row. That of the beginning is not written as whoever it sets. */
	if ((statement->flags & WB_PIECE_SESSION) && !(statement->flags & WB_PIECE_NO_TX))
		return start(s, err) < 0 || transaction_commit_held(s, err) < 0
			       ? wb_error_kept(err)
			       : stream_push_statement(s, statement, WB_OP_ALONE, err);
	if (!(statement->flags & (WB_PIECE_NO_TX | WB_PIECE_CALLS)))
		return in_transaction(s, statement, err);
	rc = ask_fate(s, statement, &probe, &fate, err);
	if (rc == 0)
		rc = alone(s, statement, &probe, WB_OP_ALONE, err);
	buf_release(&probe);
	return rc;
}

/* Does a statement in a user's transaction end that by itself, since DDL commits? */
static bool breaks_transaction(const struct stream *s, const struct statement *statement)
{
	const uint32_t inside = WB_PIECE_ROWS | WB_PIECE_SESSION | WB_PIECE_TX_BEGIN |
				WB_PIECE_TX_END | WB_PIECE_CALLS;

	return s->journalling.user.open && !transactional(s) &&
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
		return own_transaction(s, statement, before, err);
	rc = transactional(s) ? with_transactions(s, statement, err)
			      : without_transactions(s, statement, before, err);
	s->journalling.user.open = s->journalling.user.chaining;
	s->journalling.user.began = false;
	return rc;
}

int journalling_end(struct stream *s, struct wb_error *err)
{
	const struct stream_step *step = stream_step(s);

	if (s->journalling.last < step->resume.done)
		return wb_error_set(err, WB_E_EDITED,
				    "%s: %lld statements of revision %s were done before the step "
				    "was interrupted, and the section "
				    "has only %lld now: restore it",
				    step->path, (long long)step->resume.done, step->revision,
				    (long long)s->journalling.last);
	if (s->journalling.user.open &&
	    (s->journalling.user.began || !s->journalling.user.chaining))
		return wb_error_set(err, WB_E_REVISION,
				    "%s: the section ends inside a transaction that it began",
				    step->path);
	/* nothing comes that could read the session */
	if (!step->verify.path)
		buf_clear(&s->journalling.memory);
	/* what verify sees must stay */
	return s->journalling.pending && (transactional(s) || step->verify.path)
		       ? end_unit(s, 0, err)
		       : 0;
}

int journalling_close(struct stream *s, struct wb_error *err)
{
	/* what puts the session back may commit: the end of these must be in front of it */
	if (s->journalling.pending && s->journalling.unit_of_rows)
		return stream_push_simple(s, WB_OWN_GUARD, WB_OP_WITH_NEXT, err) < 0
			       ? wb_error_kept(err)
			       : note_done(s, err);
	if (s->journalling.pending && !s->journalling.unit_judged &&
	    end_unit(s, WB_OP_WITH_NEXT, err) < 0)
		return wb_error_kept(err);
	s->journalling.starting = false;
	return begin_unit(s, err);
}

int journalling_note(struct stream *s, struct wb_error *err)
{
	return s->journalling.pending ? note_done(s, err) : 0;
}
