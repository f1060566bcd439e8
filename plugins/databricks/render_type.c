/* SPDX-License-Identifier: MIT */
/* A column becomes of another type: Delta makes it wider, and adds and drops fields of what it is made of. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

static bool has(const struct wb_object *table, const char *property, const char *value)
{
	const char *is = table ? kit_get(table, property) : NULL;

	return is && strcmp(is, value) == 0;
}

int brick_needs_mapping(struct rendering *r, const struct wb_object *c, const char *path,
			const char *what)
{
	static const char mode[] = BRICK_PROPERTY "delta.columnMapping.mode";

	if (has(r->change->before.self, mode, "name") || has(r->change->before.self, mode, "id"))
		return 0;
	return kit_host->fail(r->err, WB_E_UNSUPPORTED,
			      "column %s.%s can't be %s: Delta does that only with column mapping, "
			      "which raises the table's protocol: ALTER TABLE %s SET TBLPROPERTIES "
			      "('delta.columnMapping.mode' = 'name') in a revision before, and in "
			      "the desired schema",
			      c->parent, path, what, c->parent);
}

/* Of an integer or a decimal: digits before the point, as Delta wants room for them, and behind it. */
static bool read_digits(const char *type, int *out_before, int *out_behind)
{
	static const char *const small[] = { "tinyint", "smallint", "int" };
	int all;

	*out_behind = 0;
	*out_before = strcmp(type, "bigint") == 0 ? 20 : 10;
	for (size_t i = 0; i < 3; i++)
		if (strcmp(type, small[i]) == 0)
			return true;
	if (*out_before == 20)
		return true;
	if (sscanf(type, "decimal(%d,%d)", &all, out_behind) != 2)
		return false;
	*out_before = all - *out_behind;
	return true;
}

static bool is_wider(const char *from, const char *to)
{
	/* each one, with what it may become */
	static const char *const wider[][2] = {
		{ "tinyint", "smallint int bigint double" },
		{ "smallint", "int bigint double" },
		{ "int", "bigint double" },
		{ "float", "double" },
		{ "date", "timestamp_ntz" },
	};
	int before, behind, more_before, more_behind;

	for (size_t i = 0; i < sizeof(wider) / sizeof(wider[0]); i++)
		if (strcmp(from, wider[i][0]) == 0 &&
		    kit_mentions(wider[i][1], strlen(wider[i][1]), to))
			return true;
	return strncmp(to, "decimal(", 8) == 0 && read_digits(from, &before, &behind) &&
	       read_digits(to, &more_before, &more_behind) && more_before >= before &&
	       more_behind >= behind;
}

/* A place in a column, as SQL names it: a.b, a.element.c. */
struct place {
	struct rendering *r;
	const struct wb_object *column;
	const char *path;
};

static int refuse(const struct place *at, const char *from, const char *to)
{
	return kit_host->fail(at->r->err, WB_E_UNSUPPORTED,
			      "column %s.%s: Delta makes types only wider, and %s is not a wider "
			      "%s: add a column, copy, and drop the old one by hand",
			      at->column->parent, at->path, to, from);
}

static int widen(const struct place *at, const char *from, const char *to)
{
	static const char widens[] = BRICK_PROPERTY "delta.enableTypeWidening";
	struct rendering *r = at->r;

	if (!is_wider(from, to))
		return refuse(at, from, to);
	if (!has(r->change->before.self, widens, "true") &&
	    !has(r->change->after.self, widens, "true"))
		return kit_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"column %s.%s: a wider type needs the table's property "
			"'delta.enableTypeWidening' = 'true', which raises its protocol",
			at->column->parent, at->path);
	kit_write(r->out, "ALTER TABLE %P ALTER COLUMN %s TYPE %s;\n", at->column, at->path, to);
	kit_risk(r->risk, 0, "type-change", "",
		 "column %s.%s becomes wider, for good: readers without type widening can't read "
		 "the table",
		 at->column->parent, at->path);
	return 0;
}

static struct brick_type *twin(const struct brick_type *in, const struct brick_type *of)
{
	for (size_t i = 0; i < in->count; i++)
		if (strcasecmp(in->parts[i].name, of->name) == 0)
			return &in->parts[i];
	return NULL;
}

