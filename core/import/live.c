/* SPDX-License-Identifier: MIT */
#include "live.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "compose.h"
#include "dialect/driver.h"
#include "folder.h"
#include "origin.h"
#include "project/project.h"
#include "version.h"

/* A row of the tool's table: see struct import_live. */
struct live_row {
	char *key, *state, *form;
	char *checksum;
	size_t checksum_len; /* it may be bytes */
};

VEC(struct live_row, live_row_vec);

struct reading {
	struct live_row_vec rows;
	bool failed;
};

static void rows_free(struct live_row_vec *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		free(rows->items[i].key);
		free(rows->items[i].state);
		free(rows->items[i].form);
		free(rows->items[i].checksum);
	}
	live_row_vec_release(rows);
}

static char *copy(const struct wb_value *value)
{
	return text_dup(value->data ? value->data : "", value->data ? value->len : 0);
}

static int take(void *ctx, const struct wb_value *values, size_t count)
{
	struct reading *r = ctx;
	struct live_row row = { 0 };

	if (count < 4)
		return 1;
	row.key = copy(&values[0]);
	row.state = copy(&values[1]);
	row.checksum = copy(&values[2]);
	row.checksum_len = values[2].data ? values[2].len : 0;
	row.form = copy(&values[3]);
	if (count > 4 && values[4].data && row.key) {
		char *whole = text_format("%.*s:%s", (int)values[4].len, values[4].data, row.key);

		free(row.key);
		row.key = whole;
	}
	r->failed |= !row.key || !row.state || !row.checksum || !row.form ||
		     live_row_vec_push(&r->rows, row) < 0;
	return r->failed;
}

static int ask(struct connection *c, const char *query, struct live_row_vec *out,
	       struct wb_error *err)
{
	struct reading reading = { 0 };
	struct wb_rows rows = { take, &reading };
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_EXPECT, .text = query };
	int rc;

	op.len = op.full_len = strlen(query);
	rc = driver_execute(c, &op, &rows, err);
	if (rc == 0 && reading.failed)
		rc = wb_error_nomem(err);
	if (rc < 0)
		rows_free(&reading.rows);
	else
		*out = reading.rows;
	return rc;
}

/* The first query that can be run. */
static int read_rows(struct connection *c, const struct import_tool *tool, struct live_row_vec *out,
		     struct wb_error *err)
{
	const bool in_file = tool->live->file && driver_can(c, WB_F_DATABASE_IS_PATH);
	struct wb_error first = WB_ERROR_INIT;

	for (const char *const *query = in_file ? tool->live->file_queries : tool->live->queries;
	     *query; query++) {
		struct wb_error why = WB_ERROR_INIT;

		if (ask(c, *query, out, &why) == 0)
			return 0;
		if (!wb_error_of_statement(why.status))
			return wb_error_set(err, why.status, "%s", why.message);
		if (!first.status)
			first = why;
	}
	return wb_error_set(
		err, WB_E_REFUSED,
		"the table %s of %s could not be read: %s. Is this the database that it "
		"worked on?",
		tool->live->tables[0], tool->name, first.message);
}

/* ------------------------------------------------------------------ row by row */

struct taking {
	const struct wb_project *project;
	const struct import_tool *tool;
	const struct origin_vec *origins;
	struct string_vec *out;
};

/* The nth of those that are called so, or so with `@` and a tag behind. */
static const struct origin *find_nth(const struct taking *t, const char *key, unsigned long nth)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < t->origins->count; i++) {
		const char *other = t->origins->items[i].key;

		if (strncmp(other, key, len) == 0 && (!other[len] || other[len] == '@') &&
		    --nth == 0)
			return &t->origins->items[i];
	}
	return NULL;
}

static const struct origin *find(const struct taking *t, const char *key)
{
	for (size_t i = 0; i < t->origins->count; i++)
		if (strcmp(t->origins->items[i].key, key) == 0)
			return &t->origins->items[i];
	return NULL;
}

/* As text, as hexadecimal digits, or as the bytes that those stand for. */
static bool same_checksum(const char *ours, const struct live_row *row)
{
	AUTO_FREE char *hex = NULL;
	const char *theirs = row->checksum;

	if (strncmp(theirs, "\\x", 2) == 0)
		theirs += 2;
	if (strcasecmp(ours, theirs) == 0)
		return true;
	if (strlen(ours) != 2 * row->checksum_len)
		return false;
	hex = malloc(2 * row->checksum_len + 1);
	if (!hex)
		return false;
	text_hex((const unsigned char *)row->checksum, row->checksum_len, hex);
	return strcasecmp(ours, hex) == 0;
}

static int put_in(struct taking *t, const char *id, struct wb_error *err)
{
	return string_vec_find(t->out, id) >= 0 || string_vec_add(t->out, id) == 0
		       ? 0
		       : wb_error_nomem(err);
}

static void take_out(struct taking *t, const char *id)
{
	ptrdiff_t at = string_vec_find(t->out, id);

	if (at < 0)
		return;
	free(t->out->items[at]);
	t->out->items[at] = t->out->items[--t->out->count];
}

/* All up to a version. */
static int put_in_upto(struct taking *t, const char *version, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < t->origins->count; i++) {
		const struct origin *o = &t->origins->items[i];

		if (!o->revision->repeat && version_compare(o->key, version) <= 0)
			rc = put_in(t, o->revision->id, err);
	}
	return rc;
}

