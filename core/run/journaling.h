/* SPDX-License-Identifier: MIT */
/* The protocol of a step that no transaction holds: which journal rows and commits go around each
 * statement (DESIGN 6.4). */
#ifndef WB_CORE_JOURNALING_H
#define WB_CORE_JOURNALING_H

#include "stream.h"

/* A row about a statement; and its end row. */
int journal_push(struct stream *s, const char *event, int64_t statement, const char *sql,
		 struct wb_error *err);
int journal_push_done(struct stream *s, int64_t statement, struct wb_error *err);
/* The rows in front of the first statement. */
int journaling_start(struct stream *s, struct wb_error *err);
/* One statement: queues it with what belongs around it, or passes it over if it was done before. */
int journaling_statement(struct stream *s, const struct statement *statement, struct wb_error *err);
/* One that an earlier session has done. */
int journaling_done(struct stream *s, const struct statement *statement, struct wb_error *err);
/* The end of a transaction of the user's that begins the next one. */
bool journaling_chains(const struct statement *statement);
/* From here on every end of a transaction begins another one, or does so no more. */
void journaling_follow(struct stream *s, const struct statement *statement);
/* Behind the last one. */
int journaling_end(struct stream *s, struct wb_error *err);
/* Open the transaction of the version row. */
int journaling_close(struct stream *s, struct wb_error *err);
/* In it: what is still to be noted of the last statement. */
int journaling_note(struct stream *s, struct wb_error *err);

struct wb_session;

/* A stream broke off in a step that no transaction holds, and its transaction is still open: keep
 * what is good of it, and end it. Afterwards the journal tells of all statements that are known to
 * be done. 1: the steps before this one are committed. */
int journaling_keep(struct wb_session *session, const struct stream *s, struct wb_error *err);

#endif
