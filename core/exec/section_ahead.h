/* SPDX-License-Identifier: MIT */
/* What section.c shares with section_ahead.c: a text that is being run, and sending ahead of it what only
 * changes objects. */
#ifndef WB_CORE_EXEC_SECTION_AHEAD_H
#define WB_CORE_EXEC_SECTION_AHEAD_H

#include "section.h"

struct section_running {
	struct connection *conn;
	const struct sql_text *text;
	const struct section_policy *policy;
	struct source *source;
	bool plain;    /* nothing but changes of objects so far … */
	unsigned made; /* … of these */
	bool begun; /* a transaction is: that of the text, or one that those share which are sent ahead */
	bool ended; /* the transaction is, with all that belongs to its end */
	bool refused; /* the statement that failed was the last that was read, and none failed before it */
	uint32_t
		users; /* the line where a transaction begins that the text has not ended; 0: there is none */
};

int section_stopped(const struct section_running *r, struct wb_error *err);
/* Does nothing in it hold for a transaction, and nothing for its end? */
bool section_is_plain(const struct section_running *r, const struct statement *statement);
/* One more is done: is it time to commit? */
bool section_paces(struct section_running *r, bool plain);

#define SECTION_ON 2
/* Send statements until one comes that is to be run by itself: 1, it is in `out`; 0: there is none, and the text is
 * at its end. Where one fails, `out` says which. */
int section_ahead(struct section_running *r, struct statement *out, struct wb_error *err);

#endif
