/* SPDX-License-Identifier: MIT */
/* All changes of a table in one ALTER TABLE, with its foreign keys and triggers around it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "alter_table.h"

static bool is_key(const struct wb_object *o)
{
	return o->kind == WB_KIND_PRIMARY_KEY || o->kind == WB_KIND_UNIQUE ||
	       o->kind == WB_KIND_INDEX || o->kind == WB_KIND_CHECK;
}

/* A table has one column that is GENERATED ALWAYS AS ROW START, and one that is ROW END. */
static const struct wb_object *row_counterpart(const struct wb_family *family,
					       const struct wb_object *o)
{
	const char *row = o->kind == WB_KIND_COLUMN ? kit_get(o, "row") : NULL;

	for (size_t i = 0; row && i < family->count; i++) {
		const char *other = kit_get(family->children[i], "row");

		if (other && strcmp(other, row) == 0)
			return family->children[i];
	}
	return NULL;
}

static const struct wb_object *counterpart(const struct wb_family *family,
					   const struct wb_object *o)
{
	const struct wb_object *found = row_counterpart(family, o);

	if (!found)
		found = kit_child(family, o->kind, o->name);

	for (size_t i = 0; !found && o->kind == WB_KIND_COLUMN && i < family->count; i++)
		if (family->children[i]->kind == o->kind &&
		    strcasecmp(family->children[i]->name, o->name) == 0)
			found = family->children[i];
	return found;
}

static bool key_stays(const struct alteration *a, const struct wb_object *from,
		      const struct wb_object *to)
{
	if (!from || !to)
		return false;
	if (from->kind != WB_KIND_CHECK && maria_resized(a->r->change->from, a->r->change->to))
		return false;
	if (maria_reads_recalculated(a->r->change, from))
		return false;
	return kit_alike(from, to) || maria_only_ignored(from, to);
}

static void drop_keys(struct alteration *a)
{
	for (size_t i = 0; i < a->before->count; i++) {
		const struct wb_object *o = a->before->children[i], *to = counterpart(a->after, o);

		if (!is_key(o) || key_stays(a, o, to))
			continue;
		maria_next_part(a);
		maria_add_drop_key(a->r, o);
	}
}

static void drop_columns(struct alteration *a)
{
	for (size_t i = 0; i < a->before->count; i++) {
		const struct wb_object *o = a->before->children[i];

		if (o->kind != WB_KIND_COLUMN || counterpart(a->after, o))
			continue;
		maria_next_part(a);
		kit_write(a->r->out, "DROP COLUMN %N", o->name);
		if (!kit_get(o, "generated") && !kit_get(o, "row"))
			maria_warn(a->r, WB_RISK_DATA_LOSS, "drop-column",
				   "drops column %s.%s and its data", o->parent, o->name);
	}
}

static void change_column(struct alteration *a, const struct wb_object *from,
			  const struct wb_object *to)
{
	maria_next_part(a);
	if (maria_recalculated(from, to)) {
		kit_write(a->r->out, "DROP COLUMN %N,\n  ADD COLUMN %s", from->name, to->text);
		maria_add_place(a->r, to);
	} else if (maria_fills_late(a->r, from, to)) {
		kit_write(a->r->out, "CHANGE COLUMN %N ", from->name);
		maria_add_nullable(a->r, to);
	} else if (strcmp(from->name, to->name) != 0) {
		kit_write(a->r->out, "CHANGE COLUMN %N %s", from->name, to->text);
	} else {
		kit_write(a->r->out, "MODIFY COLUMN %s", to->text);
	}
	maria_warn_column(a->r, from, to);
}

/* WITHOUT SYSTEM VERSIONING is an error before the table has it. */
static bool is_put_off(struct alteration *a, const struct wb_object *column)
{
	const struct wb_change *c = a->r->change;
	bool late = kit_get(column, "without_system_versioning") && kit_get(c->to, "versioning") &&
		    !kit_get(c->from, "versioning");

	a->waits = a->waits || late;
	return late != a->second;
}

