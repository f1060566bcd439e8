/* SPDX-License-Identifier: MIT */
/* All changes of a table in one ALTER TABLE, with its foreign keys and triggers around it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

/* ------------------------------------------------------------------ parts */

struct whole {
	struct maria_rendering *r;
	const struct wb_family *before, *after;
	size_t count;       /* parts so far */
	bool waits, second; /* columns wait for a second ALTER; this is it */
};

static void next_part(struct whole *w)
{
	if (!w->count++ && w->second)
		kit_add(w->r->out, "SET STATEMENT system_versioning_alter_history=KEEP FOR ");
	if (w->count == 1)
		maria_add_alter(w->r);
	kit_add(w->r->out, w->count > 1 ? ",\n  " : "\n  ");
}

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

static bool key_stays(const struct whole *w, const struct wb_object *from,
		      const struct wb_object *to)
{
	if (!from || !to)
		return false;
	if (from->kind != WB_KIND_CHECK && maria_resized(w->r->change->from, w->r->change->to))
		return false;
	if (maria_reads_recalculated(w->r->change, from))
		return false;
	return kit_alike(from, to) || maria_only_ignored(from, to);
}

static void drop_keys(struct whole *w)
{
	for (size_t i = 0; i < w->before->count; i++) {
		const struct wb_object *o = w->before->children[i], *to = counterpart(w->after, o);

		if (!is_key(o) || key_stays(w, o, to))
			continue;
		next_part(w);
		maria_add_drop_key(w->r, o);
	}
}

static void drop_columns(struct whole *w)
{
	for (size_t i = 0; i < w->before->count; i++) {
		const struct wb_object *o = w->before->children[i];

		if (o->kind != WB_KIND_COLUMN || counterpart(w->after, o))
			continue;
		next_part(w);
		kit_write(w->r->out, "DROP COLUMN %N", o->name);
		if (!kit_get(o, "generated") && !kit_get(o, "row"))
			maria_warn(w->r, WB_RISK_DATA_LOSS, "drop-column",
				   "drops column %s.%s and its data", o->parent, o->name);
	}
}

static void change_column(struct whole *w, const struct wb_object *from, const struct wb_object *to)
{
	next_part(w);
	if (maria_recalculated(from, to)) {
		kit_write(w->r->out, "DROP COLUMN %N,\n  ADD COLUMN %s", from->name, to->text);
		maria_add_place(w->r, to);
	} else if (strcmp(from->name, to->name) != 0) {
		kit_write(w->r->out, "CHANGE COLUMN %N %s", from->name, to->text);
	} else {
		kit_write(w->r->out, "MODIFY COLUMN %s", to->text);
	}
	maria_warn_column(w->r, from, to);
}

/* WITHOUT SYSTEM VERSIONING is an error before the table has it. */
static bool is_put_off(struct whole *w, const struct wb_object *column)
{
	const struct wb_change *c = w->r->change;
	bool late = kit_get(column, "without_system_versioning") && kit_get(c->to, "versioning") &&
		    !kit_get(c->from, "versioning");

	w->waits = w->waits || late;
	return late != w->second;
}

static void make_columns(struct whole *w)
{
	for (size_t i = 0; i < w->after->count; i++) {
		const struct wb_object *to = w->after->children[i], *from;

		if (to->kind != WB_KIND_COLUMN)
			continue;
		from = counterpart(w->before, to);
		if ((from && kit_alike(from, to) &&
		     (strcmp(from->name, to->name) == 0 || kit_get(from, "row"))) ||
		    is_put_off(w, to))
			continue;
		if (from) {
			change_column(w, from, to);
			continue;
		}
		next_part(w);
		kit_write(w->r->out, "ADD COLUMN %s", to->text);
		maria_add_place(w->r, to);
	}
}

static void make_keys(struct whole *w)
{
	for (size_t i = 0; i < w->after->count; i++) {
		const struct wb_object *to = w->after->children[i],
				       *from = counterpart(w->before, to);

		if (!is_key(to) || key_stays(w, from, to))
			continue;
		next_part(w);
		kit_write(w->r->out, "ADD %s", to->text);
		if (to->kind == WB_KIND_PRIMARY_KEY || to->kind == WB_KIND_UNIQUE)
			maria_warn(w->r, WB_RISK_REWRITE | WB_RISK_MAY_FAIL, "add-unique",
				   "a key of %s fails if rows have equal values", to->parent);
	}
}

/* ---------------------------------------------------------------- periods, versions, partitions */

static bool has_period(const struct maria_create *create, struct kit_part period)
{
	for (size_t i = 0; i < create->period_count; i++)
		if (create->periods[i].len == period.len &&
		    memcmp(create->periods[i].at, period.at, period.len) == 0)
			return true;
	return false;
}

static bool is_of_system(struct kit_part period)
{
	return period.len > 11 && strncasecmp(period.at, "SYSTEM_TIME", 11) == 0;
}

