/* SPDX-License-Identifier: MIT */
/* A column gets another type, or an enum, domain or composite type is made anew under the columns
 * that are of it. */
#include <stdio.h>
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

/* ------------------------------------------------------------------ casts */

/* Categories of types as the catalog has them (S texts, N numbers, D dates, B booleans, A arrays, …),
 * and the letters of kinds: d a domain, e an enum, c a composite, r a range. */
static char category(const struct wb_object *column)
{
	const char *text = kit_get(column, "category");

	return text ? *text : 'U';
}

/* Of an array: what its elements are. */
static char element(const struct wb_object *column)
{
	const char *text = kit_get(column, "category");

	return text && *text == 'A' ? text[1] : '\0';
}

static bool is_array(const struct wb_object *column)
{
	return strstr(kit_get(column, "type"), "[]") != NULL;
}

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
	char a = category(from), b = category(to);

	if (b == 'S' && strcmp(kit_get(to, "type"), "\"char\"") != 0)
		return true;
	/* a time of day has no date */
	if (starts(kit_get(from, "type"), "time ") && !starts(kit_get(to, "type"), "time "))
		return false;
	return a == b && strchr("NDTIV", a) && !is_money(from) && !is_money(to);
}

static void add_using(struct wb_text *out, const struct wb_object *from, const struct wb_object *to)
{
	char a = category(from), b = category(to);
	const char *type = kit_get(to, "type");

	if (casts_itself(from, to) || kit_same(from, to, "type"))
		return;
	kit_add(out, " USING ");
	if (a == 'N' && b == 'B')
		kit_write(out, "(%I <> 0)", to->name);
	else if (is_money(from) || (is_money(to) && a == 'N'))
		kit_write(out, "%I::numeric::%s", to->name, type);
	else if (a == 'B' && b == 'N')
		kit_write(out, "%I::integer::%s", to->name, type);
	else if (a == 'S' || (element(from) == 'b' && element(to) == 'b'))
		kit_write(out, "%I::%s", to->name, type);
	else if (is_array(from) && is_array(to))
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

	if (!kit_same(from, to, "collation") || is_array(from) || is_array(to))
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

	if (only_wider(r->from, r->to))
		return;
	if (category(r->to) != 'S' || category(r->from) == 'S')
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
	case PG_KIND_OTHER: /* a publication */
		return true;
	case WB_KIND_CHECK:
	case WB_KIND_FOREIGN_KEY:
	case WB_KIND_INDEX:
	case PG_KIND_STATISTICS:
		/* the others are read again, with the new type */
		return category(r->from) != category(r->to);
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

/* A generated column forbids it. If it shall stay as it is, it is made again behind it; else it has
 * a change of its own. */
static void clear_way(const struct pg_render *r, bool after)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		const struct wb_object *o = r->change->needed_by[i];

		if (!in_the_way(r, o))
			continue;
		if (after)
			pg_column_takes_up(r, o);
		else
			pg_column_lets_go(r, o);
	}
}

/* Indexes on a generated column that is made again go with it. */
static bool generated_in_the_way(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (r->change->needed_by[i]->kind == WB_KIND_COLUMN &&
		    in_the_way(r, r->change->needed_by[i]))
			return true;
	return false;
}

static void restore_indexes(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->after.count; i++) {
		const struct wb_object *o = r->change->after.children[i],
				       *twin = kit_twin(&r->change->before, o);

		for (size_t k = 0; k < r->change->needed_by_count; k++) {
			const struct wb_object *g = r->change->needed_by[k];
			const char *columns = kit_get(o, "columns");

			if (g->kind != WB_KIND_COLUMN || !in_the_way(r, g) || !twin || !columns ||
			    !strstr(columns, g->name) || !kit_same(o, twin, "definition"))
				continue;
			if (o->kind == WB_KIND_INDEX)
				kit_write(r->out, "%s;\n", kit_get(o, "definition"));
			else if (o->kind != WB_KIND_COLUMN && o->kind != WB_KIND_FOREIGN_KEY)
				kit_write(r->out, "ALTER TABLE %P ADD CONSTRAINT %I %s;\n", o,
					  o->name, kit_get(o, "definition"));
		}
	}
}

/* ------------------------------------------------------------------ a column */

