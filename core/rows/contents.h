/* SPDX-License-Identifier: MIT */
/* The rows of the tables of a scratch database, in no order, so that two can be compared. */
#ifndef WB_CORE_ROWS_CONTENTS_H
#define WB_CORE_ROWS_CONTENTS_H

#include "base/digest.h"
#include "scratch/scratch.h"

#define CONTENTS_CELL 16

struct table_contents {
	char *key;     /* the table's in its model */
	char *title;   /* "table users" */
	char *columns; /* their names as they stand, for people */
	/* a digest of CONTENTS_CELL letters for each column, in the order of their names; sorted */
	struct string_vec rows;
};

VEC(struct table_contents, contents);

/* Read those of all tables of `model`, which is what the scratch database has, or of those that are
 * called by one of `only` (NULL: all). */
int contents_read(struct scratch *s, const struct model *model, const struct string_vec *only,
		  struct contents *out, struct wb_error *err);
void contents_free(struct contents *contents);
const struct table_contents *contents_find(const struct contents *contents, const char *key);
bool contents_rows_equal(const struct table_contents *a, const struct table_contents *b);
/* One digest of all. */
void contents_digest(const struct contents *contents, char out[DIGEST_HEX_SIZE]);

#endif
