/* SPDX-License-Identifier: MIT */
#include "row_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define ROWS_MOST ((size_t)20000) /* of a table */
#define LINES_MOST 20             /* of a table's changes */
#define VALUE_MOST 60             /* bytes that are shown of a value */

/* ------------------------------------------------------------------ reading */

struct taking {
	struct table_rows *to;
	bool failed;
};

static int take(void *ctx, const struct wb_value *values, size_t count)
{
	struct taking *t = ctx;
	struct table_rows *rows = t->to;

	if (rows->rows == ROWS_MOST) {
		rows->too_many = true;
		return 1;
	}
	for (size_t i = 0; i < rows->columns.count; i++) {
		const struct wb_value *v = &values[i];

		if (i >= count || string_vec_add_len(&rows->values, v->data ? v->data : "NULL",
						     v->data ? v->len : 4) < 0)
			t->failed = true;
	}
	rows->rows++;
	return t->failed;
}

static int add_name(struct connection *c, const char *name, struct buf *out, struct wb_error *err)
{
	return driver_quote_name(composer_of(c), name, strlen(name), out, err);
}

static int select_all(struct connection *c, const struct object *table,
		      const struct table_rows *rows, struct buf *out, struct wb_error *err)
{
	const char *space = table->pub.namespace_;
	int rc = 0;

	buf_str(out, "SELECT ");
	for (size_t i = 0; rc == 0 && i < rows->columns.count; i++) {
		buf_str(out, i ? ", " : "");
		rc = add_name(c, rows->columns.items[i], out, err);
	}
	buf_str(out, " FROM ");
	if (rc == 0 && space && *space) {
		rc = add_name(c, space, out, err);
		buf_char(out, '.');
	}
	return rc == 0 ? add_name(c, table->pub.name, out, err) : rc;
}

static int read_table(struct connection *c, const struct object *table, struct table_rows *out,
		      struct wb_error *err)
{
	struct taking taking = { .to = out };
	struct wb_rows rows = { take, &taking };
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_EXPECT };
	struct buf sql = { 0 };
	int rc = 0;

	out->key = text_dup(table->key, strlen(table->key));
	out->title = text_dup(table->pub.name, strlen(table->pub.name));
	for (size_t i = 0; i < table->children.count; i++) {
		const struct wb_object *o = &table->children.items[i]->pub;

		if (o->kind != WB_KIND_COLUMN)
			continue;
		if (string_vec_add(&out->columns, o->name) < 0)
			rc = -1;
		if ((object_get(o, "default") || object_get(o, "generated") ||
		     object_get(o, "identity")) &&
		    string_vec_add(&out->given, o->name) < 0)
			rc = -1;
	}
	if (rc < 0 || !out->key || !out->title)
		return wb_error_nomem(err);
	if (!out->columns.count)
		return 0;
	rc = select_all(c, table, out, &sql, err);
	op.text = buf_text(&sql);
	op.len = op.full_len = sql.len;
	if (rc == 0)
		rc = buf_check(&sql, err);
	if (rc == 0)
		rc = driver_execute(c, &op, &rows, err);
	buf_release(&sql);
	return rc == 0 && taking.failed ? wb_error_nomem(err) : rc;
}

static void release(struct table_rows *t)
{
	free(t->key);
	free(t->title);
	string_vec_free(&t->columns);
	string_vec_free(&t->given);
	string_vec_free(&t->values);
}

void row_report_free(struct table_rows_vec *tables)
{
	for (size_t i = 0; i < tables->count; i++)
		release(&tables->items[i]);
	table_rows_vec_release(tables);
}

int row_report_read(struct connection *c, const struct model *model, struct table_rows_vec *out,
		    struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < model->objects.count; i++) {
		const struct object *o = model->objects.items[i];
		struct table_rows rows = { .rows = 0 };

		if (!object_holds_rows(o))
			continue;
		rc = read_table(c, o, &rows, err);
		if (rc == 0 && table_rows_vec_push(out, rows) < 0)
			rc = wb_error_nomem(err);
		if (rc < 0)
			release(&rows);
	}
	return rc;
}

