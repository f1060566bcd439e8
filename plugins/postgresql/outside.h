/* SPDX-License-Identifier: MIT */
/* What reaches out of a database: what the files that look for it share. */
#ifndef WB_POSTGRESQL_OUTSIDE_H
#define WB_POSTGRESQL_OUTSIDE_H

#include "schema.h"

/* What a statement, or code, does to what is outside of its database. */
enum pg_outside {
	PG_OUTSIDE_NONE,
	PG_OUTSIDE_ONLY,   /* something, and it does nothing inside */
	PG_OUTSIDE_BOTH,   /* something, and perhaps more */
	PG_OUTSIDE_UNKNOWN /* what it does is known only when it runs */
};

/* ------------------------------------------------------------------ outside_names.c */

/* Does it call, or mention, now what reaches out, from `w` on? */
bool pg_outside_calls(const struct pg_conn *c, struct kit_words w);
/* Are the functions that it calls such as change nothing inside? */
bool pg_outside_calls_nothing_else(struct kit_words w);
/* From now on calling (or, of a table or view, mentioning) this name reaches out. `w` stands on the
 * name, which may have a schema in front. */
int pg_outside_remember(struct pg_conn *c, struct kit_words w, bool called, struct wb_error *err);

/* ------------------------------------------------------------------ outside_code.c */

/* What a statement does by its command alone; `*what` names it. */
enum pg_outside pg_outside_by_command(struct kit_words w, const char **what);
/* What the code inside of strings does once it runs: a block, a routine's body. */
enum pg_outside pg_outside_of_code(const struct pg_conn *c, struct kit_words w);
/* Is a routine or a block written in a language that nobody here reads, and may do anything? */
bool pg_outside_unread(struct kit_words w);

/* ------------------------------------------------------------------ outside_texts.c */

/* Does the code execute a text of which nobody knows what it does? `doubled`: it stands in quotes, and
 * those that it has itself are written twice. */
bool pg_outside_executes_unknown(struct kit_words body, bool doubled);

#endif
