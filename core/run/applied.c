/* SPDX-License-Identifier: MIT */
#include "applied.h"

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
	long format;
	int status;
};

static char *value_dup(const struct wb_value *value)
{
	return value->data ? text_dup(value->data, value->len) : NULL;
}

static void row_free(struct applied_row *row)
{
	if (!row)
		return;
	free(row->id);
	free(row->title);
	free(row->checksum);
	free(row->at);
	free(row->by);
	free(row->run_id);
	free(row->parents);
	free(row->depends);
	free(row);
}

static int take_row(void *ctx, const struct wb_value *values, size_t count)
{
	struct reader *reader = ctx;
	struct applied_row *row, *twin;
	AUTO_FREE char *number = NULL;

	if (count < COLUMNS || !values[COLUMN_ID].data) {
		reader->status = WB_E_INTERNAL;
		return 1;
	}
	row = calloc(1, sizeof(*row));
	if (row) {
		row->id = value_dup(&values[COLUMN_ID]);
		row->title = value_dup(&values[COLUMN_TITLE]);
		row->checksum = value_dup(&values[COLUMN_CHECKSUM]);
		row->at = value_dup(&values[COLUMN_AT]);
		row->by = value_dup(&values[COLUMN_BY]);
		row->run_id = value_dup(&values[COLUMN_RUN]);
		if (count >= COLUMNS_PLACED) {
			row->parents = value_dup(&values[COLUMN_PARENTS]);
			row->depends = value_dup(&values[COLUMN_DEPENDS]);
		}
		number = value_dup(&values[COLUMN_DURATION]);
		row->duration_ms = number ? strtoll(number, NULL, 10) : -1;
	}
	if (!row || !row->id) {
		row_free(row);
		reader->status = WB_E_NOMEM;
		return 1;
	}
	if (values[COLUMN_FORMAT].data) {
		AUTO_FREE char *format = value_dup(&values[COLUMN_FORMAT]);
		long n = format ? strtol(format, NULL, 10) : 0;

		if (n > reader->format)
			reader->format = n;
	}
	HASH_REPLACE_STR(reader->applied.rows, id, row, twin);
	row_free(twin);
	if (!row->hh.tbl) {
		row_free(row);
		reader->status = WB_E_NOMEM;
	}
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
	if (rc < 0 && err && !err->status)
		*err = why;
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
		row_free(row);
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
