/* SPDX-License-Identifier: MIT */
/* A column that takes no NULL any more: rows that have none get its default. */
#include <string.h>

#include "schema.h"

/* What a row was stays as it was: a history of NULLs can't be filled in, and an UPDATE would only
 * make it longer. */
static bool has_history(const struct wb_object *table, const struct wb_object *column)
{
	return table && kit_get(table, "versioning") &&
	       !kit_get(column, "without_system_versioning");
}

bool maria_fills(const struct maria_rendering *r, const struct wb_object *from,
		 const struct wb_object *to)
{
	return kit_get(to, "default") && kit_get(to, "not_null") && !kit_get(from, "not_null") &&
	       !kit_get(from, "generated") && !kit_get(to, "generated") && !kit_get(to, "row") &&
	       !has_history(r->change->before.self, from);
}

/* The default is a value of the old type as well, and reads no column that may come. */
static bool fills_at_once(const struct wb_object *from, const struct wb_object *to)
{
	return kit_same(from, to, "type") && !strchr(kit_get(to, "default"), '`');
}

static bool is_in_primary_key(const struct wb_family *table, const struct wb_object *column)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->children[i]->kind == WB_KIND_PRIMARY_KEY &&
		    kit_lists(kit_get(table->children[i], "columns"), column->name))
			return true;
	return false;
}

bool maria_fills_late(const struct maria_rendering *r, const struct wb_object *from,
		      const struct wb_object *to)
{
	/* a primary key makes its columns NOT NULL by itself */
	return maria_fills(r, from, to) && !fills_at_once(from, to) &&
	       !has_history(r->change->after.self, to) && !is_in_primary_key(&r->change->after, to);
}

/* What is set when a row changes stays as it is. */
static void keep_times(struct maria_rendering *r, const struct wb_family *table,
		       const struct wb_object *column)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct wb_object *o = table->children[i];

		if (o->kind == WB_KIND_COLUMN && kit_get(o, "on_update") &&
		    strcmp(o->name, column->name) != 0)
			kit_write(r->out, ", %N = %N", o->name, o->name);
	}
}

void maria_update_nulls(struct maria_rendering *r, const struct wb_family *table,
			const struct wb_object *column, const char *value)
{
	kit_write(r->out, "-- rows without a value get the default\nUPDATE %N SET %N = %s",
		  table->self->name, column->name, value);
	keep_times(r, table, column);
	kit_write(r->out, " WHERE %N IS NULL;\n", column->name);
}

void maria_add_nullable(struct maria_rendering *r, const struct wb_object *to)
{
	const char *collation = kit_get(to, "collation");

	kit_write(r->out, "%N %s", to->name, kit_get(to, "type"));
	if (collation)
		kit_write(r->out, " COLLATE %s", collation);
	kit_add(r->out, " NULL");
}

void maria_fill_first(struct maria_rendering *r, const struct wb_object *from,
		      const struct wb_object *to)
{
	if (maria_fills(r, from, to) && fills_at_once(from, to))
		maria_update_nulls(r, &r->change->before, from, kit_get(to, "default"));
}

void maria_fill_nulls(struct maria_rendering *r, const struct wb_object *from,
		      const struct wb_object *to)
{
	if (!maria_fills(r, from, to))
		return;
	/* the default is a value of the new type */
	if (!kit_same(from, to, "type")) {
		maria_add_alter(r);
		kit_add(r->out, "MODIFY COLUMN ");
		maria_add_nullable(r, to);
		kit_add(r->out, ";\n");
	}
	maria_update_nulls(r, &r->change->before, from, kit_get(to, "default"));
}
