/* SPDX-License-Identifier: MIT */
/* A column gets another type. */
#include <stdio.h>
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

/* ------------------------------------------------------------------ casts */

static bool starts(const char *text, const char *begin)
{
	return text && strncmp(text, begin, strlen(begin)) == 0;
}

static bool is_money(const struct wb_object *column)
{
	return strcmp(kit_get(column, "type"), "money") == 0;
}

/* Where the server casts by itself, as an assignment would: then a value that does not fit is an
 * error, and not cut off. */
static bool casts_itself(const struct wb_object *from, const struct wb_object *to)
{
	char a = pg_category(from), b = pg_category(to);

	if (b == 'S' && strcmp(kit_get(to, "type"), "\"char\"") != 0)
		return true;
	/* a time of day has no date */
	if (starts(kit_get(from, "type"), "time ") && !starts(kit_get(to, "type"), "time "))
		return false;
	return a == b && strchr("NDTIV", a) && !is_money(from) && !is_money(to);
}

static void add_using(struct wb_text *out, const struct wb_object *from, const struct wb_object *to)
{
	char a = pg_category(from), b = pg_category(to);
	const char *type = kit_get(to, "type");

	if (casts_itself(from, to) || kit_same(from, to, "type") || kit_get(to, "foreign"))
		return;
	kit_add(out, " USING ");
	if (a == 'N' && b == 'B')
		kit_write(out, "(%I <> 0)", to->name);
	else if (is_money(from) || (is_money(to) && a == 'N'))
		kit_write(out, "%I::numeric::%s", to->name, type);
	else if (a == 'B' && b == 'N')
		kit_write(out, "%I::integer::%s", to->name, type);
	else if (a == 'S' || (pg_element_category(from) == 'b' && pg_element_category(to) == 'b'))
		kit_write(out, "%I::%s", to->name, type);
	else if (pg_is_array(from) && pg_is_array(to))
		kit_write(out, "%I::text[]::%s", to->name, type);
	else
		kit_write(out, "%I::text::%s", to->name, type);
}

/* ------------------------------------------------------------------ the type */

/* varchar(50) to varchar(100) or text, and the like: no row is looked at. */
static bool only_wider(const struct wb_object *from, const struct wb_object *to)
{
	static const char varying[] = "character varying";
	const char *a = kit_get(from, "type"), *b = kit_get(to, "type");
	unsigned was = 0, is = 0;

	if (!kit_same(from, to, "collation") || pg_is_array(from) || pg_is_array(to))
		return false;
	if (starts(a, varying) && (strcmp(b, "text") == 0 || strcmp(b, varying) == 0))
		return true;
	if (strcmp(a, "text") == 0 && strcmp(b, varying) == 0)
		return true;
	return sscanf(a, "character varying(%u)", &was) == 1 &&
	       sscanf(b, "character varying(%u)", &is) == 1 && is >= was;
}

static void note_risk(const struct pg_render *r)
{
	const char *a = kit_get(r->from, "type"), *b = kit_get(r->to, "type");
	uint32_t flags = WB_RISK_REWRITE | WB_RISK_LONG_LOCK;

	if (only_wider(r->from, r->to) || kit_get(r->to, "foreign"))
		return;
	if (pg_category(r->to) != 'S' || pg_category(r->from) == 'S')
		flags |= WB_RISK_MAY_FAIL;
	if (starts(a, "timestamp without") && starts(b, "timestamp with "))
		kit_risk(r->risk, flags, "type-change", EXCLUSIVE,
			 "makes %s.%s a %s: the old values are taken to be in the session's time "
			 "zone; USING %s AT TIME ZONE '…' says another",
			 r->to->parent, r->to->name, b, r->to->name);
	else if (starts(b, "timestamp without") && starts(a, "timestamp with "))
		kit_risk(r->risk, flags | WB_RISK_DATA_LOSS, "type-change", EXCLUSIVE,
			 "makes %s.%s a %s: the values become those of the session's time zone; "
			 "USING %s AT TIME ZONE '…' says another",
			 r->to->parent, r->to->name, b, r->to->name);
	else
		kit_risk(r->risk, flags, "type-change", EXCLUSIVE,
			 "changes the type of %s.%s from %s to %s: every row is written anew",
			 r->to->parent, r->to->name, a, b);
}

/* ------------------------------------------------------------------ what stands in the way */

/* The server keeps these by the column's type: they cannot be left as they are. */
static bool blocks(const struct pg_render *r, const struct wb_object *o)
{
	switch (o->kind) {
	case WB_KIND_VIEW:
	case WB_KIND_POLICY:
	case WB_KIND_TRIGGER:
	case WB_KIND_ROUTINE:
	case PG_KIND_RULE:
		return true;
	case PG_KIND_OTHER: /* a publication; that it is typed goes before its type changes */
		return !kit_get(o, "of_type");
	case WB_KIND_CHECK:
	case WB_KIND_FOREIGN_KEY:
	case WB_KIND_INDEX:
	case PG_KIND_STATISTICS:
		/* the others are read again, with the new type */
		return pg_category(r->from) != pg_category(r->to);
	default:
		return false;
	}
}

static bool same_place(const struct wb_object *a, const struct wb_object *b)
{
	return kit_equal(a->parent, b->parent) && kit_equal(a->namespace_, b->namespace_);
}

static bool in_the_way(const struct pg_render *r, const struct wb_object *o)
{
	return o->kind == WB_KIND_COLUMN && same_place(o, r->from) &&
	       !(o->flags & WB_OBJECT_IMPLICIT) && kit_get(o, "generated");
}

/* A generated column forbids it: it goes meanwhile. */
static void clear_way(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (in_the_way(r, r->change->needed_by[i]))
			r->risk->flags |= WB_RENDER_COMPUTED;
}

/* ------------------------------------------------------------------ a column */

int pg_render_retype(const struct pg_render *r)
{
	const char *old = kit_get(r->from, "default"), *new = kit_get(r->to, "default"),
		   *collation = kit_get(r->to, "collation");
	bool again = old && (!kit_equal(old, new) || pg_category(r->from) != pg_category(r->to));

	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (blocks(r, r->change->needed_by[i]))
			r->risk->flags |= WB_RENDER_DEPENDANTS;
	clear_way(r);
	if (kit_get(r->from, "identity") && !kit_get(r->to, "identity")) {
		pg_drop_identity(r);
		new = kit_get(r->to, "default");
	}
	kit_write(r->out, "ALTER TABLE %P ", r->to);
	if (again)
		kit_write(r->out, "ALTER COLUMN %I DROP DEFAULT, ", r->to->name);
	kit_write(r->out, "ALTER COLUMN %I TYPE %s", r->to->name, kit_get(r->to, "type"));
	if (collation)
		kit_write(r->out, " COLLATE %s", collation);
	add_using(r->out, r->from, r->to);
	if (new && (again || !old))
		kit_write(r->out, ", ALTER COLUMN %I SET DEFAULT %s", r->to->name, new);
	kit_add(r->out, ";\n");
	pg_column_settings(r);
	note_risk(r);
	return 0;
}
