/* SPDX-License-Identifier: MIT */
/* Rows about statements: with each goes what it is known by. */
#include <string.h>

#include "base/error.h"
#include "stream.h"

/* A row about a statement, with the hashes of those since the last end row, up to its own. */
int journal_push(struct stream *s, const char *event, int64_t statement, const char *sql,
		 struct wb_error *err)
{
	size_t count =
		statement > s->journalling.owned ? (size_t)(statement - s->journalling.owned) : 0;
	struct wb_args row = { .event = event, .statement = statement, .probe_sql = sql };
	struct buf hash = { 0 };
	int rc;

	journal_hash(&hash, s->journalling.chain, s->journalling.own.items,
		     count < s->journalling.own.count ? count : s->journalling.own.count);
	rc = buf_check(&hash, err);
	if (rc == 0) {
		row.hash = buf_text(&hash);
		rc = stream_push_log(s, &row, err);
	}
	buf_release(&hash);
	return rc;
}

/* An end row holds what the dialect remembers, until the next one. */
int journal_push_done(struct stream *s, int64_t statement, struct wb_error *err)
{
	size_t count =
		statement > s->journalling.owned ? (size_t)(statement - s->journalling.owned) : 0;

	int rc = journal_push(s, "done", statement,
			      s->journalling.memory.len ? buf_text(&s->journalling.memory) : NULL,
			      err);

	if (rc < 0)
		return rc;
	count = count < s->journalling.own.count ? count : s->journalling.own.count;
	s->journalling.own.count -= count;
	if (s->journalling.own.count)
		memmove(s->journalling.own.items, s->journalling.own.items + count,
			s->journalling.own.count * sizeof(*s->journalling.own.items));
	s->journalling.owned = statement;
	return 0;
}