static bool has_system_period(const struct maria_create *create)
{
	for (size_t i = 0; i < create->period_count; i++)
		if (is_of_system(create->periods[i]))
			return true;
	return false;
}

static void drop_periods(struct whole *w, const struct maria_create *from,
			 const struct maria_create *to)
{
	for (size_t i = 0; i < from->period_count; i++) {
		struct kit_part p = from->periods[i];
		const char *end = memchr(p.at, '(', p.len);

		/* SYSTEM_TIME goes with its columns */
		if (has_period(to, p) || is_of_system(p) || !end)
			continue;
		next_part(w);
		kit_add(w->r->out, "DROP PERIOD FOR ");
		maria_host->append(w->r->out, p.at, (size_t)(end - p.at));
	}
}

static void make_periods(struct whole *w, const struct maria_create *from,
			 const struct maria_create *to)
{
	for (size_t i = 0; i < to->period_count; i++) {
		if (has_period(from, to->periods[i]) ||
		    (is_of_system(to->periods[i]) && has_system_period(from)))
			continue;
		next_part(w);
		kit_add(w->r->out, "ADD PERIOD FOR ");
		maria_host->append(w->r->out, to->periods[i].at, to->periods[i].len);
	}
}

/* More partitions behind the same ones? Then those are added, and no row moves. */
static struct kit_part more_partitions(struct kit_part from, struct kit_part to)
{
	const struct kit_part none = { 0 };

	if (from.len < 3 || to.len <= from.len || from.at[from.len - 1] != ')' ||
	    memcmp(from.at, to.at, from.len - 1) != 0 || to.at[from.len - 1] != ',')
		return none;
	return (struct kit_part){ to.at + from.len, to.len - from.len };
}

static void add_partitions(struct whole *w, const struct maria_create *from,
			   const struct maria_create *to)
{
	struct maria_rendering *r = w->r;
	struct kit_part more = more_partitions(from->partitions, to->partitions);

	if (kit_same(r->change->from, r->change->to, "partitions"))
		return;
	if (more.len) {
		if (w->count)
			kit_add(r->out, ";\n");
		maria_add_alter(r);
		kit_add(r->out, "ADD PARTITION (\n ");
		maria_host->append(r->out, more.at, more.len);
	} else {
		if (!w->count)
			maria_add_alter(r);
		kit_add(r->out, "\n  ");
		if (to->partitions.len)
			maria_host->append(r->out, to->partitions.at, to->partitions.len);
		else
			kit_add(r->out, "REMOVE PARTITIONING");
		maria_warn(r, WB_RISK_REWRITE | WB_RISK_MAY_FAIL, "partitions",
			   "table %s gets other partitions: every row is written anew, rows "
			   "without a partition make it fail",
			   r->change->to->name);
	}
	w->count++;
}

static void add_versioning(struct whole *w)
{
	const struct wb_change *c = w->r->change;

	if (kit_same(c->from, c->to, "versioning"))
		return;
	next_part(w);
	kit_write(w->r->out, "%s SYSTEM VERSIONING", kit_get(c->to, "versioning") ? "ADD" : "DROP");
	if (!kit_get(c->to, "versioning"))
		maria_warn(w->r, WB_RISK_DATA_LOSS | WB_RISK_REWRITE, "drop-history",
			   "drops the history of table %s", c->to->name);
}

/* ------------------------------------------------------------------ foreign keys and triggers */

static bool is_retyped(const struct whole *w, const char *columns)
{
	for (size_t i = 0; i < w->before->count; i++) {
		const struct wb_object *o = w->before->children[i], *to;

		if (o->kind != WB_KIND_COLUMN || !kit_lists(columns, o->name))
			continue;
		to = counterpart(w->after, o);
		if (to && maria_retyped(o, to))
			return true;
	}
	return false;
}

/* The engine drops its foreign keys before and makes them again after, and those of others on
 * columns that change their type: whether a table that they refer to changes as well, only the
 * engine knows. */
static bool has_foreign_keys(const struct whole *w)
{
	const struct wb_change *c = w->r->change;

	for (size_t i = 0; i < w->before->count; i++)
		if (w->before->children[i]->kind == WB_KIND_FOREIGN_KEY)
			return true;
	for (size_t i = 0; i < c->needed_by_count; i++) {
		const struct wb_object *o = c->needed_by[i];

		if (o->kind == WB_KIND_FOREIGN_KEY && is_retyped(w, kit_get(o, "target_columns")))
			return true;
	}
	return false;
}

static void drop_triggers(struct whole *w)
{
	for (size_t i = 0; i < w->before->count; i++) {
		const struct wb_object *o = w->before->children[i], *to = counterpart(w->after, o);

		if (o->kind == WB_KIND_TRIGGER && (!to || !kit_alike(o, to)))
			maria_add_drop(w->r, o);
	}
}

