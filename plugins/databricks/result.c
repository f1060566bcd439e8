/* SPDX-License-Identifier: MIT */
/* The result of a statement that is over, fetched in parts or from the links that the service gives for them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "databricks.h"

struct result {
	struct brick_conn *c;
	const struct brick_statement *s;
	int64_t rows; /* that were given on */
};

const char *brick_column(json_t *row, size_t i)
{
	return json_string_value(json_array_get(row, i));
}

int brick_keep_row(void *ctx, json_t *row)
{
	return json_array_append(ctx, row);
}

int brick_take_number(void *ctx, json_t *row)
{
	const char *number = brick_column(row, 0);

	*(int64_t *)ctx = number ? strtoll(number, NULL, 10) : -1;
	return 1;
}

size_t brick_values(json_t *row, struct wb_value *values, size_t room)
{
	size_t count = json_array_size(row);

	for (size_t i = 0; i < count && i < room; i++) {
		json_t *value = json_array_get(row, i);

		values[i] = (struct wb_value){ .data = json_string_value(value),
					       .len = json_string_length(value) };
	}
	return count < room ? count : room;
}

/* A row or a part that is missing would be taken for what is not there. */
static int bad_result(const struct result *r, const char *why, struct wb_error *err)
{
	return kit_host->fail(err, WB_E_LOST, "%s gave a result that can't be right: %s",
			      r->c->login.host, why);
}

static bool is_row(json_t *row)
{
	size_t i;
	json_t *value;

	json_array_foreach(row, i,
			   value) if (!json_is_string(value) && !json_is_null(value)) return false;
	return json_is_array(row);
}

static int give_rows(struct result *r, json_t *rows, struct wb_error *err)
{
	size_t i;
	json_t *row;

	if (rows && !json_is_array(rows))
		return bad_result(r, "its rows are no list", err);
	json_array_foreach(rows, i, row)
	{
		int rc = is_row(row) ? r->s->take(r->s->ctx, row)
				     : bad_result(r, "a row is no list of texts", err);

		if (rc < 0 && !err->status)
			return kit_host->fail(err, WB_E_INTERNAL, "a row could not be taken");
		if (rc)
			return rc;
		r->rows++;
	}
	return 0;
}

/* One part: its rows, and where the next one is, which is nowhere but at this service. */
static int give_part(struct result *r, json_t *part, char next[512], struct wb_error *err)
{
	json_t *link = json_array_get(json_object_get(part, "external_links"), 0);
	const char *url = json_string_value(json_object_get(link, "external_link"));
	const char *follow =
		json_string_value(json_object_get(link ? link : part, "next_chunk_internal_link"));
	json_t *rows = NULL;
	bool sent;
	int rc;

	snprintf(next, 512, "%s", follow ? follow : "");
	if (follow && (strncmp(follow, BRICK_STATEMENTS "/", strlen(BRICK_STATEMENTS "/")) != 0 ||
		       strlen(follow) >= 512))
		return bad_result(r, "its next part is not among the statements", err);
	if (!url)
		return give_rows(r, json_object_get(part, "data_array"), err);
	rc = brick_call(r->c, &(struct brick_call){ .method = "GET", .url = url, .repeats = true },
			&rows, &sent, err);
	if (rc == 0)
		rc = give_rows(r, rows, err);
	json_decref(rows);
	return rc;
}

/* Parts without rows, or more of them than there are, would have no end. */
int brick_give_result(struct brick_conn *c, const struct brick_statement *s, json_t *answer,
		      struct wb_error *err)
{
	struct result of = { .c = c, .s = s }, *r = &of;
	json_t *manifest = json_object_get(answer, "manifest");
	const json_int_t all = json_integer_value(json_object_get(manifest, "total_row_count"));
	json_t *part = json_incref(json_object_get(answer, "result"));
	char next[512] = "", path[512];
	int64_t before = -1;
	int rc = part ? give_part(r, part, next, err) : 0;

	while (rc == 0 && next[0] && r->rows > before && r->rows < all) {
		json_decref(part);
		part = NULL;
		before = r->rows;
		memcpy(path, next, sizeof(path));
		rc = brick_get(r->c, path, &part, err);
		if (rc == 0)
			rc = give_part(r, part, next, err);
	}
	json_decref(part);
	if (rc == 0 && (r->rows != all || json_is_true(json_object_get(manifest, "truncated"))))
		return bad_result(r, "it has not the rows that it is said to have", err);
	return rc < 0 ? rc : 0;
}
