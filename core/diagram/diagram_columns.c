/* SPDX-License-Identifier: MIT */
#include "diagram_columns.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

bool diagram_column(const struct object *o)
{
	return o->pub.kind == WB_KIND_COLUMN;
}

static bool lists(const char *columns, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = columns; at && *at;) {
		size_t item = strcspn(at, ",");

		if (item >= len && strncasecmp(at, name, len) == 0 &&
		    (at[len] == '\0' || at[len] == ',' || at[len] == ' '))
			return true;
		at += item;
		at += strspn(at, ", ");
	}
	return false;
}

const char *diagram_marks(const struct object *table, const struct object *column)
{
	static const char *const texts[] = { "",   "PK",     "FK",     "PK, FK",
					     "UK", "PK, UK", "FK, UK", "PK, FK, UK" };
	unsigned bits = 0;

	for (size_t i = 0; i < table->children.count; i++) {
		const struct wb_object *o = &table->children.items[i]->pub;
		unsigned bit = o->kind == WB_KIND_PRIMARY_KEY   ? 1
			       : o->kind == WB_KIND_FOREIGN_KEY ? 2
			       : o->kind == WB_KIND_UNIQUE      ? 4
								: 0;

		if (bit && lists(object_get(o, "columns"), column->pub.name))
			bits |= bit;
	}
	return texts[bits];
}

static const struct object *column_of(const struct object *table, const char *name, size_t len)
{
	for (size_t i = 0; i < table->children.count && diagram_column(table->children.items[i]);
	     i++) {
		const char *column = table->children.items[i]->pub.name;

		if (strncasecmp(column, name, len) == 0 && !column[len])
			return table->children.items[i];
	}
	return NULL;
}

/* Are all the columns of a list among those of another one? */
static bool is_among(const char *list, const char *columns)
{
	while (list && *list) {
		size_t len = strcspn(list, ",");
		AUTO_FREE char *name = text_dup(list, len);

		if (!name || !lists(columns, name))
			return false;
		list += len;
		list += strspn(list, ", ");
	}
	return true;
}

static bool is_unique(const struct object *o)
{
	switch (o->pub.kind) {
	case WB_KIND_PRIMARY_KEY:
	case WB_KIND_UNIQUE:
		return true;
	case WB_KIND_INDEX:
		return object_get(&o->pub, "unique") && !object_get(&o->pub, "where");
	default:
		return false;
	}
}

struct cardinality diagram_cardinality(const struct object *table, const struct object *key)
{
	const char *columns = object_get(&key->pub, "columns");
	struct cardinality c = { 0 };

	for (const char *at = columns; at && *at;) {
		size_t len = strcspn(at, ",");
		const struct object *column = column_of(table, at, len);

		c.optional = c.optional || (column && !object_get(&column->pub, "not_null") &&
					    !strstr(diagram_marks(table, column), "PK"));
		at += len;
		at += strspn(at, ", ");
	}
	for (size_t i = 0; columns && i < table->children.count; i++) {
		const struct object *o = table->children.items[i];
		const char *own = object_get(&o->pub, "columns");

		c.unique = c.unique || (is_unique(o) && own && *own && is_among(own, columns));
	}
	return c;
}

const char *diagram_type(const struct object *column)
{
	const char *type = object_get(&column->pub, "type");

	return type && *type ? type : "any";
}
