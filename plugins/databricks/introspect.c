/* SPDX-License-Identifier: MIT */
/* The schema, out of information_schema; what it does not have, a table's properties, clustering and partitions,
 * out of DESCRIBE DETAIL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "type.h"

struct reading {
	struct brick_conn *c;
	const struct wb_scope *scope;
	struct wb_schema *sink;
	struct wb_error *err;
	json_t *tables; /* by their names */
	uint32_t position;
	char table[256]; /* whose columns are being read */
};

static struct kit_object make(int32_t kind, const char *parent, const char *name)
{
	struct kit_object o;

	kit_object_begin(&o, kind, parent, name);
	o.pub.flags = WB_OBJECT_ANY_CASE;
	return o;
}

static int give(struct reading *r, struct kit_object *o)
{
	return kit_object_give(o, r->sink, r->err);
}

static int give_edge(struct reading *r, const struct wb_object *from, int32_t kind,
		     const char *parent, const char *name)
{
	const struct kit_object to = make(kind, parent, name);

	return kit_host->edge(r->sink, from, &to.pub);
}

static bool left_out(const struct reading *r, int32_t kind, const char *name)
{
	const struct kit_object o = make(kind, NULL, name);

	if (r->scope->leaves(r->scope, &o.pub))
		return true;
	if (!r->scope->home || strcmp(r->scope->home, r->c->login.schema) != 0)
		return false;
	for (size_t i = 0; i < r->scope->without_count; i++)
		if (strcmp(r->scope->without[i], name) == 0)
			return true;
	return false;
}

/* ------------------------------------------------------------------ tables and their columns */

static int take_table(void *ctx, json_t *row)
{
	struct reading *r = ctx;
	const char *name = brick_column(row, 0), *type = brick_column(row, 1);

	if (!name || (type && strstr(type, "VIEW")) || left_out(r, WB_KIND_TABLE, name))
		return 0;
	return json_object_set_new(r->tables, name, json_pack("[s?]", brick_column(row, 2)));
}

/* "a, b" of a JSON list, as SQL: names as they are, or as SQL has them already, as of a field in a structure. */
static const char *list_of(struct kit_object *o, const char *json, bool names)
{
	json_t *list = json ? json_loads(json, 0, NULL) : NULL, *item;
	struct kit_text text = { 0 };
	size_t i;

	json_array_foreach(list, i, item)
	{
		kit_text_comma(&text);
		if (json_is_string(item))
			kit_text_write(&text, names ? "%I" : "%s", json_string_value(item));
	}
	json_decref(list);
	if (!text.len) {
		kit_text_release(&text);
		return NULL;
	}
	return kit_object_own(o, kit_text_take(&text));
}

static int keep_row(void *ctx, json_t *row)
{
	return json_array_append(ctx, row);
}

/* What is kept of a table, and a row of DESCRIBE DETAIL, which names its columns by position. */
enum { TABLE_COMMENT, TABLE_QUESTION, TABLE_DETAIL };
enum { DETAIL_PARTITIONS = 7, DETAIL_CLUSTERS = 8, DETAIL_PROPERTIES = 11 };

/* Of all tables. */
static int read_details(struct reading *r)
{
	const size_t count = json_object_size(r->tables);
	struct brick_statement *all = calloc(count + 1, sizeof(*all)), *s = all;
	const char *name;
	json_t *table;
	int rc = all ? 0 : kit_no_memory(r->err);

	json_object_foreach(r->tables, name, table)
	{
		char *sql = kit_text_make("DESCRIBE DETAIL %N.%N", r->c->login.schema, name);

		if (rc == 0 && (!sql || json_array_append_new(table, json_string(sql)) < 0))
			rc = kit_no_memory(r->err);
		else if (rc == 0)
			*s++ = (struct brick_statement){ .text = brick_column(table,
									      TABLE_QUESTION),
							 .len = strlen(sql),
							 .whose = BRICK_OWN,
							 .take = keep_row,
							 .ctx = table,
							 .later = count > 1 };
		free(sql);
	}
	if (rc == 0)
		rc = brick_run_together(r->c, all, count, r->err);
	free(all);
	return rc;
}

