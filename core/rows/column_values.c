/* SPDX-License-Identifier: MIT */
#include "column_values.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "lex/lex.h"

#define MOST_SAMPLES 12  /* of a type */
#define MOST_VALUES 40   /* of a column */
#define MOST_LABELS 1000 /* of a type whose values all deserve a row */

/* ------------------------------------------------------------------ lists of names */

/* The `at`th name of a list that is joined by ", "; false: there is none. */
static bool name_at(const char *list, size_t at, const char **out, size_t *out_len)
{
	for (; list && at; at--) {
		list = strstr(list, ", ");
		list = list ? list + 2 : NULL;
	}
	if (!list)
		return false;
	*out = list;
	*out_len = strstr(list, ", ") ? (size_t)(strstr(list, ", ") - list) : strlen(list);
	return true;
}

static bool is_called(const struct object *o, const char *name, size_t len)
{
	bool any_case = o->pub.flags & WB_OBJECT_ANY_CASE;

	return strlen(o->pub.name) == len && (any_case ? strncasecmp(o->pub.name, name, len)
						       : strncmp(o->pub.name, name, len)) == 0;
}

/* Its own table is among what it needs as well: the name tells which one is meant. */
struct object *reference_table(const struct object *key)
{
	const char *name = object_get(&key->pub, "table");
	struct object *found = NULL;

	for (size_t i = 0; i < key->needs.count; i++) {
		struct object *o = key->needs.items[i];

		if (o->parent && o->pub.kind != WB_KIND_TABLE)
			o = o->parent;
		if (o->pub.kind == WB_KIND_TABLE && name && is_called(o, name, strlen(name)))
			return o;
		if (o->pub.kind == WB_KIND_TABLE && o != key->parent)
			found = o;
	}
	return found;
}

int reference_column(const struct object *key, size_t at, struct buf *out)
{
	const struct object *table = reference_table(key);
	const char *names = object_get(&key->pub, "target_columns"), *name;
	size_t len;

	/* it refers to the primary key without saying so */
	for (size_t i = 0; table && !names && i < table->children.count; i++)
		if (table->children.items[i]->pub.kind == WB_KIND_PRIMARY_KEY)
			names = object_get(&table->children.items[i]->pub, "columns");
	if (name_at(names, at, &name, &len))
		buf_add(out, name, len);
	return out->failed ? -1 : 0;
}

static bool is_distinct(const struct object *table, const struct object *column)
{
	const char *name;
	size_t len;

	for (size_t i = 0; i < table->children.count; i++) {
		const struct object *o = table->children.items[i];
		const char *columns = object_get(&o->pub, "columns");

		if (o->pub.kind != WB_KIND_PRIMARY_KEY && o->pub.kind != WB_KIND_UNIQUE &&
		    !(o->pub.kind == WB_KIND_INDEX && object_get(&o->pub, "unique")))
			continue;
		for (size_t at = 0; name_at(columns, at, &name, &len); at++)
			if (is_called(column, name, len))
				return true;
	}
	return false;
}

static void find_key(const struct object *table, struct column_values *c)
{
	const char *name;
	size_t len;

	for (size_t i = 0; i < table->children.count; i++) {
		const struct object *o = table->children.items[i];
		const char *columns = object_get(&o->pub, "columns");

		if (o->pub.kind != WB_KIND_FOREIGN_KEY)
			continue;
		for (size_t at = 0; name_at(columns, at, &name, &len); at++)
			if (is_called(c->column, name, len)) {
				c->key = o;
				c->key_at = at;
				return;
			}
	}
}

/* ------------------------------------------------------------------ what constraints speak of */

static int add_value(struct column_values *c, const char *text, size_t len)
{
	AUTO_FREE char *value = text_dup(text, len);

	if (!value)
		return -1;
	if (c->values.count >= MOST_VALUES || string_vec_find(&c->values, value) >= 0)
		return 0;
	return string_vec_add(&c->values, value);
}

/* The number itself, and its neighbours: a bound is often not included. */
static int add_number(struct column_values *c, const char *text, size_t len)
{
	AUTO_FREE char *number = text_dup(text, len);
	char *end, around[32];
	long long n;

	if (!number || add_value(c, text, len) < 0)
		return -1;
	errno = 0;
	n = strtoll(number, &end, 10);
	if (*end || errno || n > (1LL << 53))
		return 0;
	for (int step = 1; step >= -1; step -= 2) {
		snprintf(around, sizeof(around), "%lld", n + step);
		if (add_value(c, around, strlen(around)) < 0)
			return -1;
	}
	return 0;
}

