/* SPDX-License-Identifier: MIT */
#include "contents_compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define SECOND_MS 1100

/* The values of one column, sorted. */
VEC(const char *, cell_vec);

static int compare_cells(const void *a, const void *b)
{
	return strncmp(*(const char *const *)a, *(const char *const *)b, CONTENTS_CELL);
}

static int compare_rows(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int read_column(const struct string_vec *rows, size_t at, struct cell_vec *out)
{
	for (size_t i = 0; i < rows->count; i++)
		if (cell_vec_push(out, rows->items[i] + at) < 0)
			return -1;
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), compare_cells);
	return 0;
}

/* Write zeroes over each value of a column that it does not have the other time. */
static int mask_column(struct string_vec *rows, const struct string_vec *other, size_t at)
{
	struct cell_vec known = { 0 };
	int rc = read_column(other, at, &known);

	for (size_t i = 0; rc == 0 && i < rows->count; i++) {
		const char *cell = rows->items[i] + at;

		if (!known.count ||
		    !bsearch(&cell, known.items, known.count, sizeof(*known.items), compare_cells))
			memset(rows->items[i] + at, '0', CONTENTS_CELL);
	}
	cell_vec_release(&known);
	return rc;
}

/* Rows without what the other time has not. */
static int mask(const struct string_vec *rows, const struct string_vec *other,
		struct string_vec *out)
{
	size_t len = rows->count ? strlen(rows->items[0]) : 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < rows->count; i++)
		rc = string_vec_add(out, rows->items[i]);
	if (rc < 0 || !other->count || strlen(other->items[0]) != len)
		return rc;
	for (size_t at = 0; rc == 0 && at < len; at += CONTENTS_CELL)
		rc = mask_column(out, other, at);
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), compare_rows);
	return rc;
}

static bool rows_equal(const struct string_vec *a, const struct string_vec *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

/* One way's rows, masked by its other time. 1: they are others each time all the same. */
static int mask_way(const struct contents_twice *way, struct string_vec *out)
{
	struct string_vec again = { 0 };
	int rc = mask(&way->once->rows, &way->again->rows, out);

	if (rc == 0)
		rc = mask(&way->again->rows, &way->once->rows, &again);
	if (rc == 0)
		rc = !rows_equal(out, &again);
	string_vec_free(&again);
	return rc;
}

int contents_compare(const struct contents_twice *a, const struct contents_twice *b,
		     enum contents_verdict *out, struct wb_error *err)
{
	struct string_vec x = { 0 }, y = { 0 };
	int rc = mask_way(a, &x);

	if (rc == 0)
		rc = mask_way(b, &y);
	if (rc >= 0)
		*out = rc == 1              ? CONTENTS_VARY
		       : rows_equal(&x, &y) ? CONTENTS_EQUAL
					    : CONTENTS_DIFFER;
	string_vec_free(&x);
	string_vec_free(&y);
	return rc < 0 ? wb_error_nomem(err) : 0;
}

bool contents_await_time(struct wb_session *session, int64_t since)
{
	while (clock_ms() - since < SECOND_MS)
		if (!session_pause(session, 0))
			return false;
	return true;
}
