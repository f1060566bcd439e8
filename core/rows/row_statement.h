/* SPDX-License-Identifier: MIT */
/* What a statement does to the rows of one table, each by itself: an UPDATE, DELETE or INSERT of the plainest form, as the
 * dialect reads it. Any other is not understood, and not knowing is never taken for knowing. */
#ifndef WB_CORE_ROWS_ROW_STATEMENT_H
#define WB_CORE_ROWS_ROW_STATEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

struct plugin;

enum row_statement_kind { ROW_OTHER, ROW_UPDATE, ROW_DELETE, ROW_INSERT };

struct row_statement {
	char *table; /* whose rows it is about */
	enum row_statement_kind kind;
	struct string_vec names; /* all names in it, of columns among others */
	struct string_vec
		writes;  /* of UPDATE: the columns that it sets; of INSERT: those that it lists */
	bool constant;   /* of UPDATE: it sets nothing but strings and numbers */
	bool can_fail;   /* it computes something: there may be rows on which it fails */
	bool may_change; /* … those rows; else they are only read */
};

VEC(struct row_statement, row_statement_vec);

/* Read what a statement does to `table`. -1: no memory. */
int row_statement_read(const struct plugin *plugin, const char *text, size_t len,
		       struct row_statement *out);
void row_statement_free(struct row_statement *statement);
void row_statements_free(struct row_statement_vec *statements);
/* Does a text of SQL speak of a thing of this name? */
bool text_speaks_of(const char *text, size_t len, const char *name);
bool row_names_have(const struct string_vec *names, const char *name);

#endif