static bool is_name(const struct object *column, int32_t token, const char *text, size_t len)
{
	if (token == WB_TOKEN_NAME && len >= 2)
		return is_called(column, text + 1, len - 2);
	return token == WB_TOKEN_WORD && strlen(column->pub.name) == len &&
	       strncasecmp(text, column->pub.name, len) == 0;
}

struct literals {
	struct column_values *column;
	uint32_t rules;
	bool collect; /* else: is the column named at all? */
	bool named;
};

static int each_token(struct literals *l, const char *text)
{
	size_t len = strlen(text), at = 0, end;
	int rc = 0;

	while (rc == 0 && at < len) {
		int32_t token = lex_scan(l->rules, text, len, at, 1, &end);

		if (token == WB_TOKEN_END || end <= at)
			break;
		if (!l->collect)
			l->named =
				l->named || is_name(l->column->column, token, text + at, end - at);
		else if (token == WB_TOKEN_STRING)
			rc = add_value(l->column, text + at, end - at);
		else if (token == WB_TOKEN_NUMBER)
			rc = add_number(l->column, text + at, end - at);
		at = end;
	}
	return rc;
}

/* Lengths of types and the like are no values. */
static bool speaks(const char *key)
{
	static const char *const others[] = { "type", "comment", "collation", "default",
					      "options" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(key, others[i]) == 0)
			return false;
	return true;
}

/* What the attributes of an object say; with `named` only if they name the column. */
static int add_literals(struct literals l, const struct object *o, bool named)
{
	int rc = 0;

	for (size_t i = 0; named && !l.named && i < o->pub.attribute_count; i++)
		rc = each_token(&l, o->pub.attributes[i].value);
	l.collect = true;
	for (size_t i = 0; rc == 0 && (!named || l.named) && i < o->pub.attribute_count; i++)
		if (speaks(o->pub.attributes[i].key))
			rc = each_token(&l, o->pub.attributes[i].value);
	return rc;
}

static int add_constraints(struct literals l, const struct model *model, const struct object *table)
{
	struct wb_object like = table->pub;
	const struct object *bounds;
	int rc = add_literals(l, l.column->column, false);

	for (size_t i = 0; rc == 0 && i < table->children.count; i++)
		if (table->children.items[i]->pub.kind == WB_KIND_CHECK)
			rc = add_literals(l, table->children.items[i], true);
	/* the bounds of a partition, which may be an object beside its table */
	like.kind = WB_KIND_PARTITION;
	bounds = model_find_like(model, &like);
	if (rc == 0 && bounds)
		rc = add_literals(l, bounds, false);
	for (size_t i = 0; rc == 0 && i < table->children.count; i++)
		if (table->children.items[i]->pub.kind == WB_KIND_PARTITION)
			rc = add_literals(l, table->children.items[i], false);
	return rc;
}

/* ------------------------------------------------------------------ what SQL speaks of */

static bool names_another(const struct object *table, const struct column_values *c, int32_t token,
			  const char *text, size_t len)
{
	for (size_t i = 0; i < table->children.count; i++)
		if (table->children.items[i]->pub.kind == WB_KIND_COLUMN &&
		    table->children.items[i] != c->column &&
		    is_name(table->children.items[i], token, text, len))
			return true;
	return false;
}

/* `WHERE name = 'Jo'`: a value belongs to the last column in front of it. */
static int add_spoken(struct literals l, const struct object *table, const char *text)
{
	size_t len = strlen(text), at = 0, end;
	bool on = false;
	int rc = 0;

	for (; rc == 0 && at < len; at = end) {
		int32_t token = lex_scan(l.rules, text, len, at, 1, &end);

		if (token == WB_TOKEN_END || end <= at)
			break;
		if (is_name(l.column->column, token, text + at, end - at))
			on = true;
		else if ((token == WB_TOKEN_MARK && text[at] == ';') ||
			 names_another(table, l.column, token, text + at, end - at))
			on = false;
		else if (on && (token == WB_TOKEN_STRING || token == WB_TOKEN_NUMBER))
			rc = add_value(l.column, text + at, end - at);
	}
	return rc;
}

