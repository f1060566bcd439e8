/* SPDX-License-Identifier: MIT */
/* What the assignments of a SET are to, and those of the SETs within a program. */
#ifndef WB_MARIA_ASSIGNED_H
#define WB_MARIA_ASSIGNED_H

#include "sql.h"

/* What the assignments of a SET are to. */
struct maria_assigned {
	bool others;   /* not only variables of the user's: what those are now is remembered */
	bool fleeting; /* what the next statement alone uses, or the one before has left: one of
			* ours, or a step that is taken up, would come in between */
	bool chains; /* the end of a transaction would begin the next one, or end the connection */
	bool blinds; /* the server would no longer tell what a statement has set */
	bool global; /* the server's */
	uint32_t autocommit; /* WB_PIECE_… */
};

/* The scan stands behind SET. */
struct maria_assigned maria_read_assignments(struct maria_scan scan);
/* Does it take a value from rows? */
bool maria_asks_rows(struct maria_scan scan);

typedef void (*maria_take_name)(void *ctx, const char *name);
/* The server's own that it assigns. */
void maria_each_assigned_global(struct maria_scan scan, maria_take_name take, void *ctx);

/* ------------------------------------------------------------------ sets_within.c */

struct maria_within {
	bool chains, blinds; /* as above */
	bool off;            /* autocommit is off where it ends */
};

/* What a program, a block or a text that is run sets. `take` is given each variable of the server's own; NULL: nobody asks. */
struct maria_within maria_sets_within(const char *text, size_t len, uint32_t mode,
				      maria_take_name take, void *ctx);
/* Quicker than that: it may, or not. */
bool maria_may_set_within(const char *text, size_t len);
/* Why it can't be run, for people; NULL: it can. */
const char *maria_refused_within(const struct maria_within *within);
/* Of a statement, by its own text: nothing of one that only makes a program. */
struct maria_within maria_statement_within(const char *text, size_t len, uint32_t mode);

#endif
