/* SPDX-License-Identifier: MIT */
/* The schema, out of information_schema; what it does not have, a table's properties, clustering and partitions,
 * out of DESCRIBE DETAIL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

struct reading {
	struct brick_conn *c;
	const struct wb_scope *scope;
	struct wb_schema *sink;
	struct wb_error *err;
	json_t *rows;
	json_t *tables;       /* by "schema.name" */
	const char *nameless; /* the schema whose name is no part of what is in it */
	uint32_t position;
	json_t *table; /* whose columns are being read */
	bool detailed; /* all of them are told */
};

/* Where objects.sql has the kind of what is told, and the schema; last what is to be asked of a table. */
enum { ROW_KIND = 11, ROW_SPACE, ROW_QUESTION };
#define END 6 /* no kind: behind the last row */

static int take_row(void *ctx, json_t *row)
{
	struct reading *r = ctx;

	brick_put_back(r->c, row, ROW_QUESTION);
	return json_array_append(r->rows, row);
}

static struct kit_object make(const struct reading *r, int32_t kind, const char *schema,
			      const char *parent, const char *name)
{
	struct kit_object o;

	kit_object_begin(&o, kind, parent, name);
	o.pub.flags = WB_OBJECT_ANY_CASE;
	if (schema && !kit_equal(schema, r->nameless))
		o.pub.namespace_ = schema;
	return o;
}

static int give(struct reading *r, struct kit_object *o)
{
	const struct wb_object space = { .size = sizeof(space),
					 .kind = WB_KIND_NAMESPACE,
					 .flags = WB_OBJECT_ANY_CASE,
					 .name = o->pub.namespace_ };
	int rc = space.name ? kit_host->edge(r->sink, &o->pub, &space) : 0;

	if (rc == 0)
		return kit_object_give(o, r->sink, r->err);
	kit_object_release(o);
	return rc;
}

static bool left_out(const struct reading *r, int32_t kind, json_t *row)
{
	const char *name = brick_column(row, 0);
	const struct kit_object o = make(r, kind, brick_column(row, ROW_SPACE), NULL, name);

	if (!name || r->scope->flags & WB_SCOPE_NAMESPACES || r->scope->leaves(r->scope, &o.pub))
		return true;
	if (!kit_equal(r->c->target_schema ? r->c->target_schema : r->scope->home,
		       o.pub.namespace_ ? o.pub.namespace_ : r->nameless))
		return false;
	for (size_t i = 0; i < r->scope->without_count; i++)
		if (strcmp(r->scope->without[i], name) == 0)
			return true;
	return false;
}

static void set_text(struct kit_object *o, const char *key, json_t *row, size_t column)
{
	const char *text = brick_column(row, column);

	if (text && *text)
		kit_object_set(o, key, text, 0);
}

static int take_schema(struct reading *r, json_t *row)
{
	const char *name = brick_column(row, ROW_SPACE);
	struct kit_object o = make(r, WB_KIND_NAMESPACE, NULL, NULL, name);

	set_text(&o, "comment", row, 1);
	return kit_equal(name, r->nameless) ? 0 : give(r, &o);
}

/* ------------------------------------------------------------------ tables and their columns */

/* "schema.table", of names that have no dots */
static json_t *table_of(const struct reading *r, const char *schema, const char *name)
{
	char *key = schema && name ? kit_text_make("%s.%s", schema, name) : NULL;
	json_t *found = key ? json_object_get(r->tables, key) : NULL;

	free(key);
	return found;
}

/* What is kept of a table, and a row of DESCRIBE DETAIL, which names its columns by position. */
enum { TABLE_COMMENT, TABLE_SCHEMA, TABLE_NAME, TABLE_QUESTION, TABLE_DETAIL };
enum { DETAIL_PARTITIONS = 7, DETAIL_CLUSTERS = 8, DETAIL_PROPERTIES = 11 };

