/* SPDX-License-Identifier: MIT */
/* A type, or a collation, is made anew under the columns that are of it. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

/* One that becomes another is the column's own change, and may name what the new type lacks. */
static bool same_default(const struct wb_object *from, const struct wb_object *to)
{
	static const char compared[] = "default (compared)";

	return kit_same(from, to, "default") ||
	       (kit_get(from, compared) && kit_same(from, to, compared));
}

static void begin_move(const struct pg_render *r, const struct wb_object *o)
{
	kit_write(r->out, "ALTER TABLE %P ", o);
	if (kit_get(o, "default"))
		kit_write(r->out, "ALTER COLUMN %I DROP DEFAULT, ", o->name);
}

static bool is_type(const struct wb_object *o)
{
	return o->kind == WB_KIND_TYPE;
}

static bool is_form(const struct wb_object *o, const char *form)
{
	return is_type(o) && strcmp(kit_get(o, "form"), form) == 0;
}

/* Is it of a type that is made anew, and not only of a collation? */
static bool is_of_type(const struct pg_render *r, const struct wb_object *o)
{
	return is_type(r->from) || strchr("dc", pg_category(o)) ||
	       (pg_is_array(o) && strchr("dc", pg_element_category(o)));
}

/* One that is about to have another collation must let go of the one that is made anew all the same. */
static void add_collation(const struct pg_render *r, const struct wb_object *from,
			  const struct wb_object *to)
{
	const char *collation =
		kit_get(!is_type(r->from) && kit_same(from, to, "type") ? to : from, "collation");

	if (collation)
		kit_write(r->out, " COLLATE %s", collation);
}

static void move_column(const struct pg_render *r, const struct pg_swap *swap, size_t i)
{
	const struct wb_object *o = r->change->needed_by[i];
	const char *value = kit_get(o, "default"), *type = kit_get(o, "type");
	bool domain = is_form(r->to, "domain");

	kit_write(r->out, "ALTER COLUMN %I TYPE %s", o->name, type);
	add_collation(r, o, r->change->needed_by_after[i]);
	if (is_of_type(r, o))
		kit_add(r->out, " USING ");
	if (is_of_type(r, o) && swap->convert)
		swap->convert(r, o);
	else if (is_of_type(r, o))
		kit_write(r->out, "%I::text%s::%s", o->name, pg_is_array(o) && !domain ? "[]" : "",
			  type);
	if (value && same_default(o, r->change->needed_by_after[i]))
		kit_write(r->out, ", ALTER COLUMN %I SET DEFAULT %s", o->name, value);
	kit_add(r->out, ";\n");
}

/* Composite types and domains that are made of it go aside with it; others can't. */
static bool goes_along(const struct wb_object *o)
{
	return is_form(o, "composite") || is_form(o, "domain");
}

/* Is it of the type itself, or of a domain of that, so that its value can be taken apart? */
static bool can_convert(const struct wb_object *o)
{
	return is_type(o) ? !goes_along(o) || (is_form(o, "domain") && !pg_is_array(o))
			  : o->kind != WB_KIND_COLUMN || !pg_is_array(o);
}

/* Partitioned tables are made anew without their rows. */
static int check_key(const struct pg_render *r, const struct wb_object *o)
{
	if (o->kind == WB_KIND_TABLE && kit_get(o, "counts"))
		return pg_host->fail(r->err, WB_E_UNSUPPORTED,
				     "%s can't be made anew while table %s is partitioned by it: "
				     "made anew as well, that would count from the start again",
				     r->from->name, o->name);
	if (o->kind == WB_KIND_COLUMN && kit_get(o, "key") && kit_get(o, "key_above"))
		return pg_host->fail(r->err, WB_E_UNSUPPORTED,
				     "%s can't be made anew while a table and its partition %s "
				     "are partitioned by it: make new tables, move the rows and "
				     "drop the old ones in a revision of your own",
				     r->from->name, o->parent);
	return 0;
}

static int check_users(const struct pg_render *r, const struct pg_swap *swap)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		const struct wb_object *o = r->change->needed_by[i];

		if (check_key(r, o) < 0)
			return kit_failed(r->err);
		if (is_type(o) && !goes_along(o))
			return pg_host->fail(r->err, WB_E_UNSUPPORTED,
					     "%s, which type %s is made of, can't be changed in "
					     "place: give the new one another name",
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

/* Is the table one of those that are partitioned by it? Then it is made anew, unless it has no partitions: the engine
 * takes that for a table with rows, and the server refuses. */
static bool is_remade(const struct pg_render *r, const struct wb_object *on)
{
	const struct wb_change *c = r->change;

	for (size_t i = 0; i < c->needed_by_count; i++)
		if (c->needed_by[i]->kind == WB_KIND_TABLE && kit_get(c->needed_by[i], "parted") &&
		    kit_equal(c->needed_by[i]->name, on->parent) &&
		    kit_equal(c->needed_by[i]->namespace_, on->namespace_))
			return true;
	return false;
}

/* Is it on a partition of such a one? What that has handed down is its own meanwhile. */
static bool is_left_alone(const struct pg_render *r, const struct wb_object *o)
{
	const char *whole = kit_get(o, "part_of");
	bool same = false;

	for (size_t i = 0; whole && !same && i < r->change->needed_by_count; i++) {
		const struct wb_object *table = r->change->needed_by[i];
		char *name = table->kind == WB_KIND_TABLE && kit_get(table, "parted")
				     ? kit_text_make("%Q", table)
				     : NULL;

		same = name && strcmp(name, whole) == 0;
		free(name);
	}
	return same;
}

/* A column that is no more computed holds its values by then. */
static bool moves(const struct pg_render *r, size_t i)
{
	const struct wb_object *o = r->change->needed_by[i];

	return o->kind == WB_KIND_COLUMN && !is_remade(r, o) &&
	       (!(o->flags & WB_OBJECT_IMPLICIT) || is_left_alone(r, o)) &&
	       !(is_computed(o) && is_computed(r->change->needed_by_after[i]));
}

/* What a partition has of its table's indexes and checks, and speaks of the type: indexes come again as it is attached,
 * and checks must be there by then. */
static void drop_parts(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		const struct wb_object *o = r->change->needed_by[i];

		if (!(o->flags & WB_OBJECT_IMPLICIT) || !is_left_alone(r, o))
			continue;
		if (o->kind == WB_KIND_INDEX)
			kit_write(r->out, "DROP INDEX %Q;\n", o);
		else if (o->kind == WB_KIND_CHECK)
			kit_write(r->out, "ALTER TABLE %P DROP CONSTRAINT %I;\n", o, o->name);
	}
}

