/* SPDX-License-Identifier: MIT */
/* A type is made anew under the columns that are of it. */
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

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
	const char *labels = pg_category(o) == 'c' || pg_element_category(o) == 'c'
				     ? NULL
				     : kit_get(r->to, "labels");
	bool domain = strcmp(kit_get(r->to, "form"), "domain") == 0;

	kit_write(r->out, "ALTER COLUMN %I TYPE %s USING ", o->name, type);
	if (swap->convert)
		swap->convert(r, o);
	else
		kit_write(r->out, "%I::text%s::%s", o->name, pg_is_array(o) && !domain ? "[]" : "",
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
	return o->kind == WB_KIND_TYPE ? !goes_along(o)
				       : o->kind != WB_KIND_COLUMN || !pg_is_array(o);
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

/* A column that is no more computed holds its values by then. */
static bool moves(const struct pg_render *r, size_t i)
{
	const struct wb_object *o = r->change->needed_by[i];

	return o->kind == WB_KIND_COLUMN && !(o->flags & WB_OBJECT_IMPLICIT) &&
	       !(is_computed(o) && is_computed(r->change->needed_by_after[i]));
}

/* Columns that are computed from those of the type, or of the type themselves, go meanwhile. */
static void clear_computed(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (is_computed(r->change->needed_by[i]))
			r->risk->flags |= WB_RENDER_COMPUTED;
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
		if (moves(r, i)) {
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

		if (!moves(r, i))
			continue;
		begin_move(r, o);
		kit_write(r->out, "ALTER COLUMN %I TYPE text%s;\n", o->name,
			  pg_is_array(o) ? "[]" : "");
	}
	kit_write(r->out, "DROP TYPE %Q;\n", r->from);
	swap->create(r);
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (moves(r, i)) {
			kit_write(r->out, "ALTER TABLE %P ", r->change->needed_by[i]);
			move_column(r, swap, r->change->needed_by[i]);
		}
}

int pg_render_swap(const struct pg_render *r, const struct pg_swap *swap)
{
	if (check_users(r, swap) < 0)
		return kit_failed(r->err);
	clear_computed(r);
	if (is_range(r->from) || is_range(r->to))
		swap_through_text(r, swap);
	else
		swap_beside(r, swap);
	r->risk->flags |= WB_RENDER_DEPENDANTS;
	kit_risk(
		r->risk, WB_RISK_REWRITE | WB_RISK_LONG_LOCK | WB_RISK_MAY_FAIL, "type-change",
		EXCLUSIVE,
		"makes type %s anew: every row of the tables that use it is written anew; fails if "
		"a value is there that it lacks",
		r->to->name);
	return 0;
}
