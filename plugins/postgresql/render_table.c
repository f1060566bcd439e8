/* SPDX-License-Identifier: MIT */
/* Tables and partitions. */
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

/* ------------------------------------------------------ settings that ALTER TABLE has words for */

static void alter(const struct pg_render *r, const char *what)
{
	kit_write(r->out, "ALTER TABLE %Q %s;\n", r->to, what);
}

static void render_security(const struct pg_render *r)
{
	if (!kit_same(r->from, r->to, "row_security"))
		alter(r, kit_get(r->to, "row_security") ? "ENABLE ROW LEVEL SECURITY"
							: "DISABLE ROW LEVEL SECURITY");
	if (!kit_same(r->from, r->to, "force_row_security"))
		alter(r, kit_get(r->to, "force_row_security") ? "FORCE ROW LEVEL SECURITY"
							      : "NO FORCE ROW LEVEL SECURITY");
}

/* What can be set both on a new table and on one that is there. */
static void render_settings(const struct pg_render *r)
{
	const char *identity = kit_get(r->to, "replica_identity");

	render_security(r);
	if (!kit_same(r->from, r->to, "replica_identity"))
		kit_write(r->out, "ALTER TABLE %Q REPLICA IDENTITY %s;\n", r->to,
			  identity ? identity : "DEFAULT");
	pg_render_comment(r, pg_is_foreign(r->to) ? "FOREIGN TABLE" : "TABLE");
}

static void rewrites(const struct pg_render *r, const char *rule, const char *why)
{
	kit_risk(r->risk, WB_RISK_REWRITE | WB_RISK_LONG_LOCK, rule, EXCLUSIVE,
		 "%s of table %s: every row is written anew", why, r->to->name);
}

static void render_storage(const struct pg_render *r)
{
	const char *method = kit_get(r->to, "access_method"), *space = kit_get(r->to, "tablespace");

	if (!kit_same(r->from, r->to, "unlogged")) {
		/* nor may a table that is logged refer to one that isn't meanwhile */
		for (size_t i = 0; i < r->change->needed_by_count; i++)
			if (r->change->needed_by[i]->kind == WB_KIND_FOREIGN_KEY)
				r->risk->flags |= WB_RENDER_DEPENDANTS;
		alter(r, kit_get(r->to, "unlogged") ? "SET UNLOGGED" : "SET LOGGED");
		rewrites(r, "table-rewrite", "changes the persistence");
	}
	if (!kit_same(r->from, r->to, "access_method")) {
		kit_write(r->out, "ALTER TABLE %Q SET ACCESS METHOD %I;\n", r->to,
			  method ? method : "heap");
		rewrites(r, "table-rewrite", "changes the access method");
	}
	if (!kit_same(r->from, r->to, "tablespace")) {
		kit_write(r->out, "ALTER TABLE %Q SET TABLESPACE %I;\n", r->to,
			  space ? space : "pg_default");
		rewrites(r, "table-rewrite", "changes the tablespace");
	}
	pg_render_options(r, "TABLE");
}

/* ------------------------------------------------------------------ parents */

static bool is_check(const struct wb_object *o)
{
	return o->kind == WB_KIND_CHECK;
}

/* Does it come from a parent that stays one? Then that one's own change brings it, or takes it. */
static bool comes_by_itself(const struct pg_render *r, const struct wb_object *o)
{
	const char *from = kit_get(r->from, "inherits"), *to = kit_get(r->to, "inherits"),
		   *list = kit_get(o, "handed_down_by");
	size_t len;

	for (const char *next; (next = kit_item(list, &len)); list = next)
		if (kit_has_item(from, list, len) && kit_has_item(to, list, len))
			return true;
	return false;
}

/* Is it a new parent that will hand it down, or an old one that did? Neither is a change of its own. */
static bool changes_hands(const struct pg_render *r, const struct wb_object *o,
			  const struct wb_object *twin)
{
	if (!(o->flags & WB_OBJECT_IMPLICIT)) {
		if (!twin || !(twin->flags & WB_OBJECT_IMPLICIT))
			return false;
		o = twin;
	}
	return !comes_by_itself(r, o) && (o->kind == WB_KIND_COLUMN || is_check(o));
}

