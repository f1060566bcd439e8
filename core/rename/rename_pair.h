/* SPDX-License-Identifier: MIT */
/* One renaming, as it is told: "old=new" or "table.old=new"; a name with a dot, an equals sign or a quote in it
 * stands in quotes. */
#ifndef WB_CORE_RENAME_RENAME_PAIR_H
#define WB_CORE_RENAME_RENAME_PAIR_H

#include "model/model.h"

/* Taken apart; `back`: from new to old. */
struct renaming {
	char *table; /* NULL: a table is renamed */
	char *from, *to;
	bool back;
};

/* NULL as the table: it is itself renamed. */
char *renaming_text(const char *table, const char *from, const char *to);
int renaming_read(const char *text, bool back, struct renaming *out, struct wb_error *err);
void renaming_release(struct renaming *r);
/* The table or column that is to be renamed; NULL: there is none. */
struct object *renaming_find(const struct model *m, const struct renaming *r);
/* A table may be called by the name that it has now, or by its other one. -1: no memory. */
int renaming_find_table(struct renaming *r, const struct model *m, struct wb_names renames);

#endif
