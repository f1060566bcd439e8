/* SPDX-License-Identifier: MIT */
/* Changes of one column, key or constraint, and of a table's own options, each as an ALTER TABLE.
 * Where parts of a table depend on one another, all its changes go into one: alter_table.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

/* ------------------------------------------------------------------ columns */

static bool begins_with_any(const char *type, const char *const *words)
{
	for (; type && *words; words++)
		if (strncmp(type, *words, strlen(*words)) == 0)
			return true;
	return false;
}

void maria_add_cast(struct maria_rendering *r, const struct wb_object *from,
		    const struct wb_object *to)
{
	static const char *const rigid[] = { "uuid", "inet4", "inet6", NULL };
	static const char *const soft[] = { "uuid", "inet",       "char",     "varchar", "tinytext",
					    "text", "mediumtext", "longtext", NULL };
	const char *was = kit_get(from, "type"), *is = kit_get(to, "type");

	if (maria_recalculated(from, to) || kit_get(to, "generated") ||
	    !((begins_with_any(was, rigid) && !begins_with_any(is, soft)) ||
	      (begins_with_any(is, rigid) && !begins_with_any(was, soft))))
		return;
	maria_add_alter(r);
	kit_write(r->out, "MODIFY COLUMN %N varchar(64)%s;\n", from->name,
		  kit_get(to, "not_null") && !maria_fills(r, from, to) ? " NOT NULL" : "");
}

/* Is one list of values the other with more at its end? Then no row is touched. */
static bool is_longer(const char *from, const char *to)
{
	size_t len = strlen(from);

	if (strncmp(from, "varchar(", 8) == 0 && strncmp(to, "varchar(", 8) == 0) {
		unsigned long a = strtoul(from + 8, NULL, 10), b = strtoul(to + 8, NULL, 10);

		return b >= a && strchr(to, ')')[1] == strchr(from, ')')[1];
	}
	if (strncmp(from, "enum(", 5) != 0 && strncmp(from, "set(", 4) != 0)
		return false;
	return len && strncmp(from, to, len - 1) == 0 && to[len - 1] == ',';
}

void maria_warn_column(struct maria_rendering *r, const struct wb_object *from,
		       const struct wb_object *to)
{
	const char *was = kit_get(from, "type"), *is = kit_get(to, "type");

	if (was && is && strcmp(was, is) != 0 && !is_longer(was, is))
		maria_warn(r, WB_RISK_REWRITE | WB_RISK_MAY_FAIL, "type-change",
			   "column %s.%s changes from %s to %s: every row is written anew, values "
			   "that do not fit fail or are lost",
			   to->parent, to->name, was, is);
	if (!kit_same(from, to, "collation"))
		maria_warn(r, WB_RISK_REWRITE | WB_RISK_MAY_FAIL, "type-change",
			   "column %s.%s gets another collation: every row is written anew",
			   to->parent, to->name);
	if (!kit_get(from, "not_null") && kit_get(to, "not_null"))
		maria_warn(
			r, WB_RISK_REWRITE | WB_RISK_MAY_FAIL, "not-null",
			"column %s.%s becomes NOT NULL: it fails if a row has no value by then%s",
			to->parent, to->name,
			kit_get(r->change->before.self, "versioning")
				? ", or had none before, which stays in the history"
				: "");
	if (maria_recalculated(from, to) || !kit_same(from, to, "generated"))
		maria_warn(r,
			   WB_RISK_REWRITE | (kit_get(from, "generated") ? 0 : WB_RISK_DATA_LOSS),
			   "generated-column", "column %s.%s is dropped and calculated anew",
			   to->parent, to->name);
}

/* Is a column that comes as well made before one that stands behind it, since it needs nothing, or
 * since that one needs it? */
static bool comes_before(const struct wb_object *column, const struct wb_object *other)
{
	const char *fallback = kit_get(column, "default");
	bool needs_nothing = !kit_get(column, "generated") && !kit_get(column, "check") &&
			     (!fallback || !strchr(fallback, '`'));

	return needs_nothing || maria_mentions(other, "generated", column->name) ||
	       maria_mentions(other, "check", column->name) ||
	       maria_mentions(other, "default", column->name);
}

