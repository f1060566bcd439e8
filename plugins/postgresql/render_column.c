/* SPDX-License-Identifier: MIT */
/* Columns. */
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

/* ------------------------------------------------------------------ identity */

static void add_identity(struct wb_text *out, const struct wb_object *o)
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
static bool is_named(const struct wb_object *o)
{
	return kit_get(o, "not_null_name") || kit_get(o, "not_null_no_inherit") ||
	       kit_get(o, "not_null_not_valid");
}

static void add_not_null(struct wb_text *out, const struct wb_object *o)
{
	const char *name = kit_get(o, "not_null_name");

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
	if (collation)
		kit_write(out, " COLLATE %s", collation);
	if (generated)
		kit_write(out, " GENERATED ALWAYS AS (%s) %s", generated,
			  kit_get(o, "virtual") ? "VIRTUAL" : "STORED");
	else if (value)
		kit_write(out, " DEFAULT %s", value);
	if (kit_get(o, "identity")) {
		kit_add(out, " ");
		add_identity(out, o);
	}
	add_not_null(out, o);
}

static void alter(const struct pg_render *r, const struct wb_object *o)
{
	kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I ", o, o->name);
}

static void add_options(const struct pg_render *r, const struct wb_object *from,
			const struct wb_object *to)
{
	const char *old = kit_get(from, "options"), *new = kit_get(to, "options");

	if (kit_equal(old, new))
		return;
	/* there are only two, and both have a default */
	if (old) {
		alter(r, to);
		kit_add(r->out, "RESET (n_distinct, n_distinct_inherited);\n");
	}
	if (new) {
		alter(r, to);
		kit_write(r->out, "SET (%s);\n", new);
	}
}

static void add_constraint(const struct pg_render *r, const struct wb_object *o)
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
		alter(r, to);
		kit_write(r->out, "SET STORAGE %s;\n",
			  storage ? storage : kit_get(to, "type_storage"));
	}
	if (from && !kit_same(from, to, "compression")) {
		alter(r, to);
		kit_write(r->out, "SET COMPRESSION %s;\n", compression ? compression : "DEFAULT");
	}
	if (!kit_same(from, to, "statistics")) {
		alter(r, to);
		kit_write(r->out, "SET STATISTICS %s;\n", statistics ? statistics : "-1");
	}
	add_options(r, from, to);
	if (!from && kit_get(to, "not_null_not_valid"))
		add_constraint(r, to);
	comment_not_null(r, from, to);
	c.from = from;
	c.to = to;
	pg_render_comment(&c, "COLUMN");
}

/* ------------------------------------------------------------------ making and dropping */

static int add_column(const struct pg_render *r)
{
	const struct wb_object *to = r->to;

	kit_write(r->out, "ALTER TABLE %P ADD COLUMN ", to);
	pg_column_definition(r->out, to);
	kit_add(r->out, ";\n");
	pg_column_extras(r, NULL, to);
	if ((kit_get(to, "generated") && !kit_get(to, "virtual")) || kit_get(to, "identity"))
		kit_risk(r->risk, WB_RISK_REWRITE | WB_RISK_LONG_LOCK, "table-rewrite", EXCLUSIVE,
			 "adds column %s.%s, whose values are computed: every row is written anew",
			 to->parent, to->name);
	else if (kit_get(to, "not_null") && !kit_get(to, "default") && !kit_get(to, "generated"))
		kit_risk(r->risk, WB_RISK_MAY_FAIL, "not-null", "",
			 "column %s.%s is NOT NULL and has no default: it fails if the table has "
			 "rows",
			 to->parent, to->name);
	return 0;
}

static int drop_column(const struct pg_render *r)
{
	kit_write(r->out, "ALTER TABLE %P DROP COLUMN %I;\n", r->from, r->from->name);
	if (!kit_get(r->from, "generated"))
		kit_risk(r->risk, WB_RISK_DATA_LOSS, "drop-column", EXCLUSIVE,
			 "drops column %s.%s and its data", r->from->parent, r->from->name);
	return 0;
}

