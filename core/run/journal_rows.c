/* SPDX-License-Identifier: MIT */
/* Rows about statements: with each goes what it is known by. */
#include <string.h>

#include "base/error.h"
#include "journaling.h"

/* A row about a statement, with the hashes of those since the last end row, up to its own. */
int journal_push(struct stream *s, const char *event, int64_t statement, const char *sql,
		 struct wb_error *err)
{
	size_t count = statement > s->owned ? (size_t)(statement - s->owned) : 0;
	struct buf hash = { 0 };
	int rc;

	journal_hash(&hash, s->chain, s->own.items, count < s->own.count ? count : s->own.count);
	rc = buf_check(&hash, err);
	if (rc == 0)
		rc = stream_push_log(s, event, statement, sql, buf_text(&hash), WB_OP_WITH_NEXT,
				     err);
	buf_release(&hash);
	return rc;
}

/* An end row holds what the dialect remembers, until the next one. */
int journal_push_done(struct stream *s, int64_t statement, struct wb_error *err)
{
	size_t count = statement > s->owned ? (size_t)(statement - s->owned) : 0;

	if (journal_push(s, "done", statement, s->memory.len ? buf_text(&s->memory) : NULL, err) <
	    0)
		return err->status;
	count = count < s->own.count ? count : s->own.count;
	s->own.count -= count;
	if (s->own.count)
		memmove(s->own.items, s->own.items + count, s->own.count * sizeof(*s->own.items));
	s->owned = statement;
	return 0;
}
