/* SPDX-License-Identifier: MIT */
/* A copy of a range type, which stands in for it while it is made anew. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

static const char multirange_is[] = ", MULTIRANGE_TYPE_NAME = ";

/* Before version 14 there are no multiranges. */
static const char *multirange_of(const struct wb_object *range)
{
	const char *at = strstr(kit_get(range, "definition"), multirange_is);

	return at ? at + strlen(multirange_is) : NULL;
}

static void add_multirange_copy(const struct pg_render *r)
{
	char *name = kit_text_make("%s_multi", r->from->name);

	/* short of memory it has the range's name, and the server refuses */
	pg_aside(r->out, r->from->namespace_, name ? name : r->from->name);
	free(name);
}

void pg_create_range_copy(const struct pg_render *r)
{
	const char *definition = kit_get(r->from, "definition"), *multi = multirange_of(r->from);

	kit_add(r->out, "CREATE TYPE ");
	pg_aside(r->out, r->from->namespace_, r->from->name);
	kit_add(r->out, " AS RANGE (");
	pg_host->append(r->out, definition,
			multi ? (size_t)(multi - definition) : strlen(definition));
	if (multi)
		add_multirange_copy(r);
	kit_add(r->out, ");\n");
}

/* Is that text the name of the object? */
static bool names(const char *text, size_t len, const struct wb_object *o)
{
	char *name = kit_text_make("%Q", o);
	bool same = name && strlen(name) == len && memcmp(name, text, len) == 0;

	free(name);
	return same;
}

static const struct wb_object *find_domain(const struct pg_render *r, const char *text, size_t len)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		const struct wb_object *o = r->change->needed_by[i];

		if (o->kind == WB_KIND_TYPE && strcmp(kit_get(o, "form"), "domain") == 0 &&
		    names(text, len, o))
			return o;
	}
	return NULL;
}

/* What stands in for a type: the copy for the range and for domains of it, and so for arrays of them. What is
 * otherwise made of it is a text. */
static void add_copy_type(const struct pg_render *r, const char *type)
{
	const char *multi = multirange_of(r->from), *array = strstr(type, "[]");
	size_t len = array ? (size_t)(array - type) : strlen(type);
	const struct wb_object *domain = find_domain(r, type, len);

	/* an array of arrays is an array */
	if (domain) {
		add_copy_type(r, kit_get(domain, "type"));
		array = array && strstr(kit_get(domain, "type"), "[]") ? NULL : array;
	} else if (names(type, len, r->from)) {
		pg_aside(r->out, r->from->namespace_, r->from->name);
	} else if (multi && strlen(multi) == len && memcmp(multi, type, len) == 0) {
		add_multirange_copy(r);
	} else {
		kit_add(r->out, "text");
	}
	kit_add(r->out, array ? array : "");
}

void pg_move_to_range_copy(const struct pg_render *r, const struct wb_object *column)
{
	kit_write(r->out, "ALTER COLUMN %I TYPE ", column->name);
	add_copy_type(r, kit_get(column, "type"));
	kit_write(r->out, " USING %I::text%s::", column->name, pg_is_array(column) ? "[]" : "");
	add_copy_type(r, kit_get(column, "type"));
	kit_add(r->out, ";\n");
}