/* ------------------------------------------------------------------ ALTER */

static void risk_not_null(const struct pg_render *r)
{
	kit_risk(r->risk, WB_RISK_MAY_FAIL | WB_RISK_LONG_LOCK, "not-null", EXCLUSIVE,
		 "makes column %s.%s NOT NULL: looks at every row, and fails if one has none",
		 r->to->parent, r->to->name);
}

/* A key that the column leaves holds its NOT NULL. */
static void drop_key(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->before.count; i++) {
		const struct wb_object *key = r->change->before.children[i], *twin;

		if (key->kind != WB_KIND_PRIMARY_KEY)
			continue;
		twin = kit_twin(&r->change->after, key);
		if (twin && !kit_same(twin, key, "definition"))
			kit_write(r->out, "ALTER TABLE %P DROP CONSTRAINT IF EXISTS %I;\n", key,
				  key->name);
	}
}

static void set_not_null(const struct pg_render *r)
{
	if (is_named(r->to)) {
		add_constraint(r, r->to);
	} else {
		alter(r, r->to);
		kit_add(r->out, "SET NOT NULL;\n");
	}
	if (!kit_get(r->to, "not_null_not_valid"))
		risk_not_null(r);
}

static void drop_not_null(const struct pg_render *r)
{
	drop_key(r);
	alter(r, r->to);
	kit_add(r->out, "DROP NOT NULL;\n");
}

/* Its name, and how far it holds. */
static void alter_constraint(const struct pg_render *r)
{
	const char *old = kit_get(r->from, "not_null_actual"),
		   *name = kit_get(r->to, "not_null_actual");

	if (!old || !name)
		return;
	if (kit_get(r->to, "not_null_not_valid") && !kit_get(r->from, "not_null_not_valid")) {
		drop_not_null(r);
		set_not_null(r);
		return;
	}
	if (!kit_same(r->from, r->to, "not_null_name") && strcmp(old, name) != 0)
		kit_write(r->out, "ALTER TABLE %P RENAME CONSTRAINT %I TO %I;\n", r->to, old, name);
	if (!kit_same(r->from, r->to, "not_null_no_inherit"))
		kit_write(r->out, "ALTER TABLE %P ALTER CONSTRAINT %I %sINHERIT;\n", r->to, name,
			  kit_get(r->to, "not_null_no_inherit") ? "NO " : "");
	if (!kit_same(r->from, r->to, "not_null_not_valid")) {
		kit_write(r->out, "ALTER TABLE %P VALIDATE CONSTRAINT %I;\n", r->to, name);
		risk_not_null(r);
	}
}

static void alter_null(const struct pg_render *r)
{
	const bool was = kit_get(r->from, "not_null"), is = kit_get(r->to, "not_null");

	if (was && is)
		alter_constraint(r);
	else if (was)
		drop_not_null(r);
	else if (is)
		set_not_null(r);
}

/* An ordinary sequence that bears the name which the identity's shall have, since it was the
 * column's default. */
static bool in_the_way(const struct pg_render *r)
{
	const char *name = kit_get(r->from, "default_sequence");

	return name && kit_equal(name, kit_get(r->to, "identity_sequence"));
}

/* The new sequence goes on where the old one was. */
static void add_new_identity(const struct pg_render *r)
{
	struct wb_object sequence = { .namespace_ = r->to->namespace_,
				      .name = kit_get(r->to, "identity_sequence") };
	const char *old = kit_get(r->from, "default_sequence");
	bool moved = in_the_way(r);

	if (moved) {
		kit_write(r->out, "ALTER SEQUENCE %Q RENAME TO ", &sequence);
		pg_aside(r->out, NULL, sequence.name);
		kit_add(r->out, ";\n");
	}
	alter(r, r->to);
	kit_add(r->out, "ADD ");
	add_identity(r->out, r->to);
	kit_add(r->out, ";\n");
	if (!old)
		return;
	kit_write(r->out, "SELECT pg_catalog.setval('%Q', last_value, is_called) FROM ", &sequence);
	if (moved) {
		pg_aside(r->out, sequence.namespace_, sequence.name);
	} else {
		sequence.name = old;
		kit_write(r->out, "%Q", &sequence);
	}
	kit_add(r->out, ";\n");
}

