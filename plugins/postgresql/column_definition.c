/* SPDX-License-Identifier: MIT */
/* What a column is, in its definition and behind it. */
#include <stdio.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ identity */

void pg_add_identity(struct wb_text *out, const struct wb_object *o)
{
	const struct wb_object sequence = { .namespace_ = o->namespace_,
					    .name = kit_get(o, "identity_sequence") };

	kit_write(out, "GENERATED %s AS IDENTITY (SEQUENCE NAME %Q",
		  strcmp(kit_get(o, "identity"), "always") == 0 ? "ALWAYS" : "BY DEFAULT",
		  &sequence);
	pg_sequence_options(out, o);
	kit_add(out, ")");
}

/* ------------------------------------------------------------------ definition */

/* What one without a name of its own, that holds and is inherited, has not. */
bool pg_has_named_not_null(const struct wb_object *o)
{
	return kit_get(o, "not_null_name") || kit_get(o, "not_null_no_inherit") ||
	       kit_get(o, "not_null_not_valid");
}

static void add_not_null(struct wb_text *out, const struct wb_object *o)
{
	const char *name = kit_get(o, "not_null_actual");
	char usual[256];

	snprintf(usual, sizeof(usual), "%s_%s_not_null", o->parent, o->name);
	if (kit_equal(name, usual))
		name = NULL;
	/* what does not hold yet comes behind the table */
	if (!kit_get(o, "not_null") || kit_get(o, "not_null_not_valid") ||
	    kit_get(o, "not_null_inherited"))
		return;
	if (name)
		kit_write(out, " CONSTRAINT %I", name);
	kit_add(out, " NOT NULL");
	if (kit_get(o, "not_null_no_inherit"))
		kit_add(out, " NO INHERIT");
}

void pg_column_definition(struct wb_text *out, const struct wb_object *o)
{
	const char *collation = kit_get(o, "collation"), *compression = kit_get(o, "compression");
	const char *generated = kit_get(o, "generated"), *value = kit_get(o, "default");

	kit_write(out, "%I %s", o->name, kit_get(o, "type"));
	if (compression)
		kit_write(out, " COMPRESSION %s", compression);
	pg_foreign_options(out, o);
	if (collation)
		kit_write(out, " COLLATE %s", collation);
	if (generated)
		kit_write(out, " GENERATED ALWAYS AS (%s) %s", generated,
			  kit_get(o, "virtual") ? "VIRTUAL" : "STORED");
	else if (value)
		kit_write(out, " DEFAULT %s", value);
	if (kit_get(o, "identity")) {
		kit_add(out, " ");
		pg_add_identity(out, o);
	}
	add_not_null(out, o);
}

static void add_options(const struct pg_render *r, const struct wb_object *from,
			const struct wb_object *to)
{
	const char *old = kit_get(from, "options"), *new = kit_get(to, "options");

	if (kit_equal(old, new))
		return;
	/* there are only two, and both have a default */
	if (old) {
		kit_write(r->out, PG_ALTER_COLUMN "RESET (n_distinct, n_distinct_inherited);\n", to,
			  to->name);
	}
	if (new) {
		kit_write(r->out, PG_ALTER_COLUMN "SET (%s);\n", to, to->name, new);
	}
}

void pg_add_not_null(const struct pg_render *r, const struct wb_object *o)
{
	kit_write(r->out, "ALTER TABLE %P ADD CONSTRAINT %I NOT NULL %I%s%s;\n", o,
		  kit_get(o, "not_null_actual"), o->name,
		  kit_get(o, "not_null_no_inherit") ? " NO INHERIT" : "",
		  kit_get(o, "not_null_not_valid") ? " NOT VALID" : "");
}

static void comment_not_null(const struct pg_render *r, const struct wb_object *from,
			     const struct wb_object *to)
{
	const char *comment = kit_get(to, "not_null_comment");

	if (kit_same(from, to, "not_null_comment") || !kit_get(to, "not_null_actual"))
		return;
	kit_write(r->out, "COMMENT ON CONSTRAINT %I ON %P IS ", kit_get(to, "not_null_actual"), to);
	if (comment)
		kit_write(r->out, "%L;\n", comment);
	else
		kit_add(r->out, "NULL;\n");
}

void pg_column_extras(const struct pg_render *r, const struct wb_object *from,
		      const struct wb_object *to)
{
	struct pg_render c = *r;
	const char *storage = kit_get(to, "storage"), *statistics = kit_get(to, "statistics"),
		   *compression = kit_get(to, "compression");

	if (!kit_same(from, to, "storage")) {
		kit_write(r->out, PG_ALTER_COLUMN "SET STORAGE %s;\n", to, to->name,
			  storage ? storage : kit_get(to, "type_storage"));
	}
	if (from && !kit_same(from, to, "compression")) {
		kit_write(r->out, PG_ALTER_COLUMN "SET COMPRESSION %s;\n", to, to->name,
			  compression ? compression : "DEFAULT");
	}
	if (!kit_same(from, to, "statistics")) {
		kit_write(r->out, PG_ALTER_COLUMN "SET STATISTICS %s;\n", to, to->name,
			  statistics ? statistics : "-1");
	}
	add_options(r, from, to);
	if (from)
		pg_alter_foreign_column(r, from, to);
	if (!from && kit_get(to, "not_null_not_valid"))
		pg_add_not_null(r, to);
	comment_not_null(r, from, to);
	c.from = from;
	c.to = to;
	pg_render_comment(&c, "COLUMN");
}

/* ------------------------------------------------- what a column, or a domain's default, computes */

bool pg_column_lets_go(const struct pg_render *r, const struct wb_object *o)
{
	if (o->kind == WB_KIND_TYPE && kit_get(o, "default")) {
		kit_write(r->out, "ALTER DOMAIN %Q DROP DEFAULT;\n", o);
		return true;
	}
	if (o->kind != WB_KIND_COLUMN || o->flags & WB_OBJECT_IMPLICIT)
		return false;
	if (kit_get(o, "generated")) {
		r->risk->flags |= WB_RENDER_COMPUTED;
		return false;
	}
	kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I DROP DEFAULT;\n", o, o->name);
	return true;
}

void pg_column_takes_up(const struct pg_render *r, const struct wb_object *o)
{
	if (o->kind == WB_KIND_TYPE && kit_get(o, "default"))
		kit_write(r->out, "ALTER DOMAIN %Q SET DEFAULT %s;\n", o, kit_get(o, "default"));
	if (o->kind == WB_KIND_COLUMN && !(o->flags & WB_OBJECT_IMPLICIT) &&
	    !kit_get(o, "generated") && kit_get(o, "default"))
		kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I SET DEFAULT %s;\n", o, o->name,
			  kit_get(o, "default"));
}
