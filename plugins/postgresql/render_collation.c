/* SPDX-License-Identifier: MIT */
/* A collation is made anew under the columns that have it: the server changes none, and drops none that is in use. */
#include <string.h>

#include "schema.h"

/* Those of partitions and heirs change with their parents'. */
static bool moves(const struct wb_object *o)
{
	return o->kind == WB_KIND_COLUMN && !(o->flags & WB_OBJECT_IMPLICIT) &&
	       kit_get(o, "collation") && !kit_get(o, "generated");
}

bool pg_collation_moves(const struct pg_render *r)
{
	bool any = false;

	if (strcmp(kit_get(r->from, "class"), "COLLATION") != 0)
		return false;
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		any = any || moves(r->change->needed_by[i]);
	return any;
}

void pg_move_collation(const struct pg_render *r)
{
	kit_write(r->out, "ALTER COLLATION %s RENAME TO ", kit_get(r->from, "ddl_name"));
	pg_aside(r->out, NULL, r->from->name);
	kit_write(r->out, ";\n%s;\n", kit_get(r->to, "definition"));
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		const struct wb_object *o = r->change->needed_by[i];

		if (moves(o))
			kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I TYPE %s COLLATE %s;\n", o,
				  o->name, kit_get(o, "type"), kit_get(o, "collation"));
	}
	kit_add(r->out, "DROP COLLATION ");
	pg_aside(r->out, r->from->namespace_, r->from->name);
	kit_add(r->out, ";\n");
	r->risk->flags |= WB_RENDER_DEPENDANTS;
	kit_risk(r->risk, WB_RISK_LONG_LOCK | WB_RISK_MAY_FAIL, "type-change", "ACCESS EXCLUSIVE",
		 "makes collation %s anew: what is unique by the old one may be alike by the new "
		 "one",
		 r->to->name);
}
