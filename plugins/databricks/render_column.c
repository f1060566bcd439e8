/* SPDX-License-Identifier: MIT */
/* Columns of a table that is there, as SQL: what Delta can change, and why it can't where it can't. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render.h"

static const char *property(const struct wb_object *table, const char *key)
{
	char name[160];

	snprintf(name, sizeof(name), BRICK_PROPERTY "%s", key);
	return table ? kit_get(table, name) : NULL;
}

static bool is_on(const struct wb_object *table, const char *key)
{
	const char *value = property(table, key);

	return value && strcmp(value, "true") == 0;
}

static bool has_mapping(const struct wb_object *table)
{
	const char *mode = property(table, "delta.columnMapping.mode");

	return mode && strcmp(mode, "none") != 0;
}

static void set_default(struct rendering *r, const struct wb_object *c)
{
	if (!brick_has_default(&r->change->before))
		kit_write(r->out,
			  "ALTER TABLE %I SET TBLPROPERTIES ('delta.feature.allowColumnDefaults' = "
			  "'supported');\n",
			  c->parent);
	kit_write(r->out, "ALTER TABLE %I ALTER COLUMN %I SET DEFAULT %s;\n", c->parent, c->name,
		  kit_get(c, "default"));
	if (!brick_has_default(&r->change->before))
		brick_risk_protocol(r, c->parent);
}

static int add_column(struct rendering *r)
{
	const struct wb_object *c = r->change->to;

	if (kit_get(c, "identity") || kit_get(c, "generated"))
		return kit_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"column %s.%s: Delta adds no column that it computes to a table "
			"that is there: write CREATE OR REPLACE TABLE by hand",
			c->parent, c->name);
	kit_write(r->out, "ALTER TABLE %I ADD COLUMN %I %s", c->parent, c->name,
		  kit_get(c, "type"));
	brick_put_comment(r, c);
	kit_add(r->out, ";\n");
	/* Delta takes no default here: rows that are there get it by hand */
	if (kit_get(c, "default")) {
		set_default(r, c);
		kit_write(r->out, "UPDATE %I SET %I = DEFAULT;\n", c->parent, c->name);
		kit_risk(r->risk, WB_RISK_REWRITE, "rewrites-files", "",
			 "writes the default into every row of table %s, and its files anew",
			 c->parent);
	}
	if (kit_get(c, "not_null")) {
		kit_write(r->out, "ALTER TABLE %I ALTER COLUMN %I SET NOT NULL;\n", c->parent,
			  c->name);
		kit_risk(r->risk, WB_RISK_MAY_FAIL, "not-null", "",
			 "fails if table %s has rows without a value in %s", c->parent, c->name);
	}
	return 0;
}

static int needs_mapping(struct rendering *r, const struct wb_object *c, const char *what)
{
	return kit_host->fail(
		r->err, WB_E_UNSUPPORTED,
		"column %s.%s can't be %s: Delta does that only with column mapping, which "
		"raises the table's protocol: ALTER TABLE %s SET TBLPROPERTIES "
		"('delta.columnMapping.mode' = 'name') in a revision before, and in the "
		"desired schema",
		c->parent, c->name, what, c->parent);
}

static int drop_column(struct rendering *r)
{
	const struct wb_object *c = r->change->from;

	if (!has_mapping(r->change->before.self))
		return needs_mapping(r, c, "dropped");
	kit_write(r->out, "ALTER TABLE %I DROP COLUMN %I;\n", c->parent, c->name);
	kit_risk(r->risk, WB_RISK_DATA_LOSS, "drop-column", "", "drops column %s.%s and its data",
		 c->parent, c->name);
	return 0;
}

/* Room before the point, and behind it; an integer has none behind. */
static bool read_digits(const char *type, int *out_before, int *out_behind)
{
	static const struct {
		const char *type;
		int digits;
	} integers[] = { { "tinyint", 10 }, { "smallint", 10 }, { "int", 10 }, { "bigint", 20 } };
	int all;

	*out_behind = 0;
	for (size_t i = 0; i < sizeof(integers) / sizeof(integers[0]); i++)
		if (strcmp(type, integers[i].type) == 0) {
			*out_before = integers[i].digits;
			return true;
		}
	if (sscanf(type, "decimal(%d,%d)", &all, out_behind) != 2)
		return false;
	*out_before = all - *out_behind;
	return true;
}

