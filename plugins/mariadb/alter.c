/* SPDX-License-Identifier: MIT */
/* Changes of one column, key or constraint, and of a table's own options, each as an ALTER TABLE.
 * Where parts of a table depend on one another, all its changes go into one: whole.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

/* ---------------------------------------------------------- do the parts depend on one another? */

static const struct wb_object *find_flag(const struct wb_family *family, const char *key)
{
	for (size_t i = 0; i < family->count; i++)
		if (family->children[i]->kind == WB_KIND_COLUMN &&
		    kit_get(family->children[i], key))
			return family->children[i];
	return NULL;
}

static bool same_name(const struct wb_object *a, const struct wb_object *b)
{
	return a && b ? strcmp(a->name, b->name) == 0 : a == b;
}

/* A key that the counter may need. */
static bool is_counters_key(const struct wb_object *key, const struct wb_object *counter)
{
	const char *columns = kit_get(key, "columns");
	size_t len = strlen(counter->name);

	return columns && strncmp(columns, counter->name, len) == 0 &&
	       (!columns[len] || strchr(",( ", columns[len]));
}

static bool counters_key_changes(const struct wb_family *from, const struct wb_family *to,
				 const struct wb_object *counter)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct wb_object *key = from->children[i], *other;

		if (key->kind != WB_KIND_PRIMARY_KEY && key->kind != WB_KIND_UNIQUE &&
		    key->kind != WB_KIND_INDEX)
			continue;
		other = kit_child(to, key->kind, key->name);
		if (is_counters_key(key, counter) && (!other || !kit_alike(key, other)))
			return true;
	}
	return false;
}

static bool counter_changes(const struct wb_change *c)
{
	const struct wb_object *before = find_flag(&c->before, "auto_increment"),
			       *after = find_flag(&c->after, "auto_increment");

	return !same_name(before, after) ||
	       (before && counters_key_changes(&c->before, &c->after, before)) ||
	       (after && counters_key_changes(&c->after, &c->before, after));
}

static bool primary_key_changes(const struct wb_change *c)
{
	const struct wb_object *before = kit_child(&c->before, WB_KIND_PRIMARY_KEY, "");
	const struct wb_object *after = kit_child(&c->after, WB_KIND_PRIMARY_KEY, "");

	return before && after && !kit_alike(before, after);
}

static bool rows_change(const struct wb_change *c)
{
	for (size_t i = 0; i < 2; i++) {
		const struct wb_family *from = i ? &c->after : &c->before,
				       *to = i ? &c->before : &c->after;

		for (size_t k = 0; k < from->count; k++) {
			const struct wb_object *o = from->children[k], *other;

			if (o->kind != WB_KIND_COLUMN || !kit_get(o, "row"))
				continue;
			other = kit_child(to, WB_KIND_COLUMN, o->name);
			if (!other || !kit_alike(o, other))
				return true;
		}
	}
	return false;
}

/* A name that differs in the case of its letters alone is the same to the server. */
static bool has_twin(const struct wb_change *c)
{
	const struct wb_object *o = c->from ? c->from : c->to;
	const struct wb_family *other = c->from ? &c->after : &c->before;

	if (o->kind != WB_KIND_COLUMN || (c->from && c->to))
		return false;
	for (size_t i = 0; i < other->count; i++)
		if (other->children[i]->kind == WB_KIND_COLUMN &&
		    strcasecmp(other->children[i]->name, o->name) == 0)
			return true;
	return false;
}

/* Keys keep the size of blocks that their table had when they were made. */
bool maria_resized(const struct wb_object *from, const struct wb_object *to)
{
	static const char key[] = "KEY_BLOCK_SIZE=";
	const char *was = kit_get(from, "options"), *is = kit_get(to, "options");

	was = was ? strstr(was, key) : NULL;
	is = is ? strstr(is, key) : NULL;
	return was && is ? strtoul(was + sizeof(key) - 1, NULL, 10) !=
				   strtoul(is + sizeof(key) - 1, NULL, 10)
			 : was != is;
}

static bool mentions(const struct wb_object *o, const char *key, const char *column)
{
	const char *text = kit_get(o, key);
	size_t len = strlen(column);

	for (const char *p = text; p && (p = strchr(p, '`')); p++)
		if (strncmp(p + 1, column, len) == 0 && p[len + 1] == '`')
			return true;
	return false;
}

/* A column goes that a generated one reads, or a key or check that changes: it would take them
 * along, or not go. */