static void make_around(struct whole *w)
{
	for (size_t i = 0; i < w->after->count; i++) {
		const struct wb_object *o = w->after->children[i],
				       *from = counterpart(w->before, o);

		if (is_key(o) && from && !kit_alike(from, o) && key_stays(w, from, o)) {
			maria_add_ignored(w->r, from, o);
		} else if (o->kind == WB_KIND_FOREIGN_KEY && !from) {
			maria_add_alter(w->r);
			kit_write(w->r->out, "ADD %s;\n", o->text);
		} else if (o->kind == WB_KIND_TRIGGER && (!from || !kit_alike(from, o))) {
			maria_add_create(w->r, o, false);
		}
	}
}

/* What only a table that keeps its history may have. */
static void make_unversioned(struct whole *w)
{
	w->second = true;
	w->count = 0;
	make_columns(w);
	if (w->count)
		kit_add(w->r->out, ";\n");
}

/* The columns that say since when and until when a row was so can get other names, and nothing
 * else. */
static void rename_rows(struct whole *w)
{
	bool any = false;

	for (size_t i = 0; i < w->before->count; i++) {
		const struct wb_object *from = w->before->children[i],
				       *to = row_counterpart(w->after, from);

		if (!to || strcmp(from->name, to->name) == 0)
			continue;
		if (!any)
			maria_add_alter(w->r);
		kit_write(w->r->out, "%sRENAME COLUMN %N TO %N", any ? ", " : "", from->name,
			  to->name);
		any = true;
	}
	if (any)
		kit_add(w->r->out, ";\n");
}

static void write_whole(struct whole *w, const struct maria_create *from,
			const struct maria_create *to)
{
	struct maria_rendering *r = w->r;

	drop_triggers(w);
	rename_rows(w);
	if (!kit_same(r->change->from, r->change->to, "engine"))
		maria_drop_engines_own(r, from, to);
	for (size_t i = 0; i < w->before->count; i++) {
		const struct wb_object *o = w->before->children[i],
				       *then = counterpart(w->after, o);

		if (o->kind == WB_KIND_COLUMN && then)
			maria_add_cast(r, o, then);
	}
	drop_keys(w);
	drop_periods(w, from, to);
	drop_columns(w);
	make_columns(w);
	make_periods(w, from, to);
	make_keys(w);
	add_versioning(w);
	if (!kit_same(r->change->from, r->change->to, "engine") ||
	    !kit_same(r->change->from, r->change->to, "options") ||
	    !kit_same(r->change->from, r->change->to, "comment") ||
	    !kit_same(r->change->from, r->change->to, "collation")) {
		next_part(w);
		maria_add_options(r, 0, ",\n  ");
	}
	add_partitions(w, from, to);
	if (w->count)
		kit_add(r->out, ";\n");
	if (w->waits)
		make_unversioned(w);
	/* the option of an engine that is left stays behind */
	if (maria_create_option(from, "PAGE_CHECKSUM").len &&
	    !maria_create_option(to, "PAGE_CHECKSUM").len)
		kit_write(r->out, "ALTER TABLE %N PAGE_CHECKSUM=DEFAULT;\n", r->change->to->name);
	make_around(w);
}

/* Of a table that keeps its history the server changes no more than the names of the columns that say
 * since when and until when a row was so, and does not add them. */
static int refuse_rows(const struct whole *w)
{
	bool keeps = kit_get(w->r->change->from, "versioning") &&
		     kit_get(w->r->change->to, "versioning");

	for (size_t i = 0; keeps && i < w->after->count; i++) {
		const struct wb_object *to = w->after->children[i],
				       *from = row_counterpart(w->before, to);
		const char *row = to->kind == WB_KIND_COLUMN ? kit_get(to, "row") : NULL;

		if (row && (!from || !kit_alike(from, to)))
			return maria_host->fail(
				w->r->err, WB_E_UNSUPPORTED,
				"column %s.%s, GENERATED ALWAYS AS %s: MariaDB does not %s it "
				"while "
				"the table keeps its history; leave it as it is (%s), or write a "
				"revision by hand that drops the history and begins a new one",
				to->parent, to->name, row, from ? "change" : "add",
				from ? from->text : "without such a column");
	}
	return 0;
}

int maria_render_whole(struct maria_rendering *r)
{
	struct whole w = { .r = r, .before = &r->change->before, .after = &r->change->after };
	struct maria_create from, to = { 0 };
	int rc = refuse_rows(&w);

	if (rc < 0)
		return rc;
	if (has_foreign_keys(&w))
		r->risk->flags |= WB_RENDER_DEPENDANTS;
	if (maria_parse_table(r->change->from, &from) && maria_parse_table(r->change->to, &to))
		write_whole(&w, &from, &to);
	else
		rc = kit_no_memory(r->err);
	maria_create_release(&from);
	maria_create_release(&to);
	return rc;
}