/* ------------------------------------------------------------------ telling */

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each row in one text, by the columns of `common`, sorted. */
static int write_rows(const struct table_rows *t, const struct string_vec *common,
		      struct string_vec *out)
{
	for (size_t row = 0; row < t->rows; row++) {
		struct buf text = { 0 };
		int rc;

		for (size_t i = 0; i < common->count; i++) {
			size_t at = (size_t)string_vec_find(&t->columns, common->items[i]);
			const char *value = t->values.items[row * t->columns.count + at];

			buf_printf(&text, "%s%s=%.*s", i ? " " : "", common->items[i],
				   (int)strcspn(value, "\r\n"), value);
			/* what is not shown counts all the same */
			if (strcspn(value, "\r\n") != strlen(value))
				buf_str(&text, " ...");
		}
		rc = text.failed ? -1 : string_vec_add(out, buf_text(&text));
		buf_release(&text);
		if (rc < 0)
			return -1;
	}
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), compare);
	return 0;
}

static int add_line(struct string_vec *out, const char *title, const char *what, const char *row)
{
	size_t len = strlen(row), most = (size_t)4 * VALUE_MOST;
	AUTO_FREE char *line =
		text_format("rows: %s: %s %.*s%s", title, what, (int)(len > most ? most : len), row,
			    len > most ? "..." : "");

	return line && string_vec_add(out, line) == 0 ? 0 : -1;
}

/* What is in one of two sorted lists alone. */
static int tell_lists(const char *title, const struct string_vec *before,
		      const struct string_vec *now, struct string_vec *out)
{
	size_t i = 0, k = 0, told = 0;
	int rc = 0;

	while (rc == 0 && (i < before->count || k < now->count)) {
		int order = i == before->count ? 1
			    : k == now->count  ? -1
					       : strcmp(before->items[i], now->items[k]);

		if (order && told++ < LINES_MOST)
			rc = order < 0 ? add_line(out, title, "gone:", before->items[i])
				       : add_line(out, title, "new:", now->items[k]);
		i += order <= 0;
		k += order >= 0;
	}
	if (rc == 0 && told > LINES_MOST)
		rc = add_line(out, title, "and more:", "not all are listed");
	return rc;
}

/* A column that came with values of its own. */
static int tell_new_columns(const struct table_rows *before, const struct table_rows *now,
			    struct string_vec *out)
{
	for (size_t i = 0; i < now->columns.count; i++) {
		size_t filled = 0;

		if (string_vec_find(&before->columns, now->columns.items[i]) >= 0 ||
		    string_vec_find(&now->given, now->columns.items[i]) >= 0)
			continue;
		for (size_t row = 0; row < now->rows; row++)
			filled += strcmp(now->values.items[row * now->columns.count + i], "NULL") !=
				  0;
		if (filled && add_line(out, now->title,
				       "the new column has values:", now->columns.items[i]) < 0)
			return -1;
	}
	return 0;
}

static int tell_table(const struct table_rows *before, const struct table_rows *now,
		      struct string_vec *out)
{
	struct string_vec common = { 0 }, old = { 0 }, new = { 0 };
	int rc = 0;

	if (before->too_many || now->too_many)
		return add_line(out, now->title, "there are too many to be compared", "");
	for (size_t i = 0; rc == 0 && i < now->columns.count; i++)
		if (string_vec_find(&before->columns, now->columns.items[i]) >= 0)
			rc = string_vec_add(&common, now->columns.items[i]);
	if (rc == 0)
		rc = write_rows(before, &common, &old);
	if (rc == 0)
		rc = write_rows(now, &common, &new);
	if (rc == 0)
		rc = tell_lists(now->title, &old, &new, out);
	if (rc == 0)
		rc = tell_new_columns(before, now, out);
	string_vec_free(&common);
	string_vec_free(&old);
	string_vec_free(&new);
	return rc;
}

static const struct table_rows *find(const struct table_rows_vec *tables, const char *key)
{
	for (size_t i = 0; i < tables->count; i++)
		if (strcmp(tables->items[i].key, key) == 0)
			return &tables->items[i];
	return NULL;
}

int row_report_tell(const struct table_rows_vec *before, const struct table_rows_vec *now,
		    struct string_vec *out, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < now->count; i++) {
		const struct table_rows *t = &now->items[i], *was = find(before, t->key);
		const struct table_rows none = { .columns = t->columns };

		/* of a table that is new, all are */
		rc = tell_table(was ? was : &none, t, out);
	}
	return rc < 0 ? wb_error_nomem(err) : 0;
}