static void make_columns(struct alteration *a)
{
	for (size_t i = 0; i < a->after->count; i++) {
		const struct wb_object *to = a->after->children[i], *from;

		if (to->kind != WB_KIND_COLUMN)
			continue;
		from = counterpart(a->before, to);
		if ((from && kit_alike(from, to) &&
		     (strcmp(from->name, to->name) == 0 || kit_get(from, "row"))) ||
		    is_put_off(a, to))
			continue;
		if (from) {
			change_column(a, from, to);
			continue;
		}
		maria_next_part(a);
		kit_write(a->r->out, "ADD COLUMN %s", to->text);
		maria_add_place(a->r, to);
	}
}

static void make_keys(struct alteration *a)
{
	for (size_t i = 0; i < a->after->count; i++) {
		const struct wb_object *to = a->after->children[i],
				       *from = counterpart(a->before, to);

		if (!is_key(to) || key_stays(a, from, to))
			continue;
		maria_next_part(a);
		kit_write(a->r->out, "ADD %s", to->text);
		if (to->kind == WB_KIND_PRIMARY_KEY || to->kind == WB_KIND_UNIQUE)
			maria_warn(a->r, WB_RISK_REWRITE | WB_RISK_MAY_FAIL, "add-unique",
				   "a key of %s fails if rows have equal values", to->parent);
	}
}

/* ------------------------------------------------------------------ foreign keys and triggers */

static bool is_retyped(const struct alteration *a, const char *columns)
{
	for (size_t i = 0; i < a->before->count; i++) {
		const struct wb_object *o = a->before->children[i], *to;

		if (o->kind != WB_KIND_COLUMN || !kit_lists(columns, o->name))
			continue;
		to = counterpart(a->after, o);
		if (to && maria_retyped(o, to))
			return true;
	}
	return false;
}

/* The engine drops its foreign keys before and makes them again after, and those of others on
 * columns that change their type: whether a table that they refer to changes as well, only the
 * engine knows. */
static bool has_foreign_keys(const struct alteration *a)
{
	const struct wb_change *c = a->r->change;

	for (size_t i = 0; i < a->before->count; i++)
		if (a->before->children[i]->kind == WB_KIND_FOREIGN_KEY)
			return true;
	for (size_t i = 0; i < c->needed_by_count; i++) {
		const struct wb_object *o = c->needed_by[i];

		if (o->kind == WB_KIND_FOREIGN_KEY && is_retyped(a, kit_get(o, "target_columns")))
			return true;
	}
	return false;
}

static void drop_triggers(struct alteration *a)
{
	for (size_t i = 0; i < a->before->count; i++) {
		const struct wb_object *o = a->before->children[i], *to = counterpart(a->after, o);

		if (o->kind == WB_KIND_TRIGGER && (!to || !kit_alike(o, to)))
			maria_add_drop(a->r, o);
	}
}

static void make_around(struct alteration *a)
{
	for (size_t i = 0; i < a->after->count; i++) {
		const struct wb_object *o = a->after->children[i],
				       *from = counterpart(a->before, o);

		if (is_key(o) && from && !kit_alike(from, o) && key_stays(a, from, o)) {
			maria_add_ignored(a->r, from, o);
		} else if (o->kind == WB_KIND_FOREIGN_KEY && !from) {
			maria_add_alter_for(a->r, o);
			kit_write(a->r->out, "ADD %s;\n", o->text);
		} else if (o->kind == WB_KIND_TRIGGER && (!from || !kit_alike(from, o))) {
			maria_add_create(a->r, o, false);
		}
	}
}

/* What only a table that keeps its history may have. */
static void make_unversioned(struct alteration *a)
{
	a->second = true;
	a->count = 0;
	make_columns(a);
	if (a->count)
		kit_add(a->r->out, ";\n");
}

/* The columns that were made without a value in mind get it, those first whose default reads no other. */
static void fill_late(struct alteration *a, bool reading)
{
	for (size_t i = 0; i < a->after->count; i++) {
		const struct wb_object *to = a->after->children[i], *from;

		if (to->kind != WB_KIND_COLUMN)
			continue;
		from = counterpart(a->before, to);
		if (!from || !maria_fills_late(a->r, from, to) ||
		    (strchr(kit_get(to, "default"), '`') != NULL) != reading)
			continue;
		maria_update_nulls(a->r, a->after, to, kit_get(to, "default"));
		maria_add_alter(a->r);
		kit_write(a->r->out, "MODIFY COLUMN %s;\n", to->text);
	}
}

