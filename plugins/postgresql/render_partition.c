/* SPDX-License-Identifier: MIT */
/* Partitions. */
#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

/* The table that it is a part of is made anew: what becomes of that one's columns and checks is done here. */
static int follow_alone(const struct pg_render *r)
{
	const char *own = kit_get(r->change->before.self, "partition_key");
	struct wb_change change = *r->change;
	struct pg_render table = *r;

	if (!pg_key_retyped(r, kit_get(r->to, "parent_key")))
		return 0;
	if (pg_key_retyped(r, own))
		return pg_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"PostgreSQL can't change the type of a column by which a table "
			"and its partition %s are partitioned: make new tables, move the "
			"rows and drop the old ones in a revision of your own",
			r->to->name);
	table.from = change.before.self;
	table.to = change.after.self;
	table.change = &change;
	change.needed_by_count = 0;
	pg_take_handed_down(&table);
	return 0;
}

/* Indexes and checks that it has from that one, and shall not keep, may speak of what changes. */
static void strip_parts(const struct pg_render *r)
{
	const struct wb_family *before = &r->change->before;

	for (size_t i = 0; i < before->count; i++) {
		const struct wb_object *o = before->children[i];

		if (!(o->flags & WB_OBJECT_IMPLICIT) || kit_twin(&r->change->after, o))
			continue;
		if (o->kind == WB_KIND_INDEX)
			kit_write(r->out, "DROP INDEX %Q;\n", o);
		else if (o->kind == WB_KIND_CHECK)
			kit_write(r->out, "ALTER TABLE %P DROP CONSTRAINT %I;\n", o, o->name);
	}
}

/* A table has become a partition, or is none any more: ATTACH and DETACH have no name to change. */
int pg_render_partition(const struct pg_render *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		if (follow_alone(r) < 0)
			return kit_failed(r->err);
		kit_write(r->out, "ALTER TABLE %s ATTACH PARTITION %Q %s;\n",
			  kit_get(r->to, "parent"), r->to, kit_get(r->to, "bound"));
		kit_risk(r->risk, WB_RISK_LONG_LOCK | WB_RISK_MAY_FAIL, "attach-partition",
			 EXCLUSIVE,
			 "looks at every row of partition %s, and fails if one is outside of its "
			 "bounds",
			 r->to->name);
		return 0;
	case WB_CHANGE_DROP:
		kit_write(r->out, "ALTER TABLE %s DETACH PARTITION %Q;\n",
			  kit_get(r->from, "parent"), r->from);
		if (r->change->after.self && pg_key_retyped(r, kit_get(r->from, "parent_key")))
			strip_parts(r);
		return 0;
	case WB_CHANGE_ALTER:
		return pg_recreate(r);
	default:
		return pg_host->fail(r->err, WB_E_UNSUPPORTED, "its table alone can be renamed");
	}
}