static void alter_identity(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "identity"), *to = kit_get(r->to, "identity");
	const char *old_name = kit_get(r->from, "identity_sequence"),
		   *name = kit_get(r->to, "identity_sequence");
	struct wb_object sequence = { .namespace_ = r->to->namespace_, .name = old_name };

	if (from && !to) {
		alter(r, r->to);
		kit_add(r->out, "DROP IDENTITY;\n");
	}
	if (!from && to)
		add_new_identity(r);
	if (!from || !to)
		return;
	if (!kit_equal(old_name, name))
		kit_write(r->out, "ALTER SEQUENCE %Q RENAME TO %I;\n", &sequence, name);
	if (strcmp(from, to) != 0) {
		alter(r, r->to);
		kit_write(r->out, "SET GENERATED %s;\n",
			  strcmp(to, "always") == 0 ? "ALWAYS" : "BY DEFAULT");
	}
	sequence.name = name;
	pg_sequence_alter(r, &sequence, true);
}

static void alter_default(const struct pg_render *r)
{
	const char *value = kit_get(r->to, "default");

	if (kit_same(r->from, r->to, "default"))
		return;
	alter(r, r->to);
	if (value)
		kit_write(r->out, "SET DEFAULT %s;\n", value);
	else
		kit_add(r->out, "DROP DEFAULT;\n");
	/* the heirs get it as well, those that have another one of their own too */
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (r->change->needed_by[i]->kind == PG_KIND_OVERRIDE)
			r->risk->flags |= WB_RENDER_DEPENDANTS;
}

/* There is no ALTER to make a column a generated one. Its indexes, constraints and whatever reads
 * it go before and come after. One that was generated may have let go of what it computes with, and
 * be gone. */
static int replace_column(const struct pg_render *r)
{
	if (kit_get(r->from, "generated"))
		kit_write(r->out, "ALTER TABLE %P DROP COLUMN IF EXISTS %I;\n", r->from,
			  r->from->name);
	else
		drop_column(r);
	add_column(r);
	r->risk->flags |= WB_RENDER_DEPENDANTS;
	return 0;
}

/* With the type, the server forgets how the old one was stored. */
static void restate(const struct pg_render *r)
{
	const char *storage = kit_get(r->to, "storage"),
		   *compression = kit_get(r->to, "compression");

	if (storage && kit_same(r->from, r->to, "storage")) {
		alter(r, r->to);
		kit_write(r->out, "SET STORAGE %s;\n", storage);
	}
	if (compression && kit_same(r->from, r->to, "compression")) {
		alter(r, r->to);
		kit_write(r->out, "SET COMPRESSION %s;\n", compression);
	}
}

/* What was computed whenever it was read is written down. */
static int keep_computed(const struct pg_render *r)
{
	replace_column(r);
	kit_write(r->out, "UPDATE %P SET %I = %s;\n", r->to, r->to->name,
		  kit_get(r->from, "generated"));
	return 0;
}

