/* SPDX-License-Identifier: MIT */
/* Sequences, and those of identity columns. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ options */

static const struct {
	const char *key, *set, *none; /* `none`: what the default is called */
} options[] = {
	{ "start", "START WITH ", NULL },      { "increment", "INCREMENT BY ", "INCREMENT BY 1" },
	{ "min", "MINVALUE ", "NO MINVALUE" }, { "max", "MAXVALUE ", "NO MAXVALUE" },
	{ "cache", "CACHE ", "CACHE 1" },      { "cycle", "CYCLE", "NO CYCLE" },
};

#define OPTION_COUNT (sizeof(options) / sizeof(options[0]))

void pg_sequence_options(struct wb_text *out, const struct wb_object *o)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const char *value = kit_get(o, options[i].key);

		if (value)
			kit_write(out, " %s%s", options[i].set,
				  strcmp(value, "yes") == 0 ? "" : value);
	}
}

/* The default of START is where the sequence begins. */
static void add_start(struct wb_text *out, const struct wb_object *o)
{
	const char *increment = kit_get(o, "increment"), *min = kit_get(o, "min"),
		   *max = kit_get(o, "max");
	bool down = increment && *increment == '-';
	const char *begin = down ? max : min;

	kit_write(out, "START WITH %s", begin ? begin : down ? "-1" : "1");
}

/* ------------------------------------------------------------------ changes */

/* A sequence's values: what it may give, and which way it goes. */
struct range {
	int64_t min, max;
	bool down;
};

static struct range range_of(const struct wb_object *o)
{
	const char *type = kit_get(o, "type"), *min = kit_get(o, "min"), *max = kit_get(o, "max"),
		   *increment = kit_get(o, "increment");
	int64_t most = INT64_MAX;
	struct range r;

	if (kit_equal(type, "integer"))
		most = INT32_MAX;
	else if (kit_equal(type, "smallint"))
		most = INT16_MAX;
	r.down = increment && *increment == '-';
	r.min = min ? strtoll(min, NULL, 10) : r.down ? -most - 1 : 1;
	r.max = max ? strtoll(max, NULL, 10) : r.down ? -1 : most;
	return r;
}

/* Nothing of what it gave is among what it shall give. */
static bool starts_anew(const struct range *from, const struct range *to)
{
	return from->down != to->down || from->max < to->min || from->min > to->max;
}

/* One that has not come so far yet goes on from where it may begin: the server refuses bounds that
 * leave it outside. */
static void move_inside(const struct pg_render *r, const struct wb_object *sequence,
			const struct range *from, const struct range *to)
{
	bool moves = to->down ? to->max < from->max : to->min > from->min;
	char edge[24];

	if (!moves)
		return;
	snprintf(edge, sizeof(edge), "%lld", (long long)(to->down ? to->max : to->min));
	kit_write(r->out,
		  "SELECT pg_catalog.setval('%Q', %s(last_value, %s), is_called AND last_value %s "
		  "%s) "
		  "FROM %Q;\n",
		  sequence, to->down ? "least" : "greatest", edge, to->down ? "<=" : ">=", edge,
		  sequence);
}

static void add_changes(const struct pg_render *r, const char *word)
{
	/* the default start moves with the bounds */
	bool moved = !kit_get(r->to, "start") &&
		     (!kit_same(r->from, r->to, "min") || !kit_same(r->from, r->to, "max") ||
		      !kit_same(r->from, r->to, "increment"));

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const char *value = kit_get(r->to, options[i].key);

		if (kit_same(r->from, r->to, options[i].key) && !(moved && !options[i].none))
			continue;
		kit_add(r->out, word);
		if (value)
			kit_write(r->out, "%s%s", options[i].set,
				  strcmp(value, "yes") == 0 ? "" : value);
		else if (options[i].none)
			kit_add(r->out, options[i].none);
		else
			add_start(r->out, r->to);
	}
}

