/* SPDX-License-Identifier: MIT */
/* Triggers, policies, rules and indexes that the files make, each with its table: where that is other people's, it
 * is ours all the same (DESIGN 6.6). */
#ifndef WB_CORE_SCOPE_ON_OTHERS_TABLES_H
#define WB_CORE_SCOPE_ON_OTHERS_TABLES_H

#include <stdbool.h>

#include <whimbrel/schema.h>

#include "base/vec.h"

struct on_others {
	struct string_vec *things; /* in threes: the table's namespace or "", the table, the name */
	struct string_vec *tables; /* that the files make themselves, in twos */
	const char *usual;         /* the namespace of what is in "" here; NULL: there are none */
};

/* Is it such a thing, on a table that no file makes? `space` is the table's namespace; NULL: it has none. */
bool on_others_has(const struct on_others *on, const struct wb_object *o, const char *space);
/* Does any file make the table? */
bool on_others_makes(const struct on_others *on, const char *space, const char *table);

#endif