static int alter_column(const struct pg_render *r)
{
	const char *was = kit_get(r->from, "generated"), *is = kit_get(r->to, "generated");

	if (is && (!kit_equal(was, is) || !kit_same(r->from, r->to, "virtual")))
		return replace_column(r);
	if (was && !is && kit_get(r->from, "virtual"))
		return keep_computed(r);
	if (is && (!kit_same(r->from, r->to, "type") || !kit_same(r->from, r->to, "collation")))
		return replace_column(r);
	if (was && !is) {
		alter(r, r->to);
		kit_add(r->out, "DROP EXPRESSION;\n");
	}
	if (!kit_same(r->from, r->to, "type") || !kit_same(r->from, r->to, "collation")) {
		int status = pg_render_retype(r);

		if (status < 0)
			return status;
		restate(r);
	} else if (kit_get(r->to, "identity") && !kit_get(r->from, "identity")) {
		alter_default(r);
		alter_null(r);
		alter_identity(r);
	} else {
		if (!kit_get(r->to, "identity"))
			alter_identity(r);
		alter_default(r);
		alter_null(r);
		if (kit_get(r->to, "identity"))
			alter_identity(r);
	}
	pg_column_extras(r, r->from, r->to);
	return 0;
}

/* After the type has changed. */
void pg_column_settings(const struct pg_render *r)
{
	alter_null(r);
	if (kit_get(r->to, "identity"))
		alter_identity(r);
}

int pg_render_column(const struct pg_render *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		return add_column(r);
	case WB_CHANGE_DROP:
		return drop_column(r);
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER TABLE %P RENAME COLUMN %I TO %I;\n", r->from,
			  r->from->name, r->to->name);
		return 0;
	default:
		return alter_column(r);
	}
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
	kit_write(r->out,
		  kit_get(o, "generated") ? "ALTER TABLE %P DROP COLUMN %I;\n"
					  : "ALTER TABLE %P ALTER COLUMN %I DROP DEFAULT;\n",
		  o, o->name);
	return true;
}

void pg_column_takes_up(const struct pg_render *r, const struct wb_object *o)
{
	if (o->kind == WB_KIND_TYPE && kit_get(o, "default"))
		kit_write(r->out, "ALTER DOMAIN %Q SET DEFAULT %s;\n", o, kit_get(o, "default"));
	if (o->kind != WB_KIND_COLUMN || o->flags & WB_OBJECT_IMPLICIT)
		return;
	if (!kit_get(o, "generated")) {
		kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I SET DEFAULT %s;\n", o, o->name,
			  kit_get(o, "default") ? kit_get(o, "default") : "NULL");
		return;
	}
	kit_write(r->out, "ALTER TABLE %P ADD COLUMN ", o);
	pg_column_definition(r->out, o);
	kit_add(r->out, ";\n");
	pg_column_extras(r, NULL, o);
}

/* ------------------------------------------------------------------ inherited columns */

int pg_render_override(const struct pg_render *r)
{
	const struct wb_object *o = r->to ? r->to : r->from;
	const char *value = r->to ? kit_get(r->to, "default") : NULL;
	/* a partition is made with all its columns */
	bool made = !r->change->before.self && kit_get(r->change->after.self, "partition");

	if (!made && !kit_same(r->from, r->to, "default")) {
		if (!value)
			value = kit_get(r->from, "inherited_default");
		kit_write(r->out, "ALTER TABLE ONLY %P ALTER COLUMN %I SET DEFAULT %s;\n", o,
			  o->name, value ? value : "NULL");
	}
	if (!made && !kit_same(r->from, r->to, "not_null")) {
		bool set = r->to && kit_get(r->to, "not_null");

		if (set && kit_get(r->to, "not_null_name"))
			kit_write(r->out, "ALTER TABLE ONLY %P ADD CONSTRAINT %I NOT NULL %I;\n", o,
				  kit_get(r->to, "not_null_name"), o->name);
		else
			kit_write(r->out, "ALTER TABLE ONLY %P ALTER COLUMN %I %s NOT NULL;\n", o,
				  o->name, set ? "SET" : "DROP");
		if (set)
			risk_not_null(r);
	}
	if (r->to)
		pg_render_comment(r, "COLUMN");
	else if (kit_get(o, "comment"))
		kit_write(r->out, "COMMENT ON COLUMN %P.%I IS NULL;\n", o, o->name);
	return 0;
}