/* What the parent hands down must be there before it can, and what it has handed down becomes what it shall be. */
static void fit(const struct pg_render *r)
{
	const struct wb_family *after = &r->change->after;

	for (size_t i = 0; i < after->count; i++) {
		const struct wb_object *o = after->children[i],
				       *twin = kit_twin(&r->change->before, o);
		struct wb_change change = *r->change;
		struct pg_render child = *r;

		if (!changes_hands(r, o, twin))
			continue;
		change.kind = twin ? WB_CHANGE_ALTER : WB_CHANGE_CREATE;
		child.change = &change;
		child.from = twin;
		child.to = o;
		if (o->kind == WB_KIND_COLUMN)
			pg_render_column(&child);
		else
			pg_render_constraint(&child);
	}
}

/* What the parent had handed down stays, and may not be wanted. */
static void strip(const struct pg_render *r)
{
	const struct wb_family *before = &r->change->before;

	for (size_t i = 0; i < before->count; i++) {
		const struct wb_object *o = before->children[i];

		if (!(o->flags & WB_OBJECT_IMPLICIT) || comes_by_itself(r, o) ||
		    kit_twin(&r->change->after, o))
			continue;
		if (o->kind == WB_KIND_COLUMN)
			kit_write(r->out, "ALTER TABLE %P DROP COLUMN %I;\n", o, o->name);
		else if (o->kind == WB_KIND_INDEX)
			kit_write(r->out, "DROP INDEX IF EXISTS %Q;\n", o);
		else if (o->kind != PG_KIND_OVERRIDE)
			kit_write(r->out, "ALTER TABLE %P DROP CONSTRAINT IF EXISTS %I;\n", o,
				  o->name);
	}
}

void pg_take_handed_down(const struct pg_render *r)
{
	strip(r);
	fit(r);
}

static void render_inheritance(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "inherits"), *to = kit_get(r->to, "inherits"), *list,
		   *next;
	size_t len;

	if (kit_equal(from, to) && kit_same(r->from, r->to, "partition"))
		return;
	for (list = from; (next = kit_item(list, &len)); list = next)
		if (!kit_has_item(to, list, len)) {
			kit_write(r->out, "ALTER TABLE %Q NO INHERIT %S;\n", r->to, list, len);
		}
	pg_take_handed_down(r);
	for (list = to; (next = kit_item(list, &len)); list = next) {
		if (kit_has_item(from, list, len))
			continue;
		kit_write(r->out,
			  "-- the columns that both have stay its own as well, and stay when its "
			  "parent's go\nALTER TABLE %Q INHERIT %S;\n",
			  r->to, list, len);
	}
}

static int alter_table(const struct pg_render *r)
{
	if (pg_is_foreign(r->from) != pg_is_foreign(r->to))
		return pg_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"PostgreSQL can't make a table of a foreign table, nor the other way "
			"round: make the new one, move the rows and drop the old one in a "
			"revision of your own");
	if (!kit_same(r->from, r->to, "server"))
		return pg_recreate(r);
	if (!kit_same(r->from, r->to, "partition_key"))
		return pg_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"PostgreSQL can't change how a table is partitioned (%s, "
			"should be %s): make a new table, move the "
			"rows and drop the old one in a revision of your own",
			kit_get(r->from, "partition_key") ? kit_get(r->from, "partition_key")
							  : "not at all",
			kit_get(r->to, "partition_key") ? kit_get(r->to, "partition_key")
							: "not at all");
	if (r->change->flags & WB_CHANGE_WHOLE)
		return pg_remake_partitioned(r);
	render_inheritance(r);
	render_storage(r);
	pg_alter_foreign_table(r);
	render_settings(r);
	return 0;
}

/* ------------------------------------------------------------------ CREATE TABLE */

/* A partition is made whole, before it becomes one. An heir may have its parent's column as its own
 * too. */
static bool written_inline(const struct pg_render *r, const struct wb_object *o)
{
	if (!(o->flags & WB_OBJECT_INLINE) || (o->flags & WB_OBJECT_OWNED))
		return false;
	if ((o->flags & WB_OBJECT_IMPLICIT) && !kit_get(o, "local") &&
	    !(kit_get(r->to, "partition") && (o->kind == WB_KIND_COLUMN || is_check(o))))
		return false;
	return o->kind == WB_KIND_COLUMN || pg_constraint_inline(o);
}