int pg_render_retype(const struct pg_render *r)
{
	const char *old = kit_get(r->from, "default"), *new = kit_get(r->to, "default"),
		   *collation = kit_get(r->to, "collation");
	bool again = old && (!kit_equal(old, new) || category(r->from) != category(r->to));

	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (blocks(r, r->change->needed_by[i]))
			r->risk->flags |= WB_RENDER_DEPENDANTS;
	clear_way(r, false);
	if (kit_get(r->from, "identity") && !kit_get(r->to, "identity")) {
		kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I DROP IDENTITY;\n", r->to,
			  r->to->name);
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
	clear_way(r, true);
	if (generated_in_the_way(r))
		restore_indexes(r);
	note_risk(r);
	return 0;
}

/* ------------------------------------------------------------------ a type under its columns */

/* Is the text one of the labels, which stand in quotes on lines? */
static bool is_label(const char *labels, const char *text, size_t text_len)
{
	const char *next;
	size_t len;

	for (; (next = kit_line(labels, &len)); labels = next)
		if (len == text_len + 2 && strncmp(labels + 1, text, text_len) == 0)
			return true;
	return false;
}

/* '{a,b}': are all of them labels? */
static bool are_labels(const char *labels, const char *list)
{
	while (*list && *list != '}') {
		size_t len = strcspn(list, ",}"), quote = *list == '"' && list[len - 1] == '"';

		if (len && !is_label(labels, list + quote, len - 2 * quote))
			return false;
		list += len + (list[len] == ',');
	}
	return true;
}

/* A default of the old type is one of the new type as well, unless it is a constant that the new
 * one lacks; then the column's own change brings another. */
static bool holds_still(const char *text, const char *labels)
{
	if (*text != '\'')
		return true;
	if (text[1] == '{')
		return are_labels(labels, text + 2);
	for (size_t len = 1; text[len]; len++)
		if (text[len] == '\'' && text[len + 1] != '\'' &&
		    is_label(labels, text + 1, len - 1))
			return true;
	return false;
}

static void begin_move(const struct pg_render *r, const struct wb_object *o)
{
	kit_write(r->out, "ALTER TABLE %P ", o);
	if (kit_get(o, "default"))
		kit_write(r->out, "ALTER COLUMN %I DROP DEFAULT, ", o->name);
}

static void move_column(const struct pg_render *r, const struct pg_swap *swap,
			const struct wb_object *o)
{
	const char *value = kit_get(o, "default"), *type = kit_get(o, "type");
	/* what is of a composite type that is made of it has none */
	const char *labels =
		category(o) == 'c' || element(o) == 'c' ? NULL : kit_get(r->to, "labels");
	bool domain = strcmp(kit_get(r->to, "form"), "domain") == 0;

	kit_write(r->out, "ALTER COLUMN %I TYPE %s USING ", o->name, type);
	if (swap->convert)
		swap->convert(r, o);
	else
		kit_write(r->out, "%I::text%s::%s", o->name, is_array(o) && !domain ? "[]" : "",
			  type);
	if (value && (!labels || holds_still(value, labels)))
		kit_write(r->out, ", ALTER COLUMN %I SET DEFAULT %s", o->name, value);
	kit_add(r->out, ";\n");
}

static bool is_range(const struct wb_object *type)
{
	return strcmp(kit_get(type, "form"), "range") == 0;
}

static bool is_form(const struct wb_object *o, const char *form)
{
	return o->kind == WB_KIND_TYPE && strcmp(kit_get(o, "form"), form) == 0;
}

/* Composite types and domains that are made of it go aside with it; others can't. */
static bool goes_along(const struct wb_object *o)
{
	return is_form(o, "composite") || is_form(o, "domain");
}

/* Is it of the type itself, so that its value can be taken apart? */
static bool can_convert(const struct wb_object *o)
{
	return o->kind == WB_KIND_TYPE ? !goes_along(o) : o->kind != WB_KIND_COLUMN || !is_array(o);
}

static int check_users(const struct pg_render *r, const struct pg_swap *swap)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		const struct wb_object *o = r->change->needed_by[i];

		if (o->kind == WB_KIND_TYPE &&
		    (!goes_along(o) || is_range(r->from) || is_range(r->to)))
			return pg_host->fail(r->err, WB_E_UNSUPPORTED,
					     "type %s, which type %s is made of, can't be changed "
					     "in place: give the new one another name",
					     r->from->name, o->name);
		if (swap->convert && !can_convert(o))
			return pg_host->fail(
				r->err, WB_E_UNSUPPORTED,
				"the attributes of type %s can't change their order while "
				"%s %s is made of it: give the new type another name",
				r->from->name, o->kind == WB_KIND_TYPE ? "type" : "column",
				o->name);
	}
	return 0;
}

