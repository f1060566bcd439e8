/* SPDX-License-Identifier: MIT */
/* Tables as SQL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

bool brick_has_default(const struct wb_family *family)
{
	for (size_t i = 0; i < family->count; i++)
		if (kit_get(family->children[i], "default"))
			return true;
	return false;
}

void brick_put_column_list(struct rendering *r, const char *list)
{
	const char *between = "";
	size_t len;

	for (const char *next; (next = kit_item(list, &len)); list = next) {
		char *name = strndup(list, len);

		kit_write(r->out, "%s%I", between, name ? name : "");
		free(name);
		between = ", ";
	}
}

void brick_put_comment(struct rendering *r, const struct wb_object *o)
{
	if (kit_get(o, "comment"))
		kit_write(r->out, " COMMENT %L", kit_get(o, "comment"));
}

static void put_column(struct rendering *r, const struct wb_object *c)
{
	kit_write(r->out, "%I %s", c->name, kit_get(c, "type"));
	if (kit_get(c, "not_null"))
		kit_add(r->out, " NOT NULL");
	if (kit_get(c, "identity"))
		kit_write(r->out, " %s", kit_get(c, "identity"));
	if (kit_get(c, "generated"))
		kit_write(r->out, " GENERATED ALWAYS AS (%s)", kit_get(c, "generated"));
	if (kit_get(c, "default"))
		kit_write(r->out, " DEFAULT %s", kit_get(c, "default"));
	brick_put_comment(r, c);
}

void brick_put_primary_key(struct rendering *r, const struct wb_object *k)
{
	kit_write(r->out, "CONSTRAINT %I PRIMARY KEY (", k->name);
	brick_put_column_list(r, kit_get(k, "columns"));
	kit_add(r->out, ")");
}

/* The key of a property; NULL: it is another attribute. */
static const char *property_of(const struct wb_attribute *a)
{
	const size_t len = strlen(BRICK_PROPERTY);

	return strncmp(a->key, BRICK_PROPERTY, len) == 0 ? a->key + len : NULL;
}

static void put_properties(struct rendering *r, const struct wb_object *table, bool defaults)
{
	const char *between = "\nTBLPROPERTIES (";

	if (defaults) {
		kit_write(r->out, "%s'delta.feature.allowColumnDefaults' = 'supported'", between);
		between = ", ";
	}
	for (size_t i = 0; i < table->attribute_count; i++) {
		const char *key = property_of(&table->attributes[i]);

		if (!key)
			continue;
		kit_write(r->out, "%s%L = %L", between, key, table->attributes[i].value);
		between = ", ";
	}
	if (*between == ',')
		kit_add(r->out, ")");
}

static int create_table(struct rendering *r)
{
	const struct wb_family *after = &r->change->after;
	const struct wb_object *t = r->change->to;
	const char *between = "\n\t";

	kit_write(r->out, "CREATE TABLE %Q (", t);
	for (size_t i = 0; i < after->count; i++) {
		const struct wb_object *o = after->children[i];

		if (o->kind != WB_KIND_COLUMN && o->kind != WB_KIND_PRIMARY_KEY)
			continue;
		kit_add(r->out, between);
		if (o->kind == WB_KIND_COLUMN)
			put_column(r, o);
		else
			brick_put_primary_key(r, o);
		between = ",\n\t";
	}
	kit_add(r->out, "\n)");
	if (kit_get(t, "partitioned_by"))
		kit_write(r->out, "\nPARTITIONED BY (%s)", kit_get(t, "partitioned_by"));
	if (kit_get(t, "cluster_by"))
		kit_write(r->out, "\nCLUSTER BY (%s)", kit_get(t, "cluster_by"));
	if (kit_get(t, "comment"))
		kit_write(r->out, "\nCOMMENT %L", kit_get(t, "comment"));
	put_properties(r, t, brick_has_default(after));
	kit_add(r->out, ";\n");
	return 0;
}

/* The features that such a property turns on stay for good. */
static const char features[] = "delta.columnMapping.mode delta.enable delta.feature. delta.min "
			       "delta.checkpointPolicy delta.appendOnly";

void brick_risk_protocol(struct rendering *r, const char *table)
{
	kit_risk(r->risk, 0, "raises-protocol", "",
		 "raises the protocol of table %s for good: older readers and writers are locked "
		 "out",
		 table);
}

static void set_properties(struct rendering *r, const struct wb_object *from,
			   const struct wb_object *to)
{
	for (size_t i = 0; i < to->attribute_count; i++) {
		const struct wb_attribute *a = &to->attributes[i];
		const char *key = property_of(a);

		if (!key || kit_equal(kit_get(from, a->key), a->value))
			continue;
		kit_write(r->out, "ALTER TABLE %Q SET TBLPROPERTIES (%L = %L);\n", to, key,
			  a->value);
		if (brick_begins_any(key, features))
			brick_risk_protocol(r, to->name);
	}
	for (size_t i = 0; i < from->attribute_count; i++) {
		const struct wb_attribute *a = &from->attributes[i];

		if (property_of(a) && !kit_get(to, a->key))
			kit_write(r->out, "ALTER TABLE %Q UNSET TBLPROPERTIES (%L);\n", to,
				  property_of(a));
	}
}

static int alter_table(struct rendering *r)
{
	const struct wb_object *from = r->change->from, *to = r->change->to;

	if (!kit_same(from, to, "partitioned_by"))
		return kit_host->fail(r->err, WB_E_UNSUPPORTED,
				      "table %s: what a Delta table is partitioned by can't be "
				      "changed: write CREATE OR REPLACE TABLE … AS SELECT by hand",
				      to->name);
	if (!kit_same(from, to, "comment"))
		kit_write(r->out, "COMMENT ON TABLE %Q IS %L;\n", to, kit_get(to, "comment"));
	if (!kit_same(from, to, "cluster_by")) {
		if (!kit_get(from, "cluster_by"))
			brick_risk_protocol(r, to->name);
		else
			kit_risk(r->risk, 0, "rewrites-files", "",
				 "clusters table %s otherwise: what is there is so only after "
				 "OPTIMIZE FULL, which writes all of its files anew",
				 to->name);
		if (kit_get(to, "cluster_by"))
			kit_write(r->out, "ALTER TABLE %Q CLUSTER BY (%s);\n", to,
				  kit_get(to, "cluster_by"));
		else
			kit_write(r->out, "ALTER TABLE %Q CLUSTER BY NONE;\n", to);
	}
	set_properties(r, from, to);
	return 0;
}

int brick_render_table(struct rendering *r)
{
	if (r->change->kind == WB_CHANGE_CREATE)
		return create_table(r);
	if (r->change->kind == WB_CHANGE_ALTER)
		return alter_table(r);
	kit_write(r->out, "DROP TABLE %Q;\n", r->change->from);
	kit_risk(r->risk, WB_RISK_DATA_LOSS, "drop-table", "", "drops table %s and its data",
		 r->change->from->name);
	return 0;
}