/* Each of them deserves a row, unless the column tells rows apart. */
static int add_all_spoken(struct literals l, const struct candidate_source *from)
{
	size_t before = l.column->values.count;
	int rc = 0;

	for (size_t i = 0; rc == 0 && from->texts && i < from->texts->count; i++)
		rc = add_spoken(l, from->table, from->texts->items[i]);
	if (l.column->values.count > before && !l.column->distinct)
		l.column->due = l.column->values.count;
	return rc;
}

/* ------------------------------------------------------------------ a column */

/* It may have a collation as well. */
static const struct object *type_of(const struct object *o)
{
	for (size_t i = 0; i < o->shaped_by.count; i++)
		if (o->shaped_by.items[i]->pub.kind == WB_KIND_TYPE)
			return o->shaped_by.items[i];
	return NULL;
}

/* What the checks of a type say, and of those that it is made of. */
static int add_type(struct literals l, const struct object *type)
{
	int rc = 0;

	for (int depth = 0; rc == 0 && type && depth < 8; depth++, type = type_of(type))
		for (size_t i = 0; rc == 0 && i < type->children.count; i++)
			rc = add_literals(l, type->children.items[i], false);
	return rc;
}

/* Samples of the type. 0 when there are none: the server fills it in by itself, or nobody knows
 * how. */
static int add_samples(struct connection *conn, struct column_values *c, struct wb_error *err)
{
	const struct object *type = type_of(c->column);
	struct buf value = { 0 };
	struct sampled of = { .column = &c->column->pub, .type = type ? &type->pub : NULL };
	int rc = 1;

	for (uint32_t n = 0; rc == 1 && n < (of.every ? MOST_LABELS : MOST_SAMPLES); n++) {
		buf_clear(&value);
		rc = driver_sample(conn, &of, n, &value, err);
		if (rc == 1 && string_vec_add(&c->values, buf_text(&value)) < 0)
			rc = wb_error_nomem(err);
	}
	c->due = of.every ? c->values.count : 0;
	buf_release(&value);
	return rc < 0 ? rc : 0;
}

static int read_column(struct connection *conn, const struct candidate_source *from,
		       struct column_values *c, struct wb_error *err)
{
	struct column_values samples = { .column = c->column };
	struct literals l = { .column = c, .rules = conn->plugin->table.lexical };
	const struct object *type = type_of(c->column);
	int rc = add_samples(conn, &samples, err), bad = 0;

	c->nullable = !object_get(&c->column->pub, "not_null");
	c->has_default = object_get(&c->column->pub, "default") != NULL;
	c->distinct = is_distinct(from->table, c->column);
	find_key(from->table, c);
	if (rc == 0 && samples.values.count)
		bad = add_all_spoken(l, from) < 0 ||
		      add_constraints(l, from->model, from->table) < 0 || add_type(l, type) < 0;
	c->spoken_of = c->values.count;
	for (size_t i = 0; rc == 0 && !bad && i < samples.values.count; i++)
		bad = string_vec_add(&c->values, samples.values.items[i]) < 0;
	/* with two more, so that there are others too */
	if (samples.due)
		c->due = c->values.count;
	else if (c->due)
		c->due = c->due + 2 < c->values.count ? c->due + 2 : c->values.count;
	string_vec_free(&samples.values);
	return rc == 0 && bad ? wb_error_nomem(err) : rc;
}

int column_values_read(struct connection *conn, const struct candidate_source *from,
		       struct column_values_vec *out, struct wb_error *err)
{
	for (size_t i = 0; i < from->table->children.count; i++) {
		struct column_values c = { .column = from->table->children.items[i] };
		int rc;

		if (c.column->pub.kind != WB_KIND_COLUMN)
			continue;
		rc = read_column(conn, from, &c, err);
		if (rc == 0 && c.values.count && column_values_vec_push(out, c) == 0)
			continue;
		string_vec_free(&c.values);
		if (rc < 0 || c.values.count)
			return rc < 0 ? rc : wb_error_nomem(err);
	}
	return 0;
}

void column_values_free(struct column_values_vec *columns)
{
	for (size_t i = 0; i < columns->count; i++)
		string_vec_free(&columns->items[i].values);
	column_values_vec_release(columns);
}
