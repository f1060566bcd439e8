/* SPDX-License-Identifier: MIT */
/* Columns of a table that is there, as SQL: what Delta can change, and why it can't where it can't. */
#include "schema.h"

static int computed(struct rendering *r, const struct wb_object *c, const char *why)
{
	return kit_host->fail(r->err, WB_E_UNSUPPORTED,
			      "column %s.%s: %s: write CREATE OR REPLACE TABLE by hand", c->parent,
			      c->name, why);
}

static void set_default(struct rendering *r, const struct wb_object *c)
{
	if (!brick_has_default(&r->change->before))
		kit_write(r->out,
			  "ALTER TABLE %P SET TBLPROPERTIES ('delta.feature.allowColumnDefaults' = "
			  "'supported');\n",
			  c);
	kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I SET DEFAULT %s;\n", c, c->name,
		  kit_get(c, "default"));
	if (!brick_has_default(&r->change->before))
		brick_risk_protocol(r, c->parent);
}

static void set_not_null(struct rendering *r, const struct wb_object *c)
{
	kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I SET NOT NULL;\n", c, c->name);
	kit_risk(r->risk, WB_RISK_MAY_FAIL, "not-null", "",
		 "fails if table %s has rows without a value in %s", c->parent, c->name);
}

static int add_column(struct rendering *r)
{
	const struct wb_object *c = r->change->to;

	if (kit_get(c, "identity") || kit_get(c, "generated"))
		return computed(r, c,
				"Delta adds no column that it computes to a table that is there");
	brick_put_feature(r, c);
	kit_write(r->out, "ALTER TABLE %P ADD COLUMN %I %s", c, c->name, kit_get(c, "type"));
	brick_put_comment(r, c);
	kit_add(r->out, ";\n");
	/* Delta takes no default here: rows that are there get it by hand */
	if (kit_get(c, "default")) {
		set_default(r, c);
		kit_write(r->out, "UPDATE %P SET %I = DEFAULT;\n", c, c->name);
		kit_risk(r->risk, WB_RISK_REWRITE, "rewrites-files", "",
			 "writes the default into every row of table %s, and its files anew",
			 c->parent);
	}
	if (kit_get(c, "not_null"))
		set_not_null(r, c);
	return 0;
}

static int drop_column(struct rendering *r)
{
	const struct wb_object *c = r->change->from;

	if (brick_needs_mapping(r, c, c->name, "dropped") < 0)
		return kit_failed(r->err);
	kit_write(r->out, "ALTER TABLE %P DROP COLUMN %I;\n", c, c->name);
	kit_risk(r->risk, WB_RISK_DATA_LOSS, "drop-column", "", "drops column %s.%s and its data",
		 c->parent, c->name);
	return 0;
}

static int alter_column(struct rendering *r)
{
	const struct wb_object *from = r->change->from, *to = r->change->to;

	if (!kit_same(from, to, "identity") || !kit_same(from, to, "generated"))
		return computed(r, to, "how Delta computes a column can't be changed");
	if (!kit_same(from, to, "type") && brick_change_type(r, from, to) < 0)
		return kit_failed(r->err);
	if (!kit_same(from, to, "default")) {
		if (kit_get(to, "default"))
			set_default(r, to);
		else
			kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I DROP DEFAULT;\n", to,
				  to->name);
	}
	if (kit_get(to, "not_null") && !kit_get(from, "not_null"))
		set_not_null(r, to);
	else if (!kit_same(from, to, "not_null"))
		kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I DROP NOT NULL;\n", to, to->name);
	if (!kit_same(from, to, "comment"))
		kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %I COMMENT %L;\n", to, to->name,
			  kit_get(to, "comment") ? kit_get(to, "comment") : "");
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

	if (brick_needs_mapping(r, from, from->name, "renamed") < 0)
		return kit_failed(r->err);
	kit_write(r->out, "ALTER TABLE %P RENAME COLUMN %I TO %I;\n", from, from->name, to->name);
	kit_risk(r->risk, 0, "column-mapping", "",
		 "renames column %s.%s, which only readers with column mapping understand",
		 from->parent, from->name);
	return 0;
}