static size_t add_body(const struct pg_render *r)
{
	const struct wb_family *family = &r->change->after;
	size_t count = 0;

	for (size_t i = 0; i < family->count; i++) {
		const struct wb_object *o = family->children[i];

		if (!written_inline(r, o))
			continue;
		kit_add(r->out, count++ ? ",\n    " : " (\n    ");
		if (o->kind == WB_KIND_COLUMN)
			pg_column_definition(r->out, o);
		else
			kit_write(r->out, "CONSTRAINT %I %s", o->name, kit_get(o, "definition"));
	}
	if (count)
		kit_add(r->out, "\n)");
	return count;
}

static void add_tail(const struct pg_render *r)
{
	const char *key = kit_get(r->to, "partition_key"), *inherits = kit_get(r->to, "inherits");
	const char *method = kit_get(r->to, "access_method"),
		   *options = kit_get(r->to, "options_in_order");
	const char *space = kit_get(r->to, "tablespace");

	if (inherits)
		kit_write(r->out, " INHERITS (%s)", inherits);
	if (pg_is_foreign(r->to)) {
		kit_write(r->out, " SERVER %s", kit_get(r->to, "server"));
		pg_foreign_options(r->out, r->to);
	}
	if (key)
		kit_write(r->out, " PARTITION BY %s", key);
	if (method)
		kit_write(r->out, " USING %I", method);
	if (options)
		kit_write(r->out, " WITH (%s)", options);
	if (space)
		kit_write(r->out, " TABLESPACE %I", space);
	kit_add(r->out, ";\n");
}

/* A partition must have what its parent has, valid or not. */
static bool is_wanted_by_parent(const struct pg_render *r, const struct wb_object *o)
{
	return kit_get(r->to, "partition") && is_check(o) && !pg_constraint_inline(o);
}

/* What stands in no CREATE TABLE: comments and settings of columns and constraints, constraints
 * that are not valid yet. */
static void add_children_extras(const struct pg_render *r)
{
	const struct wb_family *family = &r->change->after;

	for (size_t i = 0; i < family->count; i++) {
		const struct wb_object *o = family->children[i];
		struct pg_render child = *r;

		child.from = NULL;
		child.to = o;
		if (!(o->flags & WB_OBJECT_INLINE) || (o->flags & WB_OBJECT_OWNED) ||
		    (!written_inline(r, o) && (o->flags & WB_OBJECT_IMPLICIT) &&
		     !is_wanted_by_parent(r, o)))
			continue;
		if (o->kind == WB_KIND_COLUMN) {
			pg_column_extras(&child, NULL, o);
		} else {
			if (!pg_constraint_inline(o))
				kit_write(r->out, "ALTER TABLE %P ADD CONSTRAINT %I %s;\n", o,
					  o->name, kit_get(o, "definition"));
			pg_constraint_extras(&child);
		}
	}
}

static int create_table(const struct pg_render *r)
{
	kit_write(r->out, "CREATE %sTABLE %Q",
		  pg_is_foreign(r->to)         ? "FOREIGN "
		  : kit_get(r->to, "unlogged") ? "UNLOGGED "
					       : "",
		  r->to);
	if (!add_body(r))
		kit_add(r->out, " (\n)");
	add_tail(r);
	render_settings(r);
	add_children_extras(r);
	return 0;
}

int pg_render_table(const struct pg_render *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		return create_table(r);
	case WB_CHANGE_ALTER:
		return alter_table(r);
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER TABLE %Q RENAME TO %I;\n", r->from, r->to->name);
		return 0;
	default:
		kit_write(r->out, "DROP %sTABLE %Q;\n", pg_is_foreign(r->from) ? "FOREIGN " : "",
			  r->from);
		if (pg_is_foreign(r->from) || pg_partitions_stay(r->change))
			return 0;
		kit_risk(r->risk, WB_RISK_DATA_LOSS, "drop-table", EXCLUSIVE,
			 "drops table %s and its data", r->from->name);
		return 0;
	}
}
