/* SPDX-License-Identifier: MIT */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "column_values.h"
#include "table_order.h"
#include "table_sql.h"

#define ROWS 3       /* of a table whose columns have nothing that deserves more */
#define MOST_ROWS 12 /* of the others */
#define TRIES 32     /* for one row, two of three with what constraints speak of … */
#define STAYING 28   /* … and so many with the value that the row is for */
#define WORDINGS 2   /* of a row that has no values of ours */

/* What a table got: for each row the value of each column, "" where the server filled it in. */
struct filled {
	char *key; /* the table's in its model */
	uint64_t shape;
	struct string_vec columns, values;
	size_t rows, tried;
	UT_hash_handle hh;
};

struct filling {
	struct rows *rows;
	struct scratch *scratch;
	const struct object *table;
	struct filled *filled;
	struct column_values_vec columns;
	struct string_vec row; /* the one that is tried */
	size_t k, try;         /* which row it is, and how often one was tried */
	struct wb_error why;   /* the last refusal */
};

/* ------------------------------------------------------------------ what is filled */

static void hash_text(uint64_t *hash, const char *text)
{
	for (; text && *text; text++)
		*hash = (*hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	*hash = (*hash ^ 0xff) * UINT64_C(1099511628211);
}

/* A table that has changed is filled again: it may have other columns. */
static uint64_t shape_of(const struct object *table)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < table->children.count; i++) {
		const struct object *o = table->children.items[i];

		hash_text(&hash, o->key);
		for (size_t k = 0; k < o->pub.attribute_count; k++) {
			hash_text(&hash, o->pub.attributes[k].key);
			hash_text(&hash, o->pub.attributes[k].value);
		}
	}
	return hash;
}

static struct filled *find(const struct rows *rows, const struct object *table)
{
	struct filled *f = NULL;

	if (table)
		HASH_FIND(hh, rows->tables, table->key, strlen(table->key), f);
	return f;
}

static void empty(struct filled *f)
{
	string_vec_free(&f->columns);
	string_vec_free(&f->values);
	f->rows = 0;
}

static struct filled *find_or_add(struct rows *rows, const struct object *table)
{
	struct filled *f = find(rows, table);

	if (f)
		return f;
	f = calloc(1, sizeof(*f));
	if (f)
		f->key = text_dup(table->key, strlen(table->key));
	if (!f || !f->key) {
		free(f);
		return NULL;
	}
	HASH_ADD_KEYPTR(hh, rows->tables, f->key, strlen(f->key), f);
	return f;
}

void rows_release(struct rows *rows)
{
	struct filled *f, *next;

	HASH_ITER(hh, rows->tables, f, next) {
		HASH_DEL(rows->tables, f);
		empty(f);
		free(f->key);
		free(f);
	}
}

void rows_forget(struct rows *rows, const struct model *model)
{
	struct filled *f, *next;

	HASH_ITER(hh, rows->tables, f, next)
		if (!model_has(model, f->key)) {
			HASH_DEL(rows->tables, f);
			empty(f);
			free(f->key);
			free(f);
		}
}

bool rows_any(const struct rows *rows)
{
	for (const struct filled *f = rows->tables; f; f = f->hh.next)
		if (f->rows)
			return true;
	return false;
}

bool rows_in(const struct rows *rows, const struct object *table)
{
	const struct filled *f = find(rows, table);

	return f && f->rows;
}

bool rows_tried(const struct rows *rows, const struct object *table)
{
	return find(rows, table) != NULL;
}

/* ------------------------------------------------------------------ one row */

/* Numbers that look like chance and are the same in every run. */
static size_t chance(size_t seed, size_t n)
{
	uint64_t x = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);

	x ^= x >> 29;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	return (size_t)((x ^ (x >> 32)) % n);
}

/* Of the row that the foreign key refers to: its value if that is known, else any. */
static int refer(struct filling *f, const struct column_values *c, size_t pick, struct buf *out,
		 struct wb_error *err)
{
	const struct object *parent = reference_table(c->key);
	const struct filled *p = find(f->rows, parent);
	struct buf column = { 0 };
	ptrdiff_t at;
	int rc = 0;