void maria_add_place(struct maria_rendering *r, const struct wb_object *column)
{
	const struct wb_family *before = &r->change->before, *after = &r->change->after;
	const struct wb_object *place = NULL;
	bool followed = false;

	for (size_t i = 0; i < after->count; i++) {
		const struct wb_object *o = after->children[i];
		bool old = o->kind == WB_KIND_COLUMN && kit_child(before, WB_KIND_COLUMN, o->name);

		if (o->kind != WB_KIND_COLUMN || o == column)
			continue;
		if (o->position > column->position)
			followed = followed || old;
		else if ((old || comes_before(o, column)) &&
			 (!place || o->position > place->position))
			place = o;
	}
	if (followed && place)
		kit_write(r->out, " AFTER %N", place->name);
	else if (followed)
		kit_add(r->out, " FIRST");
}

static void add_column(struct maria_rendering *r)
{
	const struct wb_object *to = r->change->to;

	maria_add_alter(r);
	kit_write(r->out, "ADD COLUMN %s", to->text);
	maria_add_place(r, to);
	kit_add(r->out, ";\n");
	if (kit_get(to, "stored"))
		maria_warn(r, WB_RISK_REWRITE, "table-rewrite",
			   "column %s.%s is stored: every row is written anew", to->parent,
			   to->name);
	else if (kit_get(to, "not_null") && !kit_get(to, "default") && !kit_get(to, "generated"))
		maria_warn(r, WB_RISK_MAY_FAIL, "not-null",
			   "column %s.%s is NOT NULL and has no default: rows that are there get "
			   "the type's zero, or it fails",
			   to->parent, to->name);
}

static bool has_foreign_key(const struct wb_change *c)
{
	for (size_t i = 0; i < c->needed_by_count; i++)
		if (c->needed_by[i]->kind == WB_KIND_FOREIGN_KEY)
			return true;
	return false;
}

static void modify_column(struct maria_rendering *r)
{
	const struct wb_object *from = r->change->from, *to = r->change->to;

	maria_add_cast(r, from, to);
	maria_fill_nulls(r, from, to);
	maria_add_alter(r);
	if (maria_recalculated(from, to)) {
		kit_write(r->out, "DROP COLUMN %N, ADD COLUMN %s", from->name, to->text);
		maria_add_place(r, to);
	} else {
		kit_write(r->out, "MODIFY COLUMN %s", to->text);
	}
	kit_add(r->out, ";\n");
	if (maria_retyped(from, to) && has_foreign_key(r->change))
		r->risk->flags |= WB_RENDER_DEPENDANTS;
	maria_warn_column(r, from, to);
}

static void render_column(struct maria_rendering *r)
{
	const struct wb_object *from = r->change->from;

	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		add_column(r);
		break;
	case WB_CHANGE_ALTER:
		modify_column(r);
		break;
	default:
		maria_add_alter(r);
		kit_write(r->out, "DROP COLUMN %N;\n", from->name);
		if (!kit_get(from, "generated"))
			maria_warn(r, WB_RISK_DATA_LOSS, "drop-column",
				   "drops column %s.%s and its data", from->parent, from->name);
	}
}

int maria_render_child(struct maria_rendering *r)
{
	const struct wb_change *c = r->change;
	const struct wb_object *any = c->from ? c->from : c->to;

	if (any->kind == WB_KIND_FOREIGN_KEY && c->from && c->to) {
		/* the server takes the name for taken */
		r->risk->flags = WB_RENDER_RECREATE;
		return 0;
	}
	if (any->kind == WB_KIND_FOREIGN_KEY)
		maria_render_key(r);
	else if (maria_parts_depend(c) || maria_key_in_use(c))
		r->risk->flags = WB_RENDER_PARENT;
	else if (any->kind == WB_KIND_COLUMN)
		render_column(r);
	else
		maria_render_key(r);
	return 0;
}

int maria_render_table(struct maria_rendering *r)
{
	if (maria_parts_depend(r->change)) {
		r->risk->flags = WB_RENDER_PARENT;
		return 0;
	}
	maria_add_alter(r);
	maria_add_options(r, 0, ", ");
	kit_add(r->out, ";\n");
	return 0;
}
