/* SPDX-License-Identifier: MIT */
#include "row_commute.h"

#include <string.h>
#include <strings.h>

#include "base/kind.h"
#include "row_reach.h"

/* ------------------------------------------------------------------ the table */

static const struct object *find_table(const struct model *model, const char *name)
{
	const struct object *found = NULL;

	for (size_t i = 0; i < model->objects.count; i++) {
		const struct object *o = model->objects.items[i];

		if (!object_holds_rows(o) || strcasecmp(o->pub.name, name) != 0)
			continue;
		if (found) /* which of them is meant? */
			return NULL;
		found = o;
	}
	return found;
}

static bool tells_apart(const struct object *o)
{
	return o->pub.kind == WB_KIND_PRIMARY_KEY || o->pub.kind == WB_KIND_UNIQUE ||
	       o->pub.kind == WB_KIND_EXCLUSION ||
	       (o->pub.kind == WB_KIND_INDEX && object_get(&o->pub, "unique"));
}

static bool constrains(const struct object *o)
{
	return tells_apart(o) || kind_of(o->pub.kind)->constrains;
}

static bool has_key(const struct object *table)
{
	for (size_t i = 0; i < table->children.count; i++)
		if (tells_apart(table->children.items[i]))
			return true;
	return false;
}

/* Something that a change of rows sets off, or by which other rows count. */
static bool has_more(const struct object *table)
{
	for (size_t i = 0; i < table->children.count; i++) {
		const struct object *o = table->children.items[i];

		if (kind_of(o->pub.kind)->reacts || o->pub.kind >= WB_KIND_DIALECT ||
		    object_get(&o->pub, "generated") ||
		    (o->pub.kind == WB_KIND_COLUMN && object_get(&o->pub, "on_update")))
			return true;
	}
	return false;
}

static bool is_key(const struct object_vec *by)
{
	for (size_t i = 0; i < by->count; i++)
		if (by->items[i]->pub.kind == WB_KIND_FOREIGN_KEY)
			return true;
	return false;
}

static bool is_referred_to(const struct object *table)
{
	bool found = is_key(&table->needed_by);

	for (size_t i = 0; i < table->children.count; i++)
		found = found || is_key(&table->children.items[i]->needed_by);
	return found;
}

static bool is_constrained(const struct object *table, const struct string_vec *columns)
{
	for (size_t i = 0; i < table->children.count; i++)
		if (constrains(table->children.items[i]) &&
		    object_speaks_of(table->children.items[i], columns))
			return true;
	return false;
}

/* ------------------------------------------------------------------ two statements */

static bool disjoint(const struct string_vec *a, const struct string_vec *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (row_names_have(b, a->items[i]))
			return false;
	return true;
}

/* Which rows a statement means is told by what an INSERT gives them. */
static bool is_told(const struct object *table, const struct row_statement *insert,
		    const struct row_statement *other)
{
	for (size_t i = 0; i < table->children.count; i++) {
		const struct object *o = table->children.items[i];

		if (o->pub.kind == WB_KIND_COLUMN && row_names_have(&other->names, o->pub.name) &&
		    !row_names_have(&insert->writes, o->pub.name))
			return false;
	}
	return true;
}

/* The rows that are inserted have been tried; those that are there an INSERT leaves as they are. */
static bool insert_commutes(const struct object *table, const struct row_statement *insert,
			    const struct row_statement *other)
{
	if (other->kind == ROW_INSERT)
		return true;
	if (!insert->writes.count || !is_told(table, insert, other))
		return false;
	/* what a key is given, or forbids, may come from a row that is deleted */
	return other->kind == ROW_UPDATE || !has_key(table);
}

static bool commutes(const struct object *table, const struct row_statement *a,
		     const struct row_statement *b)
{
	if (a->kind == ROW_INSERT || b->kind == ROW_INSERT)
		return a->kind == ROW_INSERT ? insert_commutes(table, a, b)
					     : insert_commutes(table, b, a);
	if (!disjoint(&a->writes, &b->names) || !disjoint(&b->writes, &a->names) ||
	    !disjoint(&a->writes, &b->writes))
		return false;
	if (a->kind == ROW_UPDATE && b->kind == ROW_UPDATE)
		return true;
	/* a row on which the one fails may be gone by the other */
	return !a->can_fail && !b->can_fail && (a->kind == ROW_DELETE || a->constant) &&
	       (b->kind == ROW_DELETE || b->constant);
}

static bool allows(const struct object *table, const struct row_statement *s)
{
	if (s->kind == ROW_OTHER)
		return false;
	if (s->kind == ROW_UPDATE && is_constrained(table, &s->writes))
		return false;
	return s->kind != ROW_DELETE || !is_referred_to(table);
}

static bool statements_commute(const struct row_statement *a, const struct row_statement *b,
			       const struct model *const models[2])
{
	for (size_t i = 0; i < 2; i++) {
		const struct object *table = find_table(models[i], a->table);

		if (!table || has_more(table) || !allows(table, a) || !allows(table, b) ||
		    !commutes(table, a, b))
			return false;
	}
	return true;
}

bool branches_commute(const struct row_statement_vec *a, const struct row_statement_vec *b,
		      const char *table, const struct model *const models[2])
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++)
			if (strcmp(a->items[i].table, table) == 0 &&
			    strcmp(b->items[k].table, table) == 0 &&
			    !statements_commute(&a->items[i], &b->items[k], models))
				return false;
	return true;
}