static int give_table(struct reading *r, const char *name, json_t *table)
{
	const char *comment = brick_column(table, TABLE_COMMENT);
	json_t *detail = json_array_get(table, TABLE_DETAIL);
	const char *keys = brick_column(detail, DETAIL_PROPERTIES);
	json_t *properties = keys ? json_loads(keys, 0, NULL) : NULL;
	struct kit_object o = make(WB_KIND_TABLE, NULL, name);
	int rc;

	kit_object_set(&o, "comment", comment && *comment ? comment : NULL, 0);
	kit_object_set(&o, "partitioned_by",
		       list_of(&o, brick_column(detail, DETAIL_PARTITIONS), true), 0);
	kit_object_set(&o, "cluster_by", list_of(&o, brick_column(detail, DETAIL_CLUSTERS), false),
		       0);
	rc = brick_give_properties(&o, properties) < 0 ? kit_no_memory(r->err) : 0;
	if (rc == 0)
		rc = give(r, &o);
	else
		kit_object_release(&o);
	if (rc == 0)
		rc = brick_give_checks(r->sink, name, properties, r->err);
	json_decref(properties);
	return rc;
}

static void set_text(struct kit_object *o, const char *key, json_t *row, size_t column)
{
	const char *text = brick_column(row, column);

	if (text && *text)
		kit_object_set(o, key, text, 0);
}

/* Names of fields are quoted where SQL wants that; what can't be read stays as it is. */
static void set_type(struct kit_object *o, json_t *row)
{
	struct kit_text text = { 0 };
	struct brick_type type;

	if (!brick_type_read(brick_column(row, 2), &type)) {
		set_text(o, "type", row, 2);
		return;
	}
	brick_type_write(&type, &text);
	brick_type_release(&type);
	kit_object_set(o, "type", kit_object_own(o, kit_text_take(&text)), 0);
}

/* "ALWAYS 1 1", as it is written again */
static void set_identity(struct kit_object *o, json_t *row)
{
	const char *is = brick_column(row, 6);

	if (!is || strcmp(is, "YES") != 0)
		return;
	kit_object_set(o, "identity",
		       kit_object_own(o, kit_text_make("%s %s %s", brick_column(row, 7),
						       brick_column(row, 8), brick_column(row, 9))),
		       0);
}

static int take_column(void *ctx, json_t *row)
{
	struct reading *r = ctx;
	const char *table = brick_column(row, 0), *name = brick_column(row, 1),
		   *nullable = brick_column(row, 4);
	struct kit_object o;

	if (!table || !name || !json_object_get(r->tables, table))
		return 0;
	/* the service counts from 1, others from 0: the order is what counts */
	if (strcmp(r->table, table) != 0)
		r->position = 0;
	snprintf(r->table, sizeof(r->table), "%s", table);
	o = make(WB_KIND_COLUMN, r->table, name);
	o.pub.flags |= WB_OBJECT_INLINE;
	o.pub.position = ++r->position;
	set_type(&o, row);
	set_text(&o, "default", row, 3);
	kit_object_flag(&o, "not_null", nullable && strcmp(nullable, "NO") == 0, 0);
	set_text(&o, "comment", row, 5);
	set_identity(&o, row);
	set_text(&o, "generated", row, 10);
	return give(r, &o);
}

/* ------------------------------------------------------------------ keys */

