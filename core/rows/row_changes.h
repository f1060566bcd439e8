/* SPDX-License-Identifier: MIT */
/* Which statements read or change rows of some tables, and which of those find none: made-up rows prove
 * nothing of `WHERE name = 'Jo'`. */
#ifndef WB_CORE_ROWS_ROW_CHANGES_H
#define WB_CORE_ROWS_ROW_CHANGES_H

#include "contents.h"
#include "row_statement.h"

struct row_changes {
	struct scratch_watcher watcher; /* for the scratch database */
	struct scratch *scratch;
	const struct string_vec *tables;      /* whose rows count, by their names */
	const char *path;                     /* of what is run now */
	struct string_vec idle;               /* FILE:LINE of each that has changed none of them */
	struct string_vec *touched;           /* whose of those tables' rows were read or changed */
	struct row_statement_vec *statements; /* … and by what; NULL: nobody asks */
	struct string_vec nobody;
	/* its own: the schema, and the rows, if nothing has changed them since */
	struct model model;
	char digest[DIGEST_HEX_SIZE];
	bool known, looks, model_known;
	size_t looked;
};

void row_changes_init(struct row_changes *changes, struct scratch *scratch,
		      const struct string_vec *tables);
void row_changes_release(struct row_changes *changes);

#endif
