/* SPDX-License-Identifier: MIT */
/* Reading the current schema: what its parts share. */
#ifndef WB_ODBC_READING_H
#define WB_ODBC_READING_H

#include <whimbrel/kit/object.h>

#include "odbc.h"

/* What catalog functions are asked with, and what they said of all tables at once. */
struct reading {
	struct odbc_conn *c;
	const struct wb_scope *scope;
	struct wb_schema *sink;
	struct wb_error *err;
	SQLWCHAR *catalog, *schema;
	struct odbc_grid tables, columns, types;
	struct odbc_grid exact; /* what the profile asks of columns, because the driver loses it */
	struct odbc_grid keys, foreign; /* … and of keys */
	struct odbc_grid known;         /* … and of tables */
	struct odbc_grid untold;        /* … and of what catalog functions don't know at all */
	const char *table;              /* the one at hand */
	uint32_t read_only;             /* WB_OBJECT_READ_ONLY, where it can't be made again */
	SQLWCHAR *wide;
	char *key; /* the columns of its primary key */
};

struct kit_object odbc_object(const struct reading *r, int32_t kind, const char *parent,
			      const char *name);
/* Is it one of whimbrel's own? */
bool odbc_is_ours(const struct reading *r, const char *table);
/* Nobody knows whether it is the same as another. */
void odbc_unseen(struct kit_object *m, const char *remedy);

/* keys.c: the primary key, indexes and foreign keys of the table at hand. */
int odbc_give_keys(struct reading *r);

/* catalog_query.c */
enum odbc_untold { UNTOLD_CLASS, UNTOLD_TABLE, UNTOLD_NAME, UNTOLD_DEFINITION };
int odbc_read_untold(struct reading *r);
/* The definition of the table's index of that name, and whether it is a constraint's; NULL: nothing is known. */
const char *odbc_index_definition(const struct reading *r, const char *index, bool *out_constraint);
/* Everything that is no index. */
int odbc_give_untold(struct reading *r);

#endif
