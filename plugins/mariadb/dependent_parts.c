/* SPDX-License-Identifier: MIT */
/* Do the parts of a table that change depend on one another? Then all its changes go into one ALTER. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

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
		if (maria_mentions(o, "generated", name) || maria_mentions(o, "check", name) ||
		    maria_mentions(o, "default", name))
			return true;
		if ((kit_lists(kit_get(o, "columns"), name) ||
		     maria_mentions(o, "expression", name)) &&
		    kit_child(&c->after, o->kind, o->name))
			return true;
	}
	return false;
}

static bool reads(const struct wb_object *o, const char *column)
{
	return o->kind == WB_KIND_CHECK
		       ? maria_mentions(o, "expression", column)
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
	       maria_mentions(c->before.self, "periods", c->from->name);
}

static bool is_visible(const struct wb_object *o)
{
	return o->kind == WB_KIND_COLUMN && !kit_get(o, "invisible");
}

/* A table has one visible column at the least: where none of them stays, some come into sight while
 * the others leave it. */
static bool all_leave_sight(const struct wb_change *c)
{
	for (size_t i = 0; i < c->before.count; i++) {
		const struct wb_object *o = c->before.children[i], *to;

		to = is_visible(o) ? kit_child(&c->after, WB_KIND_COLUMN, o->name) : NULL;
		if (to && is_visible(to))
			return false;
	}
	return find_flag(&c->before, "invisible") || find_flag(&c->after, "invisible");
}

bool maria_parts_depend(const struct wb_change *c)
{
	const struct wb_object *before = c->before.self, *after = c->after.self;

	if (!before || !after)
		return false;
	return !kit_same(before, after, "engine") || !kit_same(before, after, "partitions") ||
	       !kit_same(before, after, "versioning") || !kit_same(before, after, "periods") ||
	       maria_resized(before, after) || primary_key_changes(c) || counter_changes(c) ||
	       rows_change(c) || has_twin(c) || goes_with_others(c) || is_read(c) ||
	       bounds_period(c) || changes_with_key(c) || all_leave_sight(c);
}