static bool is_wider_number(const char *from, const char *to)
{
	int before, behind, more_before, more_behind;

	return strncmp(to, "decimal(", 8) == 0 && read_digits(from, &before, &behind) &&
	       read_digits(to, &more_before, &more_behind) && more_before >= before &&
	       more_behind >= behind;
}

static bool is_wider(const char *from, const char *to)
{
	static const struct {
		const char *from, *to;
	} wider[] = {
		{ "tinyint", "smallint" }, { "tinyint", "int" },        { "tinyint", "bigint" },
		{ "smallint", "int" },     { "smallint", "bigint" },    { "int", "bigint" },
		{ "float", "double" },     { "tinyint", "double" },     { "smallint", "double" },
		{ "int", "double" },       { "date", "timestamp_ntz" },
	};

	for (size_t i = 0; i < sizeof(wider) / sizeof(wider[0]); i++)
		if (strcmp(from, wider[i].from) == 0 && strcmp(to, wider[i].to) == 0)
			return true;
	return is_wider_number(from, to);
}

static int change_type(struct rendering *r, const struct wb_object *from,
		       const struct wb_object *to)
{
	if (!is_wider(kit_get(from, "type"), kit_get(to, "type")))
		return kit_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"column %s.%s: Delta makes types only wider, and %s is not a wider "
			"%s: add a column, copy, and drop the old one by hand",
			to->parent, to->name, kit_get(to, "type"), kit_get(from, "type"));
	if (!is_on(r->change->before.self, "delta.enableTypeWidening") &&
	    !is_on(r->change->after.self, "delta.enableTypeWidening"))
		return kit_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"column %s.%s: a wider type needs the table's property "
			"'delta.enableTypeWidening' = 'true', which raises its protocol",
			to->parent, to->name);
	kit_write(r->out, "ALTER TABLE %I ALTER COLUMN %I TYPE %s;\n", to->parent, to->name,
		  kit_get(to, "type"));
	kit_risk(r->risk, 0, "type-change", "",
		 "column %s.%s becomes wider, for good: readers without type widening can't read "
		 "the "
		 "table",
		 to->parent, to->name);
	return 0;
}

static int alter_column(struct rendering *r)
{
	const struct wb_object *from = r->change->from, *to = r->change->to;

	if (!kit_same(from, to, "identity") || !kit_same(from, to, "generated"))
		return kit_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"column %s.%s: how Delta computes a column can't be changed: write "
			"CREATE OR REPLACE TABLE by hand",
			to->parent, to->name);
	if (!kit_same(from, to, "type") && change_type(r, from, to) < 0)
		return r->err->status;
	if (!kit_same(from, to, "default")) {
		if (kit_get(to, "default"))
			set_default(r, to);
		else
			kit_write(r->out, "ALTER TABLE %I ALTER COLUMN %I DROP DEFAULT;\n",
				  to->parent, to->name);
	}
	if (!kit_same(from, to, "not_null")) {
		kit_write(r->out, "ALTER TABLE %I ALTER COLUMN %I %s NOT NULL;\n", to->parent,
			  to->name, kit_get(to, "not_null") ? "SET" : "DROP");
		if (kit_get(to, "not_null"))
			kit_risk(r->risk, WB_RISK_MAY_FAIL, "not-null", "",
				 "fails if table %s has rows without a value in %s", to->parent,
				 to->name);
	}
	if (!kit_same(from, to, "comment"))
		kit_write(r->out, "ALTER TABLE %I ALTER COLUMN %I COMMENT %L;\n", to->parent,
			  to->name, kit_get(to, "comment") ? kit_get(to, "comment") : "");
	return 0;
}
int brick_render_column(struct rendering *r)
{
	if (r->change->kind == WB_CHANGE_CREATE)
		return add_column(r);
	return r->change->kind == WB_CHANGE_ALTER ? alter_column(r) : drop_column(r);
}

int brick_rename_column(struct rendering *r)
{
	const struct wb_object *from = r->change->from, *to = r->change->to;

	if (!has_mapping(r->change->before.self))
		return needs_mapping(r, from, "renamed");
	kit_write(r->out, "ALTER TABLE %I RENAME COLUMN %I TO %I;\n", from->parent, from->name,
		  to->name);
	kit_risk(r->risk, 0, "column-mapping", "",
		 "renames column %s.%s, which only readers with column mapping understand",
		 from->parent, from->name);
	return 0;
}
