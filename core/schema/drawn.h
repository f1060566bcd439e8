/* SPDX-License-Identifier: MIT */
/* What a picture tells of columns and foreign keys, whatever its notation. */
#ifndef WB_CORE_SCHEMA_DRAWN_H
#define WB_CORE_SCHEMA_DRAWN_H

#include "model.h"

/* How many rows a key may stand between: is there always one that it names, and may several name
 * the same? */
struct cardinality {
	bool optional, unique;
};

bool drawn_column(const struct object *o);
/* "PK", "FK", "UK" as far as they hold; in one text, "" if none does. */
const char *drawn_marks(const struct object *table, const struct object *column);
struct cardinality drawn_cardinality(const struct object *table, const struct object *key);
/* A column's type, "any" where it has none. */
const char *drawn_type(const struct object *column);

#endif