static int take_table(struct reading *r, json_t *row)
{
	const char *name = brick_column(row, 0), *type = brick_column(row, 1),
		   *schema = brick_column(row, ROW_SPACE);
	json_t *table;
	char *key;
	int rc;

	if ((type && strstr(type, "VIEW")) || left_out(r, WB_KIND_TABLE, row))
		return 0;
	key = kit_text_make("%s.%s", schema, name);
	table = json_pack("[s?,s,s,s?]", brick_column(row, 2), schema, name,
			  brick_column(row, ROW_QUESTION));
	rc = !key || json_object_set_new(r->tables, key, table) < 0 ? kit_no_memory(r->err) : 0;
	free(key);
	return rc;
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

/* Of all tables. */
static int read_details(struct reading *r)
{
	const size_t count = json_object_size(r->tables);
	struct brick_statement *all = calloc(count + 1, sizeof(*all)), *s = all;
	const char *key;
	json_t *table;
	int rc;

	json_object_foreach(r->tables, key, table)
	{
		const char *sql = brick_column(table, TABLE_QUESTION);

		if (all)
			*s++ = (struct brick_statement){ .text = sql,
							 .len = strlen(sql),
							 .whose = BRICK_OWN,
							 .take = brick_keep_row,
							 .ctx = table,
							 .later = count > 1 };
	}
	rc = all ? brick_run_together(r->c, all, count, r->err) : kit_no_memory(r->err);
	free(all);
	return rc;
}

static int give_table(struct reading *r, json_t *table)
{
	json_t *detail = json_array_get(table, TABLE_DETAIL);
	const char *keys = brick_column(detail, DETAIL_PROPERTIES);
	json_t *properties = keys ? json_loads(keys, 0, NULL) : NULL;
	struct kit_object o = make(r, WB_KIND_TABLE, brick_column(table, TABLE_SCHEMA), NULL,
				   brick_column(table, TABLE_NAME));
	int rc;

	set_text(&o, "comment", table, TABLE_COMMENT);
	kit_object_set(&o, "partitioned_by",
		       list_of(&o, brick_column(detail, DETAIL_PARTITIONS), true), 0);
	kit_object_set(&o, "cluster_by", list_of(&o, brick_column(detail, DETAIL_CLUSTERS), false),
		       0);
	rc = brick_give_properties(&o, properties, r->sink, r->err);
	if (rc == 0)
		rc = give(r, &o);
	else
		kit_object_release(&o);
	json_decref(properties);
	return rc;
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

static int take_column(struct reading *r, json_t *row)
{
	const char *schema = brick_column(row, ROW_SPACE), *name = brick_column(row, 1);
	json_t *table = table_of(r, schema, brick_column(row, 0));
	struct kit_object o;

	if (!table || !name)
		return 0;
	/* the service counts from 1, others from 0: the order is what counts */
	if (table != r->table)
		r->position = 0;
	r->table = table;
	o = make(r, WB_KIND_COLUMN, schema, brick_column(row, 0), name);
	o.pub.flags |= WB_OBJECT_INLINE;
	o.pub.position = ++r->position;
	set_type(&o, row);
	set_text(&o, "default", row, 3);
	set_text(&o, "not_null", row, 4);
	set_text(&o, "comment", row, 5);
	set_text(&o, "identity", row, 6);
	set_text(&o, "generated", row, 7);
	return give(r, &o);
}

/* (constraint, kind, table, columns, target table, its columns, its key, its schema) */
static int take_key(struct reading *r, json_t *row)
{
	const char *name = brick_column(row, 0), *kind = brick_column(row, 1),
		   *table = brick_column(row, 2), *schema = brick_column(row, ROW_SPACE),
		   *target = brick_column(row, 4), *key = brick_column(row, 6),
		   *in = brick_column(row, 7);
	const bool foreign = kind && strcmp(kind, "FOREIGN KEY") == 0;
	const struct kit_object to = make(r, WB_KIND_TABLE, in, NULL, target),
				by = make(r, WB_KIND_PRIMARY_KEY, in, target, key);
	struct kit_object o;
	int rc = 0;

	if (!name || !table_of(r, schema, table))
		return 0;
	o = make(r, foreign ? WB_KIND_FOREIGN_KEY : WB_KIND_PRIMARY_KEY, schema, table, name);
	o.pub.flags |=
		foreign ? target ? 0 : WB_OBJECT_READ_ONLY | WB_OBJECT_UNSEEN : WB_OBJECT_INLINE;
	set_text(&o, "columns", row, 3);
	if (foreign) {
		set_text(&o, "table", row, 4);
		set_text(&o, "target_columns", row, 5);
		kit_object_set(&o, "table_namespace", to.pub.namespace_, 0);
	}
	if (foreign && target)
		rc = kit_host->edge(r->sink, &o.pub, &to.pub);
	if (rc == 0 && foreign && target && key)
		rc = kit_host->edge(r->sink, &o.pub, &by.pub);
	if (rc == 0)
		return give(r, &o);
	kit_object_release(&o);
	return rc;
}

/* ------------------------------------------------------------------ views and functions */

/* What can't be seen, or not be made again by what is told of it, is told all the same. */
static int take_code(struct reading *r, json_t *row)
{
	const int32_t kind = *brick_column(row, ROW_KIND) == '4' ? WB_KIND_VIEW : WB_KIND_ROUTINE;
	struct kit_object o =
		make(r, kind, brick_column(row, ROW_SPACE), NULL, brick_column(row, 0));

	if (left_out(r, kind, row))
		return 0;
	set_text(&o, "definition", row, 1);
	if (!brick_column(row, 1))
		o.pub.flags |= WB_OBJECT_READ_ONLY | WB_OBJECT_UNSEEN;
	else if (brick_column(row, 2))
		o.pub.flags |= WB_OBJECT_READ_ONLY;
	return give(r, &o);
}

/* A row at a time, by their kinds: when the last table was named they are described, since what follows is theirs. */
static int give_row(struct reading *r, json_t *row)
{
	static int (*const take[])(struct reading * r, json_t * row) = { take_schema, take_table,
									 take_column, take_key,
									 take_code,   take_code };
	const char *kind = brick_column(row, ROW_KIND), *key;
	const int at = kind && kind[0] >= '0' && kind[0] <= '5' ? kind[0] - '0' : END;
	json_t *table;
	int rc = 0;

	if (at > 1 && !r->detailed) {
		r->detailed = true;
		rc = read_details(r);
		json_object_foreach(r->tables, key, table)
		{
			if (rc == 0)
				rc = give_table(r, table);
		}
	}
	return rc == 0 && at < END ? take[at](r, row) : rc;
}

int brick_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		     struct wb_error *err)
{
	struct reading r = { .c = conn, .scope = scope, .sink = sink, .err = err };
	struct kit_text sql = { 0 }, where = { 0 };
	json_t *row;
	size_t i;
	int rc;

	brick_put_schemas(r.c, scope, &where);
	r.nameless = r.c->target_schema && scope->nameless ? r.c->target_schema : scope->nameless;
	r.tables = json_object();
	r.rows = json_array();
	kit_text_write(&sql, brick_schemas_sql, where.data);
	if (!(scope->flags & WB_SCOPE_NAMESPACES))
		kit_text_write(&sql, brick_objects_sql, where.data, where.data, where.data,
			       where.data, where.data, where.data);
	sql.failed |= where.failed || !r.tables || !r.rows;
	rc = brick_query(r.c, &sql, take_row, &r, err);
	json_array_foreach(r.rows, i, row)
	{
		rc = rc == 0 ? give_row(&r, row) : rc;
	}
	/* there may be nothing but tables */
	rc = rc == 0 ? give_row(&r, NULL) : rc;
	kit_text_release(&sql);
	kit_text_release(&where);
	json_decref(r.tables);
	json_decref(r.rows);
	return rc < 0 ? kit_failed(err) : 0;
}
