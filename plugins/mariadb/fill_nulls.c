/* SPDX-License-Identifier: MIT */
/* A column that takes no NULL any more: rows that have none get its default first. */
#include <string.h>

#include "schema.h"

/* A default that reads other columns can't be had before all of them are there. */
bool maria_fills(const struct wb_object *from, const struct wb_object *to)
{
	const char *value = kit_get(to, "default");

	return value && !strchr(value, '`') && kit_get(to, "not_null") &&
	       !kit_get(from, "not_null") && !kit_get(from, "generated") &&
	       !kit_get(to, "generated") && !kit_get(to, "row");
}

static bool is_in_key(const struct wb_family *table, const struct wb_object *column)
{
	for (size_t i = 0; i < table->count; i++)
		if ((table->children[i]->kind == WB_KIND_UNIQUE ||
		     table->children[i]->kind == WB_KIND_INDEX ||
		     table->children[i]->kind == WB_KIND_CHECK) &&
		    strstr(table->children[i]->text, column->name))
			return true;
	return false;
}

/* What is set when a row changes stays as it is. */
static void keep_times(struct maria_rendering *r, const struct wb_object *column)
{
	for (size_t i = 0; i < r->change->before.count; i++) {
		const struct wb_object *o = r->change->before.children[i];

		if (o->kind == WB_KIND_COLUMN && kit_get(o, "on_update") &&
		    strcmp(o->name, column->name) != 0)
			kit_write(r->out, ", %N = %N", o->name, o->name);
	}
}

void maria_fill_nulls(struct maria_rendering *r, const struct wb_object *from,
		      const struct wb_object *to)
{
	const struct wb_object *table = r->change->before.self;
	const char *collation = kit_get(to, "collation");

	if (!maria_fills(from, to))
		return;
	/* the default is a value of the new type */
	if (!kit_same(from, to, "type")) {
		if (is_in_key(&r->change->before, from))
			return;
		maria_add_alter(r);
		kit_write(r->out, "MODIFY COLUMN %N %s", from->name, kit_get(to, "type"));
		if (collation)
			kit_write(r->out, " COLLATE %s", collation);
		kit_add(r->out, " NULL;\n");
	}
	kit_write(r->out, "-- rows without a value get the default\nUPDATE %N SET %N = %s",
		  table->name, from->name, kit_get(to, "default"));
	keep_times(r, from);
	kit_write(r->out, " WHERE %N IS NULL;\n", from->name);
}