/* A revision and all that it stands on. */
static int put_in_needed(struct taking *t, const char *id, struct wb_error *err)
{
	size_t next = t->out->count;
	int rc = put_in(t, id, err);

	for (; rc == 0 && next < t->out->count; next++) {
		const char *at = t->out->items[next];
		const struct revision *r = graph_find(t->project->graph, at, strlen(at));
		const struct mention_vec *lists[] = { &r->revises, &r->depends };

		for (size_t k = 0; k < 2; k++)
			for (size_t n = 0; rc == 0 && n < lists[k]->count; n++) {
				const char *name = lists[k]->items[n].name;

				if (graph_find(t->project->graph, name, strlen(name)))
					rc = put_in(t, name, err);
			}
	}
	return rc;
}

static char *key_of(const struct live_row *row)
{
	const char *base = name_base(row->key);

	if (strcmp(row->form, "file") == 0)
		return text_dup(base, strcspn(base, "."));
	return text_format("%s%s", strcmp(row->form, "B") == 0 ? "B" : "", row->key);
}

static int take_row(struct taking *t, const struct live_row *row, struct wb_error *err)
{
	AUTO_FREE char *key = key_of(row);
	unsigned long nth = strtoul(row->form, NULL, 10);
	const struct origin *origin = !key ? NULL : nth ? find_nth(t, key, nth) : find(t, key);

	if (!key)
		return wb_error_nomem(err);
	if (strcmp(row->state, "-") == 0) {
		if (origin)
			take_out(t, origin->revision->id);
		return 0;
	}
	if (row->state[0])
		return wb_error_set(err, WB_E_REFUSED, "%s says of %s that it is %s: %s",
				    t->tool->name, key, row->state, t->tool->live->remedy);
	if (strcmp(row->form, "upto") == 0)
		return put_in_upto(t, key, err);
	if (!origin)
		return wb_error_set(
			err, WB_E_REFUSED,
			"%s has applied %s, which no revision here came from: `whimbrel "
			"import --from %s` first",
			t->tool->name, key, t->tool->name);
	if (origin->checksum && row->checksum_len && !same_checksum(origin->checksum, row))
		return wb_error_set(
			err, WB_E_REFUSED,
			"%s has applied another text of %s than the one that came over: "
			"its checksum is not that of %s",
			t->tool->name, key, origin->revision->path);
	if (strcmp(row->form, "at") == 0)
		return put_in_upto(t, key, err);
	return strcmp(row->form, "head") == 0 ? put_in_needed(t, origin->revision->id, err)
					      : put_in(t, origin->revision->id, err);
}

int import_live_read(struct connection *c, const struct wb_project *project,
		     const struct import_tool *tool, struct string_vec *out, struct wb_error *err)
{
	struct origin_vec origins = { 0 };
	struct taking taking = {
		.project = project, .tool = tool, .origins = &origins, .out = out
	};
	struct live_row_vec rows = { 0 };
	int rc = origins_find(project, tool->name, &origins, err);

	if (rc == 0 && !origins.count)
		rc = wb_error_set(
			err, WB_E_REFUSED,
			"no revision here came from %s: `whimbrel import --from %s` first",
			tool->name, tool->name);
	if (rc == 0)
		rc = read_rows(c, tool, &rows, err);
	for (size_t i = 0; rc == 0 && i < rows.count; i++)
		rc = take_row(&taking, &rows.items[i], err);
	rows_free(&rows);
	origins_free(&origins);
	return rc;
}

/* The same table may be several tools': the rows of the first that can be read. */
int import_live_keys(struct connection *c, const struct import_tool **out_tool,
		     struct string_vec *out, struct wb_error *err)
{
	int rc = 0;

	*out_tool = NULL;
	for (const struct import_tool *tool = import_tools; rc == 0 && tool->name && !*out_tool;
	     tool++) {
		struct live_row_vec rows = { 0 };
		struct wb_error why = WB_ERROR_INIT;

		rc = read_rows(c, tool, &rows, &why);
		if (rc == WB_E_REFUSED) {
			rc = 0;
			continue;
		}
		if (rc < 0)
			wb_error_set(err, rc, "%s", why.message);
		else
			*out_tool = tool;
		for (size_t i = 0; rc == 0 && i < rows.count; i++)
			if (strcmp(rows.items[i].state, "-") != 0 &&
			    string_vec_add(out, rows.items[i].key) < 0)
				rc = wb_error_nomem(err);
		rows_free(&rows);
	}
	return rc;
}

static int leave_alone(const struct import_tool *tool, struct string_vec *exclude,
		       struct wb_error *err)
{
	for (const char *const *table = tool->live->tables; *table; table++)
		if (string_vec_find(exclude, *table) < 0 && string_vec_add(exclude, *table) < 0)
			return wb_error_nomem(err);
	return 0;
}

int import_leave_all_alone(struct string_vec *exclude, struct wb_error *err)
{
	int rc = 0;

	for (const struct import_tool *tool = import_tools; rc == 0 && tool->name; tool++)
		rc = tool->live ? leave_alone(tool, exclude, err) : 0;
	return rc;
}

int import_leave_alone(const struct wb_project *project, struct string_vec *exclude,
		       struct wb_error *err)
{
	const bool any = origin_any(project);
	int rc = 0;

	for (const struct import_tool *tool = import_tools; any && rc == 0 && tool->name; tool++)
		if (tool->live && origin_is_known(project, tool->name))
			rc = leave_alone(tool, exclude, err);
	return rc;
}
