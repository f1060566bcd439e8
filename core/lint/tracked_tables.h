/* SPDX-License-Identifier: MIT */
/* What becomes of the tables that a revision found: which has another name now, which is gone, and
 * whose rows were copied before. */
#ifndef WB_CORE_LINT_TRACKED_TABLES_H
#define WB_CORE_LINT_TRACKED_TABLES_H

#include "model/model.h"

struct tracked_table {
	char *first; /* its key when the revision began … */
	char *now;   /* … and now; NULL: it has gone */
	bool copied;
};

/* Tables that have changed; any other one is what it was, where it was. */
VEC(struct tracked_table *, tracked_tables);

/* What the table was called when the revision began, with the schema `before`; NULL: it was not
 * there. */
const char *tracked_first_key(const struct tracked_tables *tracked, const struct model *before,
			      const struct object *table);
struct tracked_table *tracked_find(const struct tracked_tables *tracked, const char *key);
/* The table has another key from now on; NULL: it is gone. */
int tracked_move(struct tracked_tables *tracked, const char *from, const char *to);
/* A statement that copies rows saves those of the tables that it names. */
int tracked_note_copies(struct tracked_tables *tracked, const struct model *now, const char *text,
			size_t len);
bool tracked_copied(const struct tracked_tables *tracked, const char *first);
void tracked_free(struct tracked_tables *tracked);

#endif
