/* SPDX-License-Identifier: MIT */
/* Columns. */
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

/* ------------------------------------------------------------------ making and dropping */

/* With the first long column the table gets what its options for long values are set on: until then the server takes no
 * note of them. */
static void set_toast_options(const struct pg_render *r)
{
	const struct wb_object *before = r->change->before.self, *after = r->change->after.self;
	const char *options = kit_get(after, "options_in_order"),
		   *storage = kit_get(r->to, "storage");

	if (!before || kit_get(before, "toasted") || !options || !strstr(options, "toast.") ||
	    strcmp(storage ? storage : kit_get(r->to, "type_storage"), "PLAIN") == 0)
		return;
	kit_write(r->out, "ALTER TABLE %P SET (%s);\n", r->to, options);
}

static int add_column(const struct pg_render *r)
{
	const struct wb_object *to = r->to;

	kit_write(r->out, "ALTER TABLE %P ADD COLUMN ", to);
	pg_column_definition(r->out, to);
	kit_add(r->out, ";\n");
	pg_column_extras(r, NULL, to);
	set_toast_options(r);
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
	if (!kit_get(r->from, "generated") && !kit_get(r->from, "foreign"))
		kit_risk(r->risk, WB_RISK_DATA_LOSS, "drop-column", EXCLUSIVE,
			 "drops column %s.%s and its data", r->from->parent, r->from->name);
	return 0;
}

/* ------------------------------------------------------------------ ALTER */

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
		kit_write(r->out, PG_ALTER_COLUMN "SET STORAGE %s;\n", r->to, r->to->name, storage);
	}
	if (compression && kit_same(r->from, r->to, "compression")) {
		kit_write(r->out, PG_ALTER_COLUMN "SET COMPRESSION %s;\n", r->to, r->to->name,
			  compression);
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
	/* the server refuses, and the table is made anew under its partitions */
	if (pg_key_retyped(r, kit_get(r->change->before.self, "partition_key"))) {
		r->risk->flags = WB_RENDER_PARENT;
		return 0;
	}
	if (was && !is) {
		kit_write(r->out, PG_ALTER_COLUMN "DROP EXPRESSION;\n", r->to, r->to->name);
	}
	if (!kit_same(r->from, r->to, "type") || !kit_same(r->from, r->to, "collation")) {
		int status = pg_render_retype(r);

		if (status < 0)
			return status;
		restate(r);
	} else if (kit_get(r->to, "identity") && !kit_get(r->from, "identity")) {
		pg_alter_default(r);
		pg_alter_null(r);
		pg_alter_identity(r);
	} else {
		if (!kit_get(r->to, "identity"))
			pg_alter_identity(r);
		pg_alter_default(r);
		pg_alter_null(r);
		if (kit_get(r->to, "identity"))
			pg_alter_identity(r);
	}
	pg_column_extras(r, r->from, r->to);
	if (!kit_same(r->from, r->to, "type") || !kit_same(r->from, r->to, "storage"))
		set_toast_options(r);
	return 0;
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

/* ------------------------------------------------------------------ inherited columns */

int pg_render_override(const struct pg_render *r)
{
	const struct wb_object *o = r->to ? r->to : r->from;
	const char *value = r->to ? kit_get(r->to, "default") : NULL;
	/* a partition is made with all its columns */
	bool made = !r->change->before.self && kit_get(r->change->after.self, "partition");

	if (!made && !kit_same(r->from, r->to, "default")) {
		if (!value)
			value = kit_get(o, "inherited_default");
		if (value && strcmp(value, "NULL") == 0)
			value = NULL;
		/* cast to the length of its type, NULL would be a default all the same */
		kit_write(r->out, "ALTER TABLE ONLY %P ALTER COLUMN %I %s%s;\n", o, o->name,
			  value ? "SET DEFAULT " : "DROP DEFAULT", value);
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
			pg_risk_not_null(r);
	}
	if (r->to)
		pg_render_comment(r, "COLUMN");
	else if (kit_get(o, "comment"))
		kit_write(r->out, "COMMENT ON COLUMN %P.%I IS NULL;\n", o, o->name);
	return 0;
}
