/* SPDX-License-Identifier: MIT */
/* Statements that an earlier session has done, when their step is taken up: they must be what they were, and
 * what only set up that session sets up this one. */
#include <string.h>

#include "base/error.h"
#include "stream.h"

bool journalling_chains(const struct statement *statement)
{
	return (statement->flags & WB_PIECE_TX_END) && (statement->flags & WB_PIECE_TX_BEGIN);
}

void journalling_follow(struct stream *s, const struct statement *statement)
{
	if ((statement->flags & WB_PIECE_SESSION) &&
	    (statement->flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END)))
		s->journalling.user.chaining = statement->flags & WB_PIECE_TX_BEGIN;
}

int done_before_check(const struct stream_step *step, const struct statement *statement,
		      const char *chain, struct wb_error *err)
{
	const struct journal_done_vec *done = &step->resume.journal->done;

	for (size_t i = 0; i < done->count; i++) {
		if (done->items[i].statement != (int64_t)statement->number)
			continue;
		if (strcmp(done->items[i].hash, chain) == 0)
			return 0;
		err->line = statement->line;
		return wb_error_set(err, WB_E_EDITED,
				    "%s:%u: statement %llu of revision %s, or one above it, was "
				    "done before the step was "
				    "interrupted and has been edited since, or a variable in it "
				    "has another value: restore it, or accept it with `whimbrel "
				    "repair %s`",
				    step->path, statement->line,
				    (unsigned long long)statement->number, step->revision,
				    step->revision);
	}
	return 0;
}

int done_before_count(const struct stream_step *step, int64_t count, struct wb_error *err)
{
	if (count >= step->resume.done)
		return 0;
	return wb_error_set(err, WB_E_EDITED,
			    "%s: %lld statements of revision %s were done before the step was "
			    "interrupted, and the section has only %lld now: restore it, or accept "
			    "it with `whimbrel repair %s`",
			    step->path, (long long)step->resume.done, step->revision,
			    (long long)count, step->revision);
}

/* Where a transaction takes back what sets up the session, those of the user's come again with nothing
 * else in them: what was set in one goes with it. */
static bool is_around(struct stream *s, const struct statement *statement)
{
	const uint32_t bounds = WB_PIECE_TX_BEGIN | WB_PIECE_TX_END;
	bool around =
		s->journalling.user.again && (statement->flags & (bounds | WB_PIECE_SAVEPOINT));

	if (!(s->settings.features & WB_F_TRANSACTIONAL_DDL))
		return false;
	if (statement->flags & bounds) {
		around |= (statement->flags & WB_PIECE_TX_BEGIN) != 0;
		s->journalling.user.again = statement->flags & WB_PIECE_TX_BEGIN;
	}
	return around;
}

/* What takes effect at a commit alone (LISTEN) has it, as it had when it was run first. */
static bool is_apart(const struct stream *s, const struct statement *statement)
{
	const uint32_t bounds = WB_PIECE_TX_BEGIN | WB_PIECE_TX_END | WB_PIECE_SAVEPOINT;

	if (statement->flags & WB_PIECE_NO_TX)
		return true;
	return (s->settings.features & WB_F_TRANSACTIONAL_DDL) && !s->journalling.user.again &&
	       !(statement->flags & bounds);
}

int journalling_done(struct stream *s, const struct statement *statement, struct wb_error *err)
{
	bool last = (int64_t)statement->number == stream_step(s)->resume.done;
	bool around;

	if (done_before_check(stream_step(s), statement, s->journalling.chain, err) < 0)
		return wb_error_kept(err);
	around = is_around(s, statement);
	journalling_follow(s, statement);
	s->journalling.user.open =
		last && (s->journalling.user.chaining || journalling_chains(statement));
	s->journalling.user.began = false;
	if (around || (statement->flags & WB_PIECE_SESSION))
		return stream_push_statement(s, statement, is_apart(s, statement) ? WB_OP_ALONE : 0,
					     err);
	return last && journalling_chains(statement)
		       ? stream_push_simple(s, WB_OWN_BEGIN, WB_OP_WITH_NEXT, err)
		       : 0;
}