void brick_put_feature(struct rendering *r, const struct wb_object *c)
{
	const struct wb_family *before = &r->change->before;
	const char *type = kit_get(c, "type");

	if (!kit_mentions(type, strlen(type), "timestamp_ntz"))
		return;
	for (size_t i = 0; i < before->count; i++) {
		type = kit_get(before->children[i], "type");
		if (type && kit_mentions(type, strlen(type), "timestamp_ntz"))
			return;
	}
	kit_write(
		r->out,
		"ALTER TABLE %P SET TBLPROPERTIES ('delta.feature.timestampNtz' = 'supported');\n",
		c);
	brick_risk_protocol(r, c->parent);
}

/* Field `i` of `to`, which is new: behind the one that stands before it. */
static void add_field(const struct place *at, const struct brick_type *to, size_t i)
{
	struct kit_text type = { 0 };

	brick_type_write(&to->parts[i], &type);
	kit_write(at->r->out, "ALTER TABLE %P ADD COLUMN %s %s%s", at->column, at->path,
		  type.data ? type.data : "", to->parts[i].rest);
	if (i)
		kit_write(at->r->out, " AFTER %I;\n", to->parts[i - 1].name);
	else
		kit_add(at->r->out, " FIRST;\n");
	kit_text_release(&type);
}

static int drop_field(const struct place *at)
{
	if (brick_needs_mapping(at->r, at->column, at->path, "dropped") < 0)
		return kit_failed(at->r->err);
	kit_write(at->r->out, "ALTER TABLE %P DROP COLUMN %s;\n", at->column, at->path);
	kit_risk(at->r->risk, WB_RISK_DATA_LOSS, "drop-column", "",
		 "drops field %s of table %s and its data", at->path, at->column->parent);
	return 0;
}

static int change_type(const struct place *at, const struct brick_type *from,
		       const struct brick_type *to);

/* A field of either: it goes, comes, or becomes another one. */
static int change_field(const struct place *at, const struct brick_type *from,
			const struct brick_type *to, const struct brick_type *field)
{
	const struct brick_type *old = twin(from, field), *new = twin(to, field);
	struct kit_text path = { 0 };
	struct place inside = *at;
	int rc = 0;

	kit_text_write(&path, "%s.%I", at->path, field->name);
	inside.path = path.data ? path.data : "";
	if (!new)
		rc = drop_field(&inside);
	else if (!old)
		add_field(&inside, to, (size_t)(new - to->parts));
	else if (strcmp(old->rest, new->rest) != 0)
		rc = refuse(&inside, *old->rest ? old->rest : "nothing",
			    *new->rest ? new->rest : "nothing");
	else
		rc = change_type(&inside, old, new);
	kit_text_release(&path);
	return rc;
}

/* Fields that stay must stand in the same order. */
static bool same_order(const struct brick_type *from, const struct brick_type *to)
{
	const struct brick_type *last = NULL;

	for (size_t i = 0; i < to->count; i++) {
		const struct brick_type *old = twin(from, &to->parts[i]);

		if (old && last && old < last)
			return false;
		last = old ? old : last;
	}
	return true;
}

static int change_type(const struct place *at, const struct brick_type *from,
		       const struct brick_type *to)
{
	int rc = 0;

	if (!from->count && !to->count)
		return strcmp(from->word, to->word) == 0 ? 0 : widen(at, from->word, to->word);
	if (strcmp(from->word, to->word) != 0 || !same_order(from, to))
		return refuse(at, from->word, to->word);
	for (size_t i = 0; i < from->count && rc == 0; i++)
		if (!twin(to, &from->parts[i]))
			rc = change_field(at, from, to, &from->parts[i]);
	for (size_t i = 0; i < to->count && rc == 0; i++)
		rc = change_field(at, from, to, &to->parts[i]);
	return rc;
}

int brick_change_type(struct rendering *r, const struct wb_object *from, const struct wb_object *to)
{
	struct brick_type before = { 0 }, after = { 0 };
	struct kit_text path = { 0 };
	struct place at = { .r = r, .column = to };
	int rc;

	kit_text_write(&path, "%I", to->name);
	at.path = path.data ? path.data : "";
	brick_put_feature(r, to);
	if (brick_type_read(kit_get(from, "type"), &before) &&
	    brick_type_read(kit_get(to, "type"), &after))
		rc = change_type(&at, &before, &after);
	else
		rc = refuse(&at, kit_get(from, "type"), kit_get(to, "type"));
	brick_type_release(&before);
	brick_type_release(&after);
	kit_text_release(&path);
	return rc;
}