/* A column of a key at a time: (constraint, kind, table, columns, target table, its columns). */
static int take_key(void *ctx, json_t *row)
{
	struct reading *r = ctx;
	const char *name = brick_column(row, 0), *kind = brick_column(row, 1),
		   *table = brick_column(row, 2), *target = brick_column(row, 4);
	bool foreign = kind && strcmp(kind, "FOREIGN KEY") == 0;
	struct kit_object o;
	int rc = 0;

	if (!name || !table || !json_object_get(r->tables, table))
		return 0;
	o = make(foreign ? WB_KIND_FOREIGN_KEY : WB_KIND_PRIMARY_KEY, table, name);
	if (!foreign)
		o.pub.flags |= WB_OBJECT_INLINE;
	set_text(&o, "columns", row, 3);
	if (foreign) {
		set_text(&o, "table", row, 4);
		set_text(&o, "target_columns", row, 5);
	}
	if (foreign && target) {
		rc = give_edge(r, &o.pub, WB_KIND_TABLE, NULL, target);
		if (rc == 0 && brick_column(row, 6))
			rc = give_edge(r, &o.pub, WB_KIND_PRIMARY_KEY, target,
				       brick_column(row, 6));
	}
	if (rc < 0) {
		kit_object_release(&o);
		return rc;
	}
	return give(r, &o);
}

/* ------------------------------------------------------------------ views and the rest */

static int take_view(void *ctx, json_t *row)
{
	struct reading *r = ctx;
	const char *name = brick_column(row, 0), *text = brick_column(row, 1);
	struct kit_object o;

	if (!name || left_out(r, WB_KIND_VIEW, name))
		return 0;
	o = make(WB_KIND_VIEW, NULL, name);
	if (text)
		set_text(&o, "definition", row, 1);
	else
		o.pub.flags |= WB_OBJECT_READ_ONLY | WB_OBJECT_UNSEEN;
	return give(r, &o);
}

/* Their parameters are in another table, in a form that can't be written again without loss. */
static int take_routine(void *ctx, json_t *row)
{
	struct reading *r = ctx;
	const char *name = brick_column(row, 0);
	struct kit_object o;

	if (!name || left_out(r, WB_KIND_ROUTINE, name))
		return 0;
	o = make(WB_KIND_ROUTINE, NULL, name);
	o.pub.flags |= WB_OBJECT_READ_ONLY;
	set_text(&o, "definition", row, 1);
	return give(r, &o);
}

/* ------------------------------------------------------------------ one question for all */

/* Where objects.sql has the kind of what is told. */
enum { ROW_KIND = 11 };

/* -1: the answer is none of ours. */
static int kind_of(json_t *row)
{
	const char *kind = brick_column(row, ROW_KIND);

	return kind && kind[0] >= '0' && kind[0] <= '4' ? kind[0] - '0' : -1;
}

/* Tables come first, since what follows belongs to them. */
static int give_all(struct reading *r, json_t *rows)
{
	static int (*const take[])(void *ctx, json_t *row) = { take_table, take_column, take_key,
							       take_view, take_routine };
	json_t *row, *table;
	const char *name;
	size_t i;
	int rc = 0;

	json_array_foreach(rows, i, row)
	{
		if (rc == 0 && kind_of(row) == 0)
			rc = take_table(r, row);
	}
	if (rc == 0)
		rc = read_details(r);
	json_object_foreach(r->tables, name, table)
	{
		if (rc == 0)
			rc = give_table(r, name, table);
	}
	json_array_foreach(rows, i, row)
	{
		if (rc == 0 && kind_of(row) > 0)
			rc = take[kind_of(row)](r, row);
	}
	return rc;
}

int brick_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		     struct wb_error *err)
{
	struct reading r = { .c = conn, .scope = scope, .sink = sink, .err = err };
	const char *schema = r.c->login.schema;
	json_t *rows = json_array();
	struct kit_text sql = { 0 };
	int rc;

	r.tables = json_object();
	kit_text_write(&sql, brick_objects_sql, schema, schema, schema, schema, schema, schema,
		       schema);
	sql.failed |= !r.tables || !rows;
	rc = brick_query(r.c, &sql, keep_row, rows, err);
	if (rc == 0)
		rc = give_all(&r, rows);
	json_decref(r.tables);
	json_decref(rows);
	return rc < 0 ? kit_failed(err) : 0;
}
