/* SPDX-License-Identifier: MIT */
/* NOT NULL, identity and default of a column that is there. */
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

void pg_risk_not_null(const struct pg_render *r)
{
	kit_risk(r->risk, WB_RISK_MAY_FAIL | WB_RISK_LONG_LOCK, "not-null", EXCLUSIVE,
		 "makes column %s.%s NOT NULL: looks at every row, and fails if one has none by "
		 "then",
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

/* A check that waits for the end of the transaction would keep the table from being changed. */
static bool checks_later(const struct wb_family *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const char *definition = kit_get(table->children[i], "definition");

		if (definition && strstr(definition, " INITIALLY DEFERRED"))
			return true;
	}
	return false;
}

/* Rows that have no value get the default. */
static void fill_nulls(const struct pg_render *r)
{
	const char *value = kit_get(r->to, "default");

	if (!value || kit_get(r->to, "identity") || kit_get(r->to, "generated") ||
	    kit_get(r->from, "generated") || kit_get(r->to, "foreign") ||
	    kit_get(r->to, "not_null_not_valid"))
		return;
	if (checks_later(&r->change->before))
		kit_add(r->out, "SET CONSTRAINTS ALL IMMEDIATE;\n");
	kit_write(r->out,
		  "-- rows without a value get the default\nUPDATE %P SET %I = %s WHERE %I IS "
		  "NULL;\n",
		  r->to, r->to->name, value, r->to->name);
}

static void set_not_null(const struct pg_render *r)
{
	fill_nulls(r);
	if (pg_has_named_not_null(r->to)) {
		pg_add_not_null(r, r->to);
	} else {
		kit_write(r->out, PG_ALTER_COLUMN "SET NOT NULL;\n", r->to, r->to->name);
	}
	if (!kit_get(r->to, "not_null_not_valid"))
		pg_risk_not_null(r);
}

static void drop_not_null(const struct pg_render *r)
{
	drop_key(r);
	kit_write(r->out, PG_ALTER_COLUMN "DROP NOT NULL;\n", r->to, r->to->name);
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
		pg_risk_not_null(r);
	}
}

void pg_alter_null(const struct pg_render *r)
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
	kit_write(r->out, PG_ALTER_COLUMN "ADD ", r->to, r->to->name);
	pg_add_identity(r->out, r->to);
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

void pg_drop_identity(const struct pg_render *r)
{
	pg_leave_sequence(r);
	kit_write(r->out, PG_ALTER_COLUMN "DROP IDENTITY;\n", r->to, r->to->name);
}

void pg_alter_identity(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "identity"), *to = kit_get(r->to, "identity");
	const char *old_name = kit_get(r->from, "identity_sequence"),
		   *name = kit_get(r->to, "identity_sequence");
	struct wb_object sequence = { .namespace_ = r->to->namespace_, .name = old_name };

	if (from && !to)
		pg_drop_identity(r);
	if (!from && to)
		add_new_identity(r);
	if (!from || !to)
		return;
	if (!kit_equal(old_name, name))
		kit_write(r->out, "ALTER SEQUENCE %Q RENAME TO %I;\n", &sequence, name);
	if (strcmp(from, to) != 0) {
		kit_write(r->out, PG_ALTER_COLUMN "SET GENERATED %s;\n", r->to, r->to->name,
			  strcmp(to, "always") == 0 ? "ALWAYS" : "BY DEFAULT");
	}
	sequence.name = name;
	pg_sequence_alter(r, &sequence, true);
}

void pg_alter_default(const struct pg_render *r)
{
	const char *value = kit_get(r->to, "default");

	if (kit_same(r->from, r->to, "default"))
		return;
	kit_write(r->out, PG_ALTER_COLUMN "%s%s;\n", r->to, r->to->name,
		  value ? "SET DEFAULT " : "DROP DEFAULT", value);
	/* the heirs get it as well, those that have another one of their own too */
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (r->change->needed_by[i]->kind == PG_KIND_OVERRIDE)
			r->risk->flags |= WB_RENDER_DEPENDANTS;
}

/* After the type has changed. */
void pg_column_settings(const struct pg_render *r)
{
	pg_alter_null(r);
	if (kit_get(r->to, "identity"))
		pg_alter_identity(r);
}
