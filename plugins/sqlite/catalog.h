/* SPDX-License-Identifier: MIT */
/* What sqlite_schema says, taken apart: catalog.c reads it, introspect.c hands it over. */
#ifndef WB_SQLITE_CATALOG_H
#define WB_SQLITE_CATALOG_H

#include "schema.h"

/* An index, view, trigger or virtual table: its text is all there is. */
struct other {
	int32_t kind;
	bool is_virtual;
	char *name, *table, *text;
};

struct reading {
	struct sqlite_conn *c;
	const struct wb_scope *scope;
	struct wb_schema *sink;
	struct table *tables;
	size_t table_count, table_room;
	struct other *others;
	size_t other_count, other_room;
	struct kit_names names, table_names, shadows;
	struct wb_error *err;
};

/* Read all of it; WB_OK or a failure. */
int sqlite_catalog_read(struct reading *r);
void sqlite_catalog_release(struct reading *r);
/* The table of that name; NULL. */
const struct table *sqlite_catalog_find(const struct reading *r, const char *name);

#endif
