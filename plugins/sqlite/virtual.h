/* SPDX-License-Identifier: MIT */
/* What the text of a virtual table says. */
#ifndef WB_SQLITE_VIRTUAL_H
#define WB_SQLITE_VIRTUAL_H

#include "schema.h"

enum form { FOREIGN, DERIVED, FTS3, FTS4, FTS5, RTREE, GEOPOLY };

/* Where the values of the rows are. */
enum holds { NOTHING, ROWS, INDEX_OF_A_TABLE, INDEX_ALONE };

struct virtual
{
	enum form form;
	enum holds holds;
	struct kit_part args;
	struct kit_part content, content_rowid,
		language; /* as they are written, perhaps in quotes */
};

struct virtual virtual_read(const char *text);
char *virtual_next_column(const struct virtual *v, struct kit_part *rest, size_t *i);
bool virtual_has_column(const struct virtual *v, const char *name);
bool virtual_is_text_index(const struct virtual *v);
void virtual_add_refill(const struct wb_object *table, struct kit_text *out);

#endif