static bool is_computed(const struct wb_object *o)
{
	return o->kind == WB_KIND_COLUMN && !(o->flags & WB_OBJECT_IMPLICIT) &&
	       kit_get(o, "generated");
}

static bool moves(const struct wb_object *o)
{
	return o->kind == WB_KIND_COLUMN && !(o->flags & WB_OBJECT_IMPLICIT) && !is_computed(o);
}

/* Columns that are computed from those of the type, or of the type themselves, go meanwhile. Those
 * that are computed in another way afterwards have changes of their own. */
static void clear_computed(const struct pg_render *r, bool after)
{
	const struct wb_change *c = r->change;

	for (size_t i = 0; i < c->needed_by_count; i++) {
		if (!is_computed(c->needed_by[i]))
			continue;
		if (!after)
			pg_column_lets_go(r, c->needed_by[i]);
		else if (kit_same(c->needed_by[i], c->needed_by_after[i], "generated"))
			pg_column_takes_up(r, c->needed_by_after[i]);
	}
}

static void step_aside(const struct pg_render *r, const struct wb_object *type)
{
	kit_write(r->out, "ALTER TYPE %Q RENAME TO ", type);
	pg_aside(r->out, NULL, type->name);
	kit_add(r->out, ";\n");
}

static void drop_aside(const struct pg_render *r, const struct wb_object *type)
{
	kit_add(r->out, "DROP TYPE ");
	pg_aside(r->out, type->namespace_, type->name);
	kit_add(r->out, ";\n");
}

/* A type that is made of it comes again, with what it has of its own so far; a domain's checks come
 * behind. */
static void create_along(const struct pg_render *r, size_t i,
			 void (*create)(const struct pg_render *r))
{
	const struct wb_object *from = r->change->needed_by[i], *to = r->change->needed_by_after[i];
	struct wb_change change = *r->change;
	struct pg_render again = *r;

	change.after.count = 0;
	again.change = &change;
	again.to = is_form(to, "domain") && kit_same(from, to, "type") ? to : from;
	create(&again);
}

/* The old type steps aside, with those that are made of it, until its columns are of the new one. */
static void swap_beside(const struct pg_render *r, const struct pg_swap *swap)
{
	const struct wb_change *c = r->change;

	step_aside(r, r->to);
	for (size_t i = 0; i < c->needed_by_count; i++)
		if (goes_along(c->needed_by[i]))
			step_aside(r, c->needed_by[i]);
	swap->create(r);
	for (size_t i = 0; i < c->needed_by_count; i++)
		if (goes_along(c->needed_by[i]))
			create_along(r, i, swap->create);
	for (size_t i = 0; i < c->needed_by_count; i++)
		if (moves(c->needed_by[i])) {
			begin_move(r, c->needed_by[i]);
			move_column(r, swap, c->needed_by[i]);
		}
	for (size_t i = c->needed_by_count; i-- > 0;)
		if (goes_along(c->needed_by[i]))
			drop_aside(r, c->needed_by[i]);
	drop_aside(r, r->to);
}

/* A range has functions that bear its name, and a multirange with its own: it goes before the new
 * one comes, and its columns are text meanwhile. */
static void swap_through_text(const struct pg_render *r, const struct pg_swap *swap)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		const struct wb_object *o = r->change->needed_by[i];

		if (!moves(o))
			continue;
		begin_move(r, o);
		kit_write(r->out, "ALTER COLUMN %I TYPE text%s;\n", o->name,
			  is_array(o) ? "[]" : "");
	}
	kit_write(r->out, "DROP TYPE %Q;\n", r->from);
	swap->create(r);
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (moves(r->change->needed_by[i])) {
			kit_write(r->out, "ALTER TABLE %P ", r->change->needed_by[i]);
			move_column(r, swap, r->change->needed_by[i]);
		}
}

int pg_render_swap(const struct pg_render *r, const struct pg_swap *swap)
{
	if (check_users(r, swap) < 0)
		return r->err->status;
	clear_computed(r, false);
	if (is_range(r->from) || is_range(r->to))
		swap_through_text(r, swap);
	else
		swap_beside(r, swap);
	clear_computed(r, true);
	r->risk->flags |= WB_RENDER_DEPENDANTS;
	kit_risk(
		r->risk, WB_RISK_REWRITE | WB_RISK_LONG_LOCK | WB_RISK_MAY_FAIL, "type-change",
		EXCLUSIVE,
		"makes type %s anew: every row of the tables that use it is written anew; fails if "
		"a value is there that it lacks",
		r->to->name);
	return 0;
}