/* The columns that say since when and until when a row was so can get other names, and nothing
 * else. */
static void rename_rows(struct alteration *a)
{
	bool any = false;

	for (size_t i = 0; i < a->before->count; i++) {
		const struct wb_object *from = a->before->children[i],
				       *to = row_counterpart(a->after, from);

		if (!to || strcmp(from->name, to->name) == 0)
			continue;
		if (!any)
			maria_add_alter(a->r);
		kit_write(a->r->out, "%sRENAME COLUMN %N TO %N", any ? ", " : "", from->name,
			  to->name);
		any = true;
	}
	if (any)
		kit_add(a->r->out, ";\n");
}

static void write_alteration(struct alteration *a, const struct maria_create *from,
			     const struct maria_create *to)
{
	struct maria_rendering *r = a->r;

	drop_triggers(a);
	rename_rows(a);
	if (!kit_same(r->change->from, r->change->to, "engine"))
		maria_drop_engines_own(r, from, to);
	for (size_t i = 0; i < a->before->count; i++) {
		const struct wb_object *o = a->before->children[i],
				       *then = counterpart(a->after, o);

		if (o->kind == WB_KIND_COLUMN && then) {
			maria_add_cast(r, o, then);
			maria_fill_first(r, o, then);
		}
	}
	drop_keys(a);
	maria_drop_periods(a, from, to);
	drop_columns(a);
	make_columns(a);
	maria_make_periods(a, from, to);
	make_keys(a);
	maria_add_versioning(a);
	if (!kit_same(r->change->from, r->change->to, "engine") ||
	    !kit_same(r->change->from, r->change->to, "options") ||
	    !kit_same(r->change->from, r->change->to, "comment") ||
	    !kit_same(r->change->from, r->change->to, "collation")) {
		maria_next_part(a);
		maria_add_options(r, 0, ",\n  ");
	}
	maria_add_partitions(a, from, to);
	if (a->count)
		kit_add(r->out, ";\n");
	if (a->waits)
		make_unversioned(a);
	fill_late(a, false);
	fill_late(a, true);
	/* the option of an engine that is left stays behind */
	if (maria_create_option(from, "PAGE_CHECKSUM").len &&
	    !maria_create_option(to, "PAGE_CHECKSUM").len)
		kit_write(r->out, "ALTER TABLE %N PAGE_CHECKSUM=DEFAULT;\n", r->change->to->name);
	make_around(a);
}

/* Of a table that keeps its history the server changes no more than the names of the columns that say
 * since when and until when a row was so, and does not add them. */
static int refuse_rows(const struct alteration *a)
{
	bool keeps = kit_get(a->r->change->from, "versioning") &&
		     kit_get(a->r->change->to, "versioning");

	for (size_t i = 0; keeps && i < a->after->count; i++) {
		const struct wb_object *to = a->after->children[i],
				       *from = row_counterpart(a->before, to);
		const char *row = to->kind == WB_KIND_COLUMN ? kit_get(to, "row") : NULL;

		if (row && (!from || !kit_alike(from, to)))
			return maria_host->fail(
				a->r->err, WB_E_UNSUPPORTED,
				"column %s.%s, GENERATED ALWAYS AS %s: MariaDB does not %s it "
				"while "
				"the table keeps its history; leave it as it is (%s), or write a "
				"revision by hand that drops the history and begins a new one",
				to->parent, to->name, row, from ? "change" : "add",
				from ? from->text : "without such a column");
	}
	return 0;
}

int maria_render_alteration(struct maria_rendering *r)
{
	struct alteration a = { .r = r, .before = &r->change->before, .after = &r->change->after };
	struct maria_create from, to = { 0 };
	int rc = refuse_rows(&a);

	if (rc < 0)
		return rc;
	if (has_foreign_keys(&a))
		r->risk->flags |= WB_RENDER_DEPENDANTS;
	if (maria_parse_table(r->change->from, &from) && maria_parse_table(r->change->to, &to))
		write_alteration(&a, &from, &to);
	else
		rc = kit_no_memory(r->err);
	maria_create_release(&from);
	maria_create_release(&to);
	return rc;
}
