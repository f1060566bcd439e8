/* SPDX-License-Identifier: MIT */
/* Whose rows a text of SQL may be about besides those that it names: by the routines that it calls and the views that it
 * reads, by what a change of a table sets off, and by keys. */
#ifndef WB_CORE_ROWS_ROW_REACH_H
#define WB_CORE_ROWS_ROW_REACH_H

#include "model/model.h"
#include "row_statement.h"

/* Tables of a model. */
VEC(const struct object *, table_vec);

/* Add the tables that the text speaks of, be it through others' texts. -1: no memory. */
int reach_named(const struct model *model, const char *text, size_t len, struct table_vec *out);
/* Add those that keys tie to them: what refers to them, and to that in turn; and what they refer to. */
int reach_tied(const struct table_vec *tables, struct table_vec *out);
/* Add those whose rows `what`, a change of rows of `table`, may change or ask for because of a key. */
int reach_by_keys(const struct object *table, const struct row_statement *what,
		  struct table_vec *out);
/* Is one of these names in what an object is made of? */
bool object_speaks_of(const struct object *object, const struct string_vec *names);
bool tables_have(const struct table_vec *tables, const char *name);

#endif
