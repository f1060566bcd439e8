/* SPDX-License-Identifier: MIT */
/* What a picture tells of columns and foreign keys, whatever its notation. */
#ifndef WB_CORE_DIAGRAM_DIAGRAM_COLUMNS_H
#define WB_CORE_DIAGRAM_DIAGRAM_COLUMNS_H

#include "model/model.h"

/* How many rows a key may stand between: is there always one that it names, and may several name
 * the same? */
struct cardinality {
	bool optional, unique;
};

bool diagram_column(const struct object *o);
/* "PK", "FK", "UK" as far as they hold; in one text, "" if none does. */
const char *diagram_marks(const struct object *table, const struct object *column);
struct cardinality diagram_cardinality(const struct object *table, const struct object *key);
/* A column's type, "any" where it has none. */
const char *diagram_type(const struct object *column);

#endif
