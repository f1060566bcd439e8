/* SPDX-License-Identifier: MIT */
#include "row_reach.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/kind.h"
#include "lex/mentioned.h"
#include "column_values.h"

bool tables_have(const struct table_vec *tables, const char *name)
{
	for (size_t i = 0; i < tables->count; i++)
		if (strcasecmp(tables->items[i]->pub.name, name) == 0)
			return true;
	return false;
}

static int add(struct table_vec *to, const struct object *table)
{
	return tables_have(to, table->pub.name) ? 0 : table_vec_push(to, table);
}

/* ------------------------------------------------------------------ names */

static int add_texts(struct mentioned *named, const struct object *o)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < o->pub.attribute_count; i++)
		if (o->pub.attributes[i].value)
			rc = mentioned_add(named, o->pub.attributes[i].value,
					   strlen(o->pub.attributes[i].value));
	return rc;
}

/* What is run, or read, when this is: a routine's body, a view's text, what a table's changes set off. */
static int follow(struct mentioned *named, const struct object *o)
{
	int rc = 0;

	if (o->pub.kind == WB_KIND_ROUTINE || o->pub.kind == WB_KIND_VIEW)
		rc = add_texts(named, o);
	for (size_t i = 0; rc == 0 && i < o->children.count; i++)
		if (kind_of(o->children.items[i]->pub.kind)->reacts)
			rc = add_texts(named, o->children.items[i]);
	return rc;
}

int reach_named(const struct model *model, const char *text, size_t len, struct table_vec *out)
{
	struct mentioned named = { 0 };
	bool *seen = calloc(model->objects.count + 1, sizeof(*seen)), again = true;
	int rc = seen ? mentioned_add(&named, text, len) : -1;

	while (rc == 0 && again) {
		again = false;
		for (size_t i = 0; rc == 0 && i < model->objects.count; i++) {
			const struct object *o = model->objects.items[i];

			if (seen[i] || !mentioned_has(&named, o->pub.name))
				continue;
			seen[i] = again = true;
			rc = follow(&named, o);
			if (rc == 0 && object_holds_rows(o))
				rc = add(out, o);
		}
	}
	mentioned_release(&named);
	free(seen);
	return rc;
}

/* ------------------------------------------------------------------ keys */

/* The tables whose keys are among these. */
static int add_keys(const struct object_vec *by, struct table_vec *out)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < by->count; i++)
		if (by->items[i]->pub.kind == WB_KIND_FOREIGN_KEY && by->items[i]->parent)
			rc = add(out, by->items[i]->parent);
	return rc;
}

/* What refers to it. */
static int add_below(const struct object *table, struct table_vec *out)
{
	int rc = add_keys(&table->needed_by, out);

	for (size_t i = 0; rc == 0 && i < table->children.count; i++)
		rc = add_keys(&table->children.items[i]->needed_by, out);
	return rc;
}

/* And what refers to that, as far as it goes: `out` grows while it is gone through. */
static int add_all_below(const struct object *table, struct table_vec *out)
{
	int rc = add_below(table, out);

	for (size_t i = 0; rc == 0 && i < out->count; i++)
		rc = add_below(out->items[i], out);
	return rc;
}

static int add_above(const struct object *table, struct table_vec *out)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < table->children.count; i++) {
		const struct object *o = table->children.items[i];
		const struct object *to =
			o->pub.kind == WB_KIND_FOREIGN_KEY ? reference_table(o) : NULL;

		if (to)
			rc = add(out, to);
	}
	return rc;
}

int reach_tied(const struct table_vec *tables, struct table_vec *out)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < tables->count; i++) {
		struct table_vec tied = { 0 };

		rc = add_all_below(tables->items[i], &tied);
		if (rc == 0)
			rc = add_above(tables->items[i], &tied);
		for (size_t k = 0; rc == 0 && k < tied.count; k++)
			rc = add(out, tied.items[k]);
		table_vec_release(&tied);
	}
	return rc;
}

bool object_speaks_of(const struct object *o, const struct string_vec *names)
{
	for (size_t i = 0; i < o->pub.attribute_count; i++)
		for (size_t k = 0; o->pub.attributes[i].value && k < names->count; k++)
			if (text_speaks_of(o->pub.attributes[i].value,
					   strlen(o->pub.attributes[i].value), names->items[k]))
				return true;
	return false;
}

/* Does it set what a key of the table is about, the table's own or one that refers to it? */
static bool sets_key(const struct object *table, const struct string_vec *columns)
{
	for (size_t i = 0; i < table->children.count; i++) {
		const struct object *o = table->children.items[i];

		if ((o->pub.kind == WB_KIND_FOREIGN_KEY || o->pub.kind == WB_KIND_PRIMARY_KEY ||
		     o->pub.kind == WB_KIND_UNIQUE || o->pub.kind == WB_KIND_INDEX) &&
		    object_speaks_of(o, columns))
			return true;
	}
	return false;
}

/* Rows that are inserted have been tried; what is set besides keys concerns nobody else. */
static bool uses_keys(const struct object *table, const struct row_statement *what)
{
	return what->kind == ROW_DELETE || (what->kind == ROW_OTHER && what->may_change) ||
	       (what->kind == ROW_UPDATE && sets_key(table, &what->writes));
}

int reach_by_keys(const struct object *table, const struct row_statement *what,
		  struct table_vec *out)
{
	const struct table_vec one = { .items = &table, .count = 1 };

	return uses_keys(table, what) ? reach_tied(&one, out) : 0;
}
