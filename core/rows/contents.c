/* SPDX-License-Identifier: MIT */
#include "contents.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "table_sql.h"

struct reading {
	struct string_vec *rows;
	bool failed;
};

static int take_row(void *ctx, const struct wb_value *values, size_t count)
{
	struct reading *reading = ctx;
	struct buf row = { 0 };

	for (size_t i = 0; i < count; i++) {
		char hex[DIGEST_HEX_SIZE];
		struct digest digest;

		digest_init(&digest);
		digest_number(&digest, values[i].data ? values[i].len + 1 : 0);
		if (values[i].data)
			digest_add(&digest, values[i].data, values[i].len);
		digest_hex(&digest, hex);
		buf_add(&row, hex, CONTENTS_CELL);
	}
	reading->failed =
		reading->failed || row.failed || string_vec_add(reading->rows, buf_text(&row)) < 0;
	buf_release(&row);
	return reading->failed;
}

static bool is_column(const struct object *o)
{
	return o->pub.kind == WB_KIND_COLUMN && object_counts(o);
}

static int by_name(const void *a, const void *b)
{
	const struct object *x = *(struct object *const *)a, *y = *(struct object *const *)b;

	return strcmp(x->pub.name, y->pub.name);
}

/* In the order of their names: that in which they were added is another matter. */
static int compose(struct scratch *s, const struct object *table, struct buf *sql,
		   struct wb_error *err)
{
	struct object_vec columns = { 0 };
	int rc = 0;

	for (size_t i = 0; i < table->children.count; i++)
		if (is_column(table->children.items[i]) &&
		    object_vec_push(&columns, table->children.items[i]) < 0)
			rc = wb_error_nomem(err);
	if (columns.count)
		qsort(columns.items, columns.count, sizeof(*columns.items), by_name);
	buf_str(sql, columns.count ? "SELECT " : "SELECT 1");
	for (size_t i = 0; rc == 0 && i < columns.count; i++) {
		buf_str(sql, i ? ", " : "");
		rc = table_sql_name(s, columns.items[i]->pub.name, sql, err);
	}
	buf_str(sql, " FROM ");
	object_vec_release(&columns);
	return rc < 0 ? rc : table_sql(s, table, sql, err);
}

static char *list_columns(const struct object *table)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < table->children.count; i++)
		if (is_column(table->children.items[i]))
			buf_printf(&text, "%s%s", text.len ? ", " : "",
				   table->children.items[i]->pub.name);
	return buf_take(&text);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void table_free(struct table_contents *t)
{
	free(t->key);
	free(t->title);
	free(t->columns);
	string_vec_free(&t->rows);
}

static int read_table(struct scratch *s, const struct object *table, struct table_contents *out,
		      struct wb_error *err)
{
	struct reading reading = { .rows = &out->rows };
	struct wb_rows sink = { take_row, &reading };
	struct buf sql = { 0 }, title = { 0 };
	int rc = compose(s, table, &sql, err);

	object_title(&table->pub, &title);
	out->key = text_dup(table->key, strlen(table->key));
	out->title = buf_take(&title);
	out->columns = list_columns(table);
	if (rc == 0 && (!out->key || !out->title || !out->columns))
		rc = wb_error_nomem(err);
	if (rc == 0)
		rc = table_sql_run(s, &sql, &sink, err);
	if (reading.failed)
		rc = wb_error_nomem(err);
	if (rc == 0 && out->rows.count)
		qsort(out->rows.items, out->rows.count, sizeof(*out->rows.items), compare_texts);
	buf_release(&sql);
	return rc;
}

static bool is_wanted(const struct object *o, const struct string_vec *only)
{
	if (!object_holds_rows(o))
		return false;
	for (size_t i = 0; only && i < only->count; i++)
		if (strcasecmp(only->items[i], o->pub.name) == 0)
			return true;
	return !only;
}

int contents_read(struct scratch *s, const struct model *model, const struct string_vec *only,
		  struct contents *out, struct wb_error *err)
{
	for (size_t i = 0; i < model->objects.count; i++) {
		const struct object *o = model->objects.items[i];
		struct table_contents table = { .key = NULL };
		int rc = 0;

		if (!is_wanted(o, only))
			continue;
		rc = read_table(s, o, &table, err);
		if (rc == 0 && contents_push(out, table) < 0)
			rc = wb_error_nomem(err);
		if (rc < 0) {
			table_free(&table);
			return rc;
		}
	}
	return 0;
}

void contents_free(struct contents *contents)
{
	for (size_t i = 0; i < contents->count; i++)
		table_free(&contents->items[i]);
	contents_release(contents);
}

const struct table_contents *contents_find(const struct contents *contents, const char *key)
{
	for (size_t i = 0; i < contents->count; i++)
		if (strcmp(contents->items[i].key, key) == 0)
			return &contents->items[i];
	return NULL;
}

bool contents_rows_equal(const struct table_contents *a, const struct table_contents *b)
{
	if (a->rows.count != b->rows.count)
		return false;
	for (size_t i = 0; i < a->rows.count; i++)
		if (strcmp(a->rows.items[i], b->rows.items[i]) != 0)
			return false;
	return true;
}

void contents_digest(const struct contents *contents, char out[DIGEST_HEX_SIZE])
{
	struct digest digest;

	digest_init(&digest);
	for (size_t i = 0; i < contents->count; i++) {
		digest_text(&digest, contents->items[i].key);
		digest_number(&digest, contents->items[i].rows.count);
		for (size_t k = 0; k < contents->items[i].rows.count; k++)
			digest_text(&digest, contents->items[i].rows.items[k]);
	}
	digest_hex(&digest, out);
}
