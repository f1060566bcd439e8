/* SPDX-License-Identifier: MIT */
/* One change as SQL. */
#include "schema.h"

static void add_constraint(struct rendering *r, const struct wb_object *o)
{
	kit_write(r->out, "ALTER TABLE %P ADD ", o);
	if (o->kind == WB_KIND_PRIMARY_KEY) {
		brick_put_primary_key(r, o);
	} else if (o->kind == WB_KIND_CHECK) {
		kit_write(r->out, "CONSTRAINT %I CHECK (%s)", o->name, kit_get(o, "expression"));
		kit_risk(r->risk, WB_RISK_MAY_FAIL, "add-check", "",
			 "fails if rows of table %s break it, and reads all of them", o->parent);
	} else {
		kit_write(r->out, "CONSTRAINT %I FOREIGN KEY (", o->name);
		brick_put_column_list(r, kit_get(o, "columns"));
		kit_write(r->out, ") REFERENCES %Q (",
			  &(struct wb_object){ .namespace_ = kit_get(o, "table_namespace"),
					       .name = kit_get(o, "table") });
		brick_put_column_list(r, kit_get(o, "target_columns"));
		kit_add(r->out, ")");
	}
	kit_add(r->out, ";\n");
}

static int constraint(struct rendering *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		add_constraint(r, r->change->to);
		return 0;
	case WB_CHANGE_DROP:
		kit_write(r->out, "ALTER TABLE %P DROP CONSTRAINT %I;\n", r->change->from,
			  r->change->from->name);
		return 0;
	default:
		r->risk->flags |= WB_RENDER_RECREATE;
		return 0;
	}
}

/* Of a function the definition is all that follows the name. */
static int code(struct rendering *r, const char *kind, const char *as)
{
	const struct wb_object *to = r->change->to;

	if (!to)
		kit_write(r->out, "DROP %s %Q;\n", kind, r->change->from);
	else
		kit_write(r->out, "CREATE %s%s %Q%s%s;\n",
			  r->change->kind == WB_CHANGE_ALTER ? "OR REPLACE " : "", kind, to, as,
			  kit_get(to, "definition"));
	return 0;
}

static int schema(struct rendering *r)
{
	const struct wb_object *to = r->change->to;

	if (!to)
		kit_write(r->out, "DROP SCHEMA %I;\n", r->change->from->name);
	else if (r->change->kind == WB_CHANGE_ALTER)
		kit_write(r->out, "COMMENT ON SCHEMA %I IS %L;\n", to->name,
			  kit_get(to, "comment"));
	else
		kit_write(r->out, "CREATE SCHEMA %I", to->name);
	if (r->change->kind == WB_CHANGE_CREATE) {
		brick_put_comment(r, to);
		kit_add(r->out, ";\n");
	}
	return 0;
}

static int rename_object(struct rendering *r)
{
	const struct wb_object *from = r->change->from, *to = r->change->to;

	if (from->kind == WB_KIND_TABLE || from->kind == WB_KIND_VIEW) {
		kit_write(r->out, "ALTER %s %Q RENAME TO %Q;\n",
			  from->kind == WB_KIND_TABLE ? "TABLE" : "VIEW", from, to);
		return 0;
	}
	if (from->kind == WB_KIND_COLUMN)
		return brick_rename_column(r);
	return kit_host->fail(r->err, WB_E_UNSUPPORTED, "%s can't be renamed here", from->name);
}

int brick_render(void *conn, const struct wb_change *change, struct wb_text *out,
		 struct wb_risk *risk, struct wb_error *err)
{
	struct rendering r = { .change = change, .out = out, .risk = risk, .err = err };
	const struct wb_object *o = change->to ? change->to : change->from;

	(void)conn;
	if (change->kind == WB_CHANGE_RENAME)
		return rename_object(&r);
	switch (o->kind) {
	case WB_KIND_TABLE:
		return brick_render_table(&r);
	case WB_KIND_COLUMN:
		return brick_render_column(&r);
	case WB_KIND_PRIMARY_KEY:
	case WB_KIND_FOREIGN_KEY:
	case WB_KIND_CHECK:
		return constraint(&r);
	case WB_KIND_VIEW:
		return code(&r, "VIEW", " AS ");
	case WB_KIND_ROUTINE:
		return code(&r, "FUNCTION", "");
	case WB_KIND_NAMESPACE:
		return schema(&r);
	default:
		return kit_host->fail(err, WB_E_UNSUPPORTED,
				      "%s is of a kind that can't be written", o->name);
	}
}
