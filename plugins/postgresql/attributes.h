/* SPDX-License-Identifier: MIT */
/* The attributes of an object that is on its way to the engine. */
#ifndef WB_POSTGRESQL_ATTRIBUTES_H
#define WB_POSTGRESQL_ATTRIBUTES_H

#include "schema.h"

#define PG_MOST_ATTRIBUTES 32

struct pg_attributes {
	struct wb_attribute items[PG_MOST_ATTRIBUTES];
	char *own[2 * PG_MOST_ATTRIBUTES]; /* their texts, as far as they were made here */
	size_t count, own_count;
};

/* Add a column of the catalogs, see schema.h. */
void pg_attribute_add(struct pg_attributes *a, const struct wb_object *o, const char *key,
		      const char *text);

#endif
