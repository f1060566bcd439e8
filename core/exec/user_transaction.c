/* SPDX-License-Identifier: MIT */
/* Statements in a transaction of the user's own, in a step that no transaction of ours holds. */
#include "base/error.h"
#include "dialect/driver.h"
#include "stream.h"
#include "commit_unit.h"

/* What is in front of a transaction of the user's is committed. */
static int begin_users(struct stream *s, const struct statement *statement, const char *before,
		       struct wb_error *err)
{
	struct fate fate = { .what = WB_FATE_TRANSACTION };
	int must, rc;

	/* one inside another commits that one */
	if (s->journalling.user.open)
		s->journalling.pending = (int64_t)statement->number - 1;
	s->journalling.user.open = true;
	rc = journalling_ask_fate(s, statement, &fate, err);
	must = rc == 0 ? journalling_remember(s, statement, true, err) : rc;
	rc = must < 0 ? must
		      : unit_note_before(s, before, must ? unit_commit_memory : unit_end_pending,
					 err);
	if (rc == 0)
		rc = unit_start(s, err);
	s->journalling.user.stays = fate.what == WB_FATE_STAYS;
	if (rc == 0 && s->journalling.user.stays)
		rc = unit_begin(s, err);
	if (rc == 0 && s->journalling.user.stays)
		rc = journalling_push_intent(s, statement, &fate.probe, err);
	if (rc == 0 && s->journalling.user.stays)
		rc = stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err);
	buf_release(&fate.probe);
	return rc;
}

/* The row about it comes behind it. */
static int end_behind(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	if (unit_begin(s, err) < 0)
		return wb_error_kept(err);
	s->journalling.pending = (int64_t)statement->number;
	s->journalling.unit_judged = false;
	return unit_end(s, 0, err);
}

/* No row of ours could stand in it, and it may come again. */
static int end_reading(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	s->journalling.user.reads = false;
	return stream_push_statement(s, statement, 0, err) < 0 ? wb_error_kept(err)
							       : end_behind(s, statement, err);
}

/* A rollback takes the row in front of it back, but not all that the session has got in its transaction. */
static bool is_rollback(const struct stream *s, const struct statement *statement)
{
	return driver_effects(s->settings.composer.plugin, statement->text + statement->token,
			      statement->len - statement->token) &
	       WB_EFFECT_UNDOES;
}

/* A transaction of the user's own is one unit: its end row commits with it, and it is resumed at
 * its beginning. What may commit inside of it has an intent, which is then there without an end. */
int user_transaction_statement(struct stream *s, const struct statement *statement,
			       const char *before, struct wb_error *err)
{
	const struct buf nothing = { 0 };
	bool begins = (statement->flags & WB_PIECE_TX_BEGIN) &&
		      !(journalling_chains(statement) && s->journalling.user.open);
	bool ends = !begins && (statement->flags & WB_PIECE_TX_END);

	journalling_follow(s, statement);
	if (begins ? begin_users(s, statement, before, err) < 0
		   : journalling_remember(s, statement, false, err) < 0)
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
	if ((statement->flags & WB_PIECE_CALLS) && !journalling_transactional(s) &&
	    journalling_push_intent(s, statement, &nothing, err) < 0)
		return wb_error_kept(err);
	if (stream_push_statement(s, statement, 0, err) < 0)
		return wb_error_kept(err);
	return ends && !s->journalling.user.open && is_rollback(s, statement)
		       ? end_behind(s, statement, err)
		       : 0;
}