	if (!parent || reference_column(c->key, c->key_at, &column) < 0 || !column.len) {
		buf_release(&column);
		buf_str(out, "NULL");
		return 0;
	}
	at = p ? string_vec_find(&p->columns, buf_text(&column)) : -1;
	if (at >= 0 && p->rows)
		buf_str(out, p->values.items[pick % p->rows * p->columns.count + (size_t)at]);
	if (!out->len) {
		buf_str(out, "(SELECT max(");
		rc = table_sql_name(f->scratch, buf_text(&column), out, err);
		buf_str(out, ") FROM ");
		if (rc == 0)
			rc = table_sql(f->scratch, parent, out, err);
		buf_char(out, ')');
	}
	buf_release(&column);
	return rc;
}

/* The value of a column in the row that is tried: "" leaves it to its default. The first row
 * has everything, the second no value that may be missing. Every other time what was good once is
 * good again. */
static int pick_value(struct filling *f, size_t column, struct buf *out, struct wb_error *err)
{
	const size_t k = f->k, try = f->try;
	const struct column_values *c = &f->columns.items[column];
	bool spoken = c->spoken_of && !c->due && try % 3 != 2;
	size_t n = spoken ? c->spoken_of : c->values.count, pick = k + try;

	/* the second row is the one without values, and the columns are out of step, so that not all first values meet */
	if (c->due && try < STAYING)
		pick = ((k > 1 ? k - 1 : k) + column) % c->due;
	else if (try > 8)
		pick = chance((column + 1) * 7919 + k * 104729 + try, 97);
	if (c->nullable &&
	    (k == 1 ? try < 16 || chance(pick, 2) : try >= 12 && chance(pick, 3) == 0)) {
		buf_str(out, "NULL");
		return 0;
	}
	if (try % 2 && f->filled->rows && !c->due && !c->distinct) {
		buf_str(out, f->filled->values
				     .items[f->filled->values.count - f->columns.count + column]);
		return 0;
	}
	if (c->key)
		return refer(f, c, k + try, out, err);
	if (c->has_default && !(c->due && try < STAYING) && (k + try) % 2 == 0)
		return 0;
	buf_str(out, c->values.items[pick % n]);
	return 0;
}

static int choose(struct filling *f, struct wb_error *err)
{
	struct buf value = { 0 };
	int rc = 0;

	string_vec_free(&f->row);
	for (size_t i = 0; rc == 0 && i < f->columns.count; i++) {
		buf_clear(&value);
		rc = pick_value(f, i, &value, err);
		if (rc == 0 && (value.failed || string_vec_add(&f->row, buf_text(&value)) < 0))
			rc = wb_error_nomem(err);
	}
	buf_release(&value);
	return rc;
}

static int compose(struct filling *f, size_t try, struct buf *sql, struct wb_error *err)
{
	const char *comma = "";
	struct buf values = { 0 };
	int rc;

	buf_str(sql, "INSERT INTO ");
	rc = table_sql(f->scratch, f->table, sql, err);
	for (size_t i = 0; rc == 0 && i < f->row.count; i++) {
		if (!*f->row.items[i])
			continue;
		buf_str(sql, *comma ? comma : " (");
		rc = table_sql_name(f->scratch, f->columns.items[i].column->pub.name, sql, err);
		buf_printf(&values, "%s%s", comma, f->row.items[i]);
		comma = ", ";
	}
	if (*comma)
		buf_printf(sql, ") VALUES (%s)", buf_text(&values));
	else /* the standard's words, and those of others */
		buf_str(sql, try % 2 == 0 ? " DEFAULT VALUES" : " () VALUES ()");
	if (values.failed)
		rc = wb_error_nomem(err);
	buf_release(&values);
	return rc;
}

static int note_row(struct filling *f, struct wb_error *err)
{
	for (size_t i = 0; i < f->row.count; i++)
		if (string_vec_add(&f->filled->values, f->row.items[i]) < 0)
			return wb_error_nomem(err);
	f->filled->rows++;
	return 0;
}

