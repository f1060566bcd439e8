/* SPDX-License-Identifier: MIT */
#include "applied.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "dialect/portable.h"
#include "exec/own.h"
#include "base/text.h"

enum {
	COLUMN_ID,
	COLUMN_TITLE,
	COLUMN_CHECKSUM,
	COLUMN_AT,
	COLUMN_BY,
	COLUMN_DURATION,
	COLUMN_RUN,
	COLUMN_FORMAT,
	COLUMNS, /* of format 1 */
	COLUMN_PARENTS = COLUMNS,
	COLUMN_DEPENDS,
	COLUMNS_PLACED
};

struct reader {
	struct applied applied;
	const char *last_id; /* of the row before … */
	bool mixed;          /* … which is not always less than the next one's */
	long format;
	int status;
};

static long long value_number(const struct wb_value *value, long long none)
{
	char text[24];
	size_t len = value->len < sizeof(text) - 1 ? value->len : sizeof(text) - 1;

	if (!value->data)
		return none;
	memcpy(text, value->data, len);
	text[len] = '\0';
	return strtoll(text, NULL, 10);
}

/* A copy at `*at`, which moves behind it. */
static const char *put_value(const struct wb_value *value, char **at)
{
	char *text = *at;

	if (!value->data)
		return NULL;
	memcpy(text, value->data, value->len);
	text[value->len] = '\0';
	*at += value->len + 1;
	return text;
}

static struct applied_row *row_new(const struct wb_value *values, size_t count)
{
	const bool placed = count >= COLUMNS_PLACED;
	struct applied_row *row;
	size_t size = sizeof(*row);
	char *at;

	for (size_t i = 0; i < (placed ? COLUMNS_PLACED : COLUMNS); i++)
		size += values[i].data ? values[i].len + 1 : 0;
	row = malloc(size);
	if (!row)
		return NULL;
	at = (char *)(row + 1);
	*row = (struct applied_row){
		.id = put_value(&values[COLUMN_ID], &at),
		.title = put_value(&values[COLUMN_TITLE], &at),
		.checksum = put_value(&values[COLUMN_CHECKSUM], &at),
		.at = put_value(&values[COLUMN_AT], &at),
		.by = put_value(&values[COLUMN_BY], &at),
		.run_id = put_value(&values[COLUMN_RUN], &at),
		.parents = placed ? put_value(&values[COLUMN_PARENTS], &at) : NULL,
		.depends = placed ? put_value(&values[COLUMN_DEPENDS], &at) : NULL,
		.duration_ms = value_number(&values[COLUMN_DURATION], -1),
	};
	return row;
}

/* Ids that ascend have no twin among those before, which nobody needs to look for. */
static bool ascends(struct reader *reader, const char *id)
{
	reader->mixed |= reader->last_id && strcmp(reader->last_id, id) >= 0;
	reader->last_id = id;
	return !reader->mixed;
}

static void keep_row(struct reader *reader, struct applied_row *row)
{
	struct applied_row *twin = NULL;

	if (ascends(reader, row->id))
		HASH_ADD_KEYPTR(hh, reader->applied.rows, row->id, strlen(row->id), row);
	else
		HASH_REPLACE_STR(reader->applied.rows, id, row, twin);
	free(twin);
	if (!row->hh.tbl) {
		free(row);
		reader->status = WB_E_NOMEM;
	}
}

static int take_row(void *ctx, const struct wb_value *values, size_t count)
{
	struct reader *reader = ctx;
	struct applied_row *row;
	long format;

	if (count < COLUMNS || !values[COLUMN_ID].data) {
		reader->status = WB_E_INTERNAL;
		return 1;
	}
	row = row_new(values, count);
	if (!row) {
		reader->status = WB_E_NOMEM;
		return 1;
	}
	format = (long)value_number(&values[COLUMN_FORMAT], 0);
	if (format > reader->format)
		reader->format = format;
	keep_row(reader, row);
	return reader->status != 0;
}

/* A table of format 1 has not all columns that are asked for. It is read as it is: whoever reads may
 * have no right to change it. */
static int read_rows(struct connection *c, struct reader *reader, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args) };
	struct wb_rows rows = { take_row, reader };
	struct wb_error why = WB_ERROR_INIT, old = WB_ERROR_INIT;
	int rc = driver_own(c, WB_OWN_READ, &args, &rows, &why);

	reader->applied.format = rc == WB_E_NO_TABLES ? 0 : WB_TABLE_FORMAT;
	if (rc == WB_E_NO_TABLES)
		return 0;
	if (rc == WB_E_SQL && !reader->applied.rows) {
		args.format = 1;
		if (driver_own(c, WB_OWN_READ, &args, &rows, &old) == 0) {
			reader->applied.format = 1;
			return 0;
		}
	}
	if (rc < 0)
		wb_error_take(err, &why);
	return rc;
}

int applied_read(struct connection *c, struct applied *out, struct wb_error *err)
{
	struct reader reader = { 0 };
	int rc = read_rows(c, &reader, err);

	if (rc == 0)
		rc = own_check_rows("whimbrel_version", reader.status, reader.format, err);
	if (rc < 0) {
		applied_release(&reader.applied);
		return rc;
	}
	*out = reader.applied;
	return 0;
}

void applied_release(struct applied *applied)
{
	struct applied_row *row = NULL, *next = NULL;

	HASH_ITER(hh, applied->rows, row, next) {
		HASH_DEL(applied->rows, row);
		free(row);
	}
}

const struct applied_row *applied_find(const struct applied *applied, const char *id)
{
	struct applied_row *row = NULL;

	HASH_FIND_STR(applied->rows, id, row);
	return row;
}

bool applied_has(const void *applied, const char *id)
{
	return applied_find(applied, id) != NULL;
}

const struct applied_row *applied_walk_find(const struct applied_walk *walk, const char *id)
{
	const struct applied_row *row = *walk->last ? (*walk->last)->hh.next : walk->applied->rows;

	if (!row || strcmp(row->id, id) != 0)
		row = applied_find(walk->applied, id);
	if (row)
		*walk->last = row;
	return row;
}

bool applied_walk_has(const void *walk, const char *id)
{
	return applied_walk_find(walk, id) != NULL;
}
