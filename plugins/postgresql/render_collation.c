/* SPDX-License-Identifier: MIT */
/* A collation is made anew under the columns and types that have it: the server changes none, and drops none that is
 * in use. */
#include <string.h>

#include "schema.h"

bool pg_collation_moves(const struct pg_render *r)
{
	if (strcmp(kit_get(r->from, "class"), "COLLATION") != 0)
		return false;
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (r->change->needed_by[i]->kind == WB_KIND_COLUMN ||
		    r->change->needed_by[i]->kind == WB_KIND_TYPE)
			return true;
	return false;
}

static void create(const struct pg_render *r)
{
	struct pg_render anew = *r;

	if (r->to->kind == WB_KIND_TYPE) {
		pg_create_type(r);
		return;
	}
	anew.from = NULL;
	kit_write(r->out, "%s;\n", kit_get(r->to, "definition"));
	pg_render_comment(&anew, "COLLATION");
}

int pg_move_collation(const struct pg_render *r)
{
	static const struct pg_swap anew = { .create = create };

	kit_risk(r->risk, WB_RISK_LONG_LOCK | WB_RISK_MAY_FAIL, "type-change", "ACCESS EXCLUSIVE",
		 "makes collation %s anew: what is unique by the old one may be alike by the new "
		 "one",
		 r->to->name);
	return pg_render_swap(r, &anew);
}