/* 1: it is in; 0: it is not to be had. */
static int insert_row(struct filling *f, size_t k, struct wb_error *err)
{
	const size_t tries = f->columns.count ? TRIES : WORDINGS;

	for (size_t try = 0; try < tries; try++) {
		struct buf sql = { 0 };
		struct wb_error why = WB_ERROR_INIT;
		int rc;

		f->k = k;
		f->try = try;
		rc = choose(f, err);

		if (rc == 0)
			rc = compose(f, try, &sql, err);
		if (rc < 0) {
			buf_release(&sql);
			return rc;
		}
		rc = table_sql_run(f->scratch, &sql, NULL, &why);
		buf_release(&sql);
		if (rc == 0) {
			rc = note_row(f, err);
			return rc < 0 ? rc : 1;
		}
		f->why = why;
		if (table_sql_ends(rc)) {
			*err = why;
			return rc;
		}
	}
	return 0;
}

/* ------------------------------------------------------------------ one table */

static size_t rows_wanted(const struct filling *f)
{
	size_t wanted = ROWS;

	for (size_t i = 0; i < f->columns.count; i++)
		if (f->columns.items[i].due >= wanted)
			wanted = f->columns.items[i].due + 1;
	return wanted < MOST_ROWS ? wanted : MOST_ROWS;
}

static int name_columns(struct filling *f, struct wb_error *err)
{
	for (size_t i = 0; i < f->columns.count; i++)
		if (string_vec_add(&f->filled->columns, f->columns.items[i].column->pub.name) < 0)
			return wb_error_nomem(err);
	return 0;
}

static void tell_unfilled(const struct filling *f)
{
	struct buf title = { 0 };

	object_title(&f->table->pub, &title);
	client_log(f->scratch->conn->client, WB_LOG_INFO, "no made-up row fits %s: %s",
		   buf_text(&title), f->why.message);
	buf_release(&title);
}

/* Rows that are there already have the first values: go on behind them. */
static int fill_table(struct filling *f, struct wb_error *err)
{
	size_t wanted = rows_wanted(f), from = f->filled->tried, got = 0;
	int rc = 0;

	empty(f->filled);
	f->filled->tried += wanted;
	rc = name_columns(f, err);
	for (size_t k = 0; rc >= 0 && k < wanted; k++) {
		/* the second row of each round is the one without values */
		rc = insert_row(f, k == 1 ? 1 : k + from, err);
		got += rc == 1;
		if (rc == 0 && k == 0)
			break;
	}
	if (rc >= 0 && !got)
		tell_unfilled(f);
	return rc < 0 ? rc : 0;
}

static int fill_one(struct rows *rows, struct scratch *s, const struct model *model,
		    const struct object *table, struct wb_error *err)
{
	const struct candidate_source from = { model, table, rows->texts };
	uint64_t shape = shape_of(table);
	struct filling f = { .rows = rows,
			     .scratch = s,
			     .table = table,
			     .filled = find(rows, table),
			     .why = WB_ERROR_INIT };
	int rc;

	if (f.filled && f.filled->shape == shape)
		return 0;
	f.filled = find_or_add(rows, table);
	if (!f.filled)
		return wb_error_nomem(err);
	f.filled->shape = shape;
	rc = column_values_read(s->conn, &from, &f.columns, err);
	if (rc == 0)
		rc = fill_table(&f, err);
	string_vec_free(&f.row);
	column_values_free(&f.columns);
	return rc;
}

int rows_fill(struct rows *rows, struct scratch *s, const struct model *model,
	      const struct object_vec *only, struct wb_error *err)
{
	struct object_vec order = { 0 };
	int rc = tables_parents_first(only ? only : &model->objects, &order) < 0
			 ? wb_error_nomem(err)
			 : 0;

	for (size_t i = 0; rc == 0 && i < order.count; i++)
		rc = fill_one(rows, s, model, order.items[i], err);
	object_vec_release(&order);
	return rc;
}