static void make_parts(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		const struct wb_object *o = r->change->needed_by_after[i];

		if (o->kind == WB_KIND_CHECK && (o->flags & WB_OBJECT_IMPLICIT) &&
		    is_left_alone(r, r->change->needed_by[i]))
			kit_write(r->out, "ALTER TABLE %P ADD CONSTRAINT %I %s;\n", o, o->name,
				  kit_get(o, "definition"));
	}
}

/* Columns that are computed from those of the type, or of the type themselves, go meanwhile. */
static void clear_computed(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (is_computed(r->change->needed_by[i]))
			r->risk->flags |= WB_RENDER_COMPUTED;
}

static const char *word_of(const struct wb_object *o)
{
	return is_type(o) ? "TYPE" : kit_get(o, "class");
}

static void step_aside(const struct pg_render *r, const struct wb_object *o)
{
	kit_write(r->out, "ALTER %s %Q RENAME TO ", word_of(o), o);
	pg_aside(r->out, NULL, o->name);
	kit_add(r->out, ";\n");
}

static void drop_aside(const struct pg_render *r, const struct wb_object *o)
{
	kit_write(r->out, "DROP %s ", word_of(o));
	pg_aside(r->out, o->namespace_, o->name);
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

static void create_all(const struct pg_render *r, const struct pg_swap *swap)
{
	swap->create(r);
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (goes_along(r->change->needed_by[i]))
			create_along(r, i, swap->create);
}

static void move_all(const struct pg_render *r, const struct pg_swap *swap, bool have_defaults)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		if (!moves(r, i))
			continue;
		if (have_defaults)
			begin_move(r, r->change->needed_by[i]);
		else
			kit_write(r->out, "ALTER TABLE %P ", r->change->needed_by[i]);
		move_column(r, swap, i);
	}
}

/* The old type steps aside, with those that are made of it, until its columns are of the new one. */
static void swap_beside(const struct pg_render *r, const struct pg_swap *swap)
{
	const struct wb_change *c = r->change;

	step_aside(r, r->to);
	for (size_t i = 0; i < c->needed_by_count; i++)
		if (goes_along(c->needed_by[i]))
			step_aside(r, c->needed_by[i]);
	create_all(r, swap);
	move_all(r, swap, true);
	for (size_t i = c->needed_by_count; i-- > 0;)
		if (goes_along(c->needed_by[i]))
			drop_aside(r, c->needed_by[i]);
	drop_aside(r, r->to);
}

/* A range has functions that bear its name, and a multirange with its own: it goes before the new
 * one comes. Its columns are of a copy meanwhile, by which their indexes and checks hold as well. */
static void swap_by_copy(const struct pg_render *r, const struct pg_swap *swap)
{
	const struct wb_change *c = r->change;

	pg_create_range_copy(r);
	for (size_t i = 0; i < c->needed_by_count; i++)
		if (moves(r, i)) {
			begin_move(r, c->needed_by[i]);
			pg_move_to_range_copy(r, c->needed_by[i]);
		}
	for (size_t i = c->needed_by_count; i-- > 0;)
		if (goes_along(c->needed_by[i]))
			kit_write(r->out, "DROP TYPE %Q;\n", c->needed_by[i]);
	kit_write(r->out, "DROP TYPE %Q;\n", r->from);
	create_all(r, swap);
	move_all(r, swap, false);
	drop_aside(r, r->from);
}

int pg_render_swap(const struct pg_render *r, const struct pg_swap *swap)
{
	if (check_users(r, swap) < 0)
		return kit_failed(r->err);
	clear_computed(r);
	drop_parts(r);
	if (is_form(r->from, "range"))
		swap_by_copy(r, swap);
	else
		swap_beside(r, swap);
	make_parts(r);
	r->risk->flags |= WB_RENDER_DEPENDANTS;
	if (is_type(r->from))
		kit_risk(r->risk, WB_RISK_REWRITE | WB_RISK_LONG_LOCK | WB_RISK_MAY_FAIL,
			 "type-change", EXCLUSIVE,
			 "makes type %s anew: every row of the tables that use it is written anew; "
			 "fails if a value is there that it lacks",
			 r->to->name);
	return 1;
}