void pg_sequence_alter(const struct pg_render *r, const struct wb_object *sequence, bool identity)
{
	struct range from = range_of(r->from), to = range_of(r->to);
	bool same = true;

	for (size_t i = 0; i < OPTION_COUNT; i++)
		same = same && kit_same(r->from, r->to, options[i].key);
	if (same)
		return;
	if (!starts_anew(&from, &to))
		move_inside(r, sequence, &from, &to);
	if (identity)
		kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I", r->to, r->to->name);
	else
		kit_write(r->out, "ALTER SEQUENCE %Q", sequence);
	add_changes(r, identity ? " SET " : " ");
	kit_write(r->out, "%s;\n", starts_anew(&from, &to) ? " RESTART" : "");
}

/* ------------------------------------------------------------------ sequences */

void pg_leave_sequence(const struct pg_render *r)
{
	const struct wb_change *c = r->change;

	for (size_t i = 0; i < c->needed_by_count; i++) {
		const struct wb_object *o = c->needed_by[i], *to = c->needed_by_after[i];
		const char *value = kit_get(o, "default");

		if (o->kind != WB_KIND_COLUMN)
			r->risk->flags |= WB_RENDER_DEPENDANTS;
		else if (value && strstr(value, "nextval(") && kit_same(o, to, "default"))
			kit_write(r->out, PG_ALTER_COLUMN "SET DEFAULT %s;\n", o, o->name, value);
	}
}

static int create_sequence(const struct pg_render *r)
{
	const char *type = kit_get(r->to, "type");

	/* an identity that goes has the name still */
	if (r->change->before.self && (r->change->before.self->flags & WB_OBJECT_IMPLICIT)) {
		kit_write(r->out, "ALTER SEQUENCE %Q RENAME TO ", r->to);
		pg_aside(r->out, NULL, r->to->name);
		kit_add(r->out, ";\n");
	}
	kit_write(r->out, "CREATE %sSEQUENCE %Q", kit_get(r->to, "unlogged") ? "UNLOGGED " : "",
		  r->to);
	if (type)
		kit_write(r->out, " AS %s", type);
	pg_sequence_options(r->out, r->to);
	kit_add(r->out, ";\n");
	if (r->change->before.self && (r->change->before.self->flags & WB_OBJECT_IMPLICIT)) {
		kit_write(r->out, "SELECT pg_catalog.setval('%Q', last_value, is_called) FROM ",
			  r->to);
		pg_aside(r->out, r->to->namespace_, r->to->name);
		kit_add(r->out, ";\n");
	}
	pg_render_comment(r, "SEQUENCE");
	return 0;
}

static int alter_sequence(const struct pg_render *r)
{
	const char *type = kit_get(r->to, "type");

	if (!kit_same(r->from, r->to, "type"))
		kit_write(r->out, "ALTER SEQUENCE %Q AS %s;\n", r->to, type ? type : "bigint");
	pg_sequence_alter(r, r->to, false);
	if (!kit_same(r->from, r->to, "unlogged"))
		kit_write(r->out, "ALTER SEQUENCE %Q SET %s;\n", r->to,
			  kit_get(r->to, "unlogged") ? "UNLOGGED" : "LOGGED");
	pg_render_comment(r, "SEQUENCE");
	return 0;
}

static int drop_sequence(const struct pg_render *r)
{
	/* an identity has taken the name */
	if (r->change->after.self && (r->change->after.self->flags & WB_OBJECT_IMPLICIT)) {
		pg_leave_sequence(r);
		kit_add(r->out, "DROP SEQUENCE ");
		pg_aside(r->out, r->from->namespace_, r->from->name);
	} else {
		kit_write(r->out, "DROP SEQUENCE %Q", r->from);
	}
	kit_add(r->out, ";\n");
	return 0;
}

int pg_render_sequence(const struct pg_render *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		return create_sequence(r);
	case WB_CHANGE_ALTER:
		return alter_sequence(r);
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER SEQUENCE %Q RENAME TO %I;\n", r->from, r->to->name);
		return 0;
	default:
		return drop_sequence(r);
	}
}

int pg_render_ownership(const struct pg_render *r)
{
	const char *owner = r->to ? kit_get(r->to, "owner") : NULL;
	const struct wb_object *o = r->to ? r->to : r->from;

	kit_write(r->out, "ALTER SEQUENCE %Q OWNED BY %s;\n", o, owner ? owner : "NONE");
	return 0;
}