static bool goes_with_others(const struct wb_change *c)
{
	if (c->kind != WB_CHANGE_DROP || c->from->kind != WB_KIND_COLUMN)
		return false;
	for (size_t i = 0; i < c->before.count; i++) {
		const struct wb_object *o = c->before.children[i];
		const char *name = c->from->name;

		if (o == c->from || o->kind == WB_KIND_FOREIGN_KEY)
			continue;
		if (mentions(o, "generated", name) || mentions(o, "check", name) ||
		    mentions(o, "default", name))
			return true;
		if ((kit_lists(kit_get(o, "columns"), name) || mentions(o, "expression", name)) &&
		    kit_child(&c->after, o->kind, o->name))
			return true;
	}
	return false;
}

static bool reads(const struct wb_object *o, const char *column)
{
	return o->kind == WB_KIND_CHECK
		       ? mentions(o, "expression", column)
		       : o->kind != WB_KIND_FOREIGN_KEY && kit_lists(kit_get(o, "columns"), column);
}

/* Does this key or check read a column that is dropped and calculated anew? Then it goes and comes
 * with it: a check would hold the column, a key would keep the length that the column had. */
bool maria_reads_recalculated(const struct wb_change *c, const struct wb_object *key)
{
	for (size_t i = 0; i < c->before.count; i++) {
		const struct wb_object *o = c->before.children[i], *to;

		if (o->kind != WB_KIND_COLUMN || !reads(key, o->name))
			continue;
		to = kit_child(&c->after, WB_KIND_COLUMN, o->name);
		if (to && maria_recalculated(o, to))
			return true;
	}
	return false;
}

static bool is_read(const struct wb_change *c)
{
	if (c->kind != WB_CHANGE_ALTER || c->from->kind != WB_KIND_COLUMN ||
	    !maria_recalculated(c->from, c->to))
		return false;
	for (size_t i = 0; i < c->before.count; i++)
		if (maria_reads_recalculated(c, c->before.children[i]))
			return true;
	return false;
}

/* A column and a key on it change: a full text, spatial or prefix key fits one of the types alone. */
static bool changes_with_key(const struct wb_change *c)
{
	if (c->kind != WB_CHANGE_ALTER || c->from->kind != WB_KIND_COLUMN ||
	    kit_same(c->from, c->to, "type"))
		return false;
	for (size_t i = 0; i < c->before.count; i++) {
		const struct wb_object *key = c->before.children[i], *to;

		if (key->kind == WB_KIND_CHECK || !reads(key, c->from->name))
			continue;
		to = kit_child(&c->after, key->kind, key->name);
		if (to && !kit_alike(key, to))
			return true;
	}
	return false;
}

/* Both ends of a period change their type at once. */
static bool bounds_period(const struct wb_change *c)
{
	return c->kind == WB_CHANGE_ALTER && c->from->kind == WB_KIND_COLUMN &&
	       !kit_same(c->from, c->to, "type") &&
	       mentions(c->before.self, "periods", c->from->name);
}

static bool is_knotted(const struct wb_change *c)
{
	const struct wb_object *before = c->before.self, *after = c->after.self;

	if (!before || !after)
		return false;
	return !kit_same(before, after, "engine") || !kit_same(before, after, "partitions") ||
	       !kit_same(before, after, "versioning") || !kit_same(before, after, "periods") ||
	       maria_resized(before, after) || primary_key_changes(c) || counter_changes(c) ||
	       rows_change(c) || has_twin(c) || goes_with_others(c) || is_read(c) ||
	       bounds_period(c) || changes_with_key(c);
}

/* ------------------------------------------------------------------ columns */

bool maria_retyped(const struct wb_object *from, const struct wb_object *to)
{
	return !kit_same(from, to, "type") || !kit_same(from, to, "collation") ||
	       !kit_same(from, to, "not_null") || maria_recalculated(from, to);
}

/* MODIFY can't do it: the column is dropped and made again in one statement. */
bool maria_recalculated(const struct wb_object *from, const struct wb_object *to)
{
	bool was = kit_get(from, "generated"), is = kit_get(to, "generated");

	return (was || is) && (was != is || !kit_same(from, to, "stored"));
}

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
		  kit_get(to, "not_null") ? " NOT NULL" : "");
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
		maria_warn(r, WB_RISK_REWRITE | WB_RISK_MAY_FAIL, "not-null",
			   "column %s.%s becomes NOT NULL: it fails if a row has no value",
			   to->parent, to->name);
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

	return needs_nothing || mentions(other, "generated", column->name) ||
	       mentions(other, "check", column->name) || mentions(other, "default", column->name);
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
	else if (is_knotted(c) || maria_key_in_use(c))
		r->risk->flags = WB_RENDER_PARENT;
	else if (any->kind == WB_KIND_COLUMN)
		render_column(r);
	else
		maria_render_key(r);
	return 0;
}

int maria_render_table(struct maria_rendering *r)
{
	if (is_knotted(r->change)) {
		r->risk->flags = WB_RENDER_PARENT;
		return 0;
	}
	maria_add_alter(r);
	maria_add_options(r, 0, ", ");
	kit_add(r->out, ";\n");
	return 0;
}
