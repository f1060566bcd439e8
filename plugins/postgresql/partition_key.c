/* SPDX-License-Identifier: MIT */
/* A partitioned table of whose key a column changes its type is made anew under its partitions. */
#include <string.h>

#include <whimbrel/kit/uses.h>

#include "schema.h"

/* Is what its type or its collation is made anew? An enum may get labels as it is. */
static bool reshaped(const char *from, const char *to)
{
	if (!from || !to || strcmp(from, to) == 0)
		return false;
	return *from != 'e' || *to != 'e' || !pg_labels_stay(from + 1, to + 1);
}

static bool retyped(const struct wb_object *from, const struct wb_object *to)
{
	return !kit_same(from, to, "type") || !kit_same(from, to, "collation") ||
	       reshaped(kit_get(from, "shape"), kit_get(to, "shape"));
}

bool pg_key_retyped(const struct pg_render *r, const char *key)
{
	const struct wb_family *before = &r->change->before;

	for (size_t i = 0; key && i < before->count; i++) {
		const struct wb_object *o = before->children[i],
				       *to = kit_child(&r->change->after, WB_KIND_COLUMN, o->name);

		if (o->kind == WB_KIND_COLUMN && to && retyped(o, to) &&
		    kit_names_it(key, strlen(key), o->name))
			return true;
	}
	return false;
}

/* It holds no rows itself: its partitions let go of it, and take it up again. */
int pg_remake_partitioned(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->before.count; i++)
		if (kit_get(r->change->before.children[i], "identity"))
			return pg_host->fail(
				r->err, WB_E_UNSUPPORTED,
				"PostgreSQL can't change the type of a column by which a table is "
				"partitioned, and %s, made anew, would count from the start again: "
				"make a new table, move the rows and drop the old one in a "
				"revision of your own",
				r->from->name);
	return pg_recreate(r);
}

bool pg_partitions_stay(const struct wb_change *c)
{
	for (size_t i = 0; i < c->needed_by_count; i++)
		if (c->needed_by[i]->kind == WB_KIND_PARTITION)
			return true;
	return false;
}
