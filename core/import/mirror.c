/* SPDX-License-Identifier: MIT */
#include "mirror.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "checksums.h"
#include "dialect/driver.h"
#include "folder.h"
#include "project/project.h"

/* ------------------------------------------------------------------ is there one? */

static int refuse(const struct import_tool *tool, const char *why, struct wb_error *err)
{
	return wb_error_set(err, WB_E_CONFIG, "mirror = \"%s\": %s", tool->name, why);
}

static int take_nothing(void *ctx, const struct wb_value *values, size_t count)
{
	(void)ctx;
	(void)values;
	(void)count;
	return 1;
}

/* 1: it can be run; 0: the database does not take it, and `why` says so. */
static int can_run(struct connection *c, const char *sql, struct wb_error *why,
		   struct wb_error *err)
{
	struct wb_rows rows = { take_nothing, NULL };
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_EXPECT, .text = sql };
	int rc;

	op.len = op.full_len = strlen(sql);
	rc = driver_execute(c, &op, &rows, why);
	if (rc < 0 && !wb_error_of_statement(rc))
		return wb_error_set(err, rc, "%s", why->message);
	return rc == 0;
}

/* 1: the tool's table can be read, and that is how it is written. */
static int find_form(struct connection *c, const struct import_tool *tool,
		     const struct import_mirror **out, struct wb_error *err)
{
	AUTO_FREE char *sql = text_format("SELECT count(*) FROM %s", tool->live->tables[0]);
	struct wb_error why = WB_ERROR_INIT;
	int rc = sql ? 0 : wb_error_nomem(err);

	for (const struct import_mirror *m = tool->mirrors; rc == 0 && m->put; m++) {
		wb_error_clear(&why);
		rc = can_run(c, m->probe ? m->probe : sql, &why, err);
		*out = m;
	}
	if (rc)
		return rc;
	client_log(c->client, WB_LOG_WARNING,
		   "the table %s is not there, so that nothing is mirrored for %s: %s",
		   tool->live->tables[0], tool->name, why.message);
	return 0;
}

/* ------------------------------------------------------------------ files */

static const char *file_of(const struct origin *o)
{
	return revision_line(o->revision, HEADER_ORIGIN_FILE, 0);
}

/* A slash in front: no folder counts. */
static bool is_whole(const char *file)
{
	return file[0] == '/';
}

static bool is_value(const struct wb_value *value, const char *text, size_t len)
{
	return value->data && value->len == len && strncmp(value->data, text, len) == 0;
}

static const struct origin *find_parts(const struct mirror *m, const struct wb_value *id,
				       const struct wb_value *author)
{
	for (size_t i = 0; i < m->origins.count; i++) {
		const char *key = m->origins.items[i].key, *colon = strchr(key, ':');

		if (colon && is_value(author, key, (size_t)(colon - key)) &&
		    is_value(id, colon + 1, strlen(colon + 1)))
			return &m->origins.items[i];
	}
	return NULL;
}

static int take_file(void *ctx, const struct wb_value *values, size_t count)
{
	struct mirror *m = ctx;
	const struct origin *o = count < 3 ? NULL : find_parts(m, &values[0], &values[1]);
	const char *file = o ? file_of(o) : NULL;
	size_t len = file ? strlen(file) : 0;

	if (!len || is_whole(file) || m->folder || !values[2].data || values[2].len < len)
		return 0;
	len = values[2].len - len;
	if (strncmp(values[2].data + len, file, strlen(file)) != 0 ||
	    (len && !strchr("/:", values[2].data[len - 1])))
		return 0;
	m->folder = text_dup(values[2].data, len);
	return m->folder ? 0 : 1;
}

/* The same file is another's to the tool where it is called otherwise, so what is not known is not made up. */
static int find_folder(struct mirror *m, struct wb_error *err)
{
	struct wb_rows rows = { take_file, m };
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_EXPECT, .text = m->how->files };
	bool needed = false;
	int rc;

	for (size_t i = 0; i < m->origins.count; i++) {
		const char *file = file_of(&m->origins.items[i]);

		needed |= file && !is_whole(file);
		if (!file)
			return wb_error_set(
				err, WB_E_CONFIG,
				"mirror = \"%s\": %s does not say which file it came from: give "
				"it a line `-- " HEADER_ORIGIN_FILE ": NAME` behind its Origin",
				m->tool->name, m->origins.items[i].revision->path);
	}
	op.len = op.full_len = strlen(op.text);
	rc = driver_execute(m->conn, &op, &rows, err);
	if (rc == 0 && needed && !m->folder)
		rc = refuse(m->tool,
			    "its table has no row of any revision here, by which to see what it "
			    "calls its files: let it run one first",
			    err);
	return rc;
}

int mirror_open(struct connection *c, const struct wb_project *project, struct mirror *out,
		struct wb_error *err)
{
	const char *name = project->setup.target.mirror;
	struct mirror m = { .conn = c };
	int rc;

	if (!name)
		return 0;
	m.tool = import_tool_find(name, err);
	if (!m.tool)
		return wb_error_prefix(err, "mirror");
	if (!m.tool->mirrors)
		return refuse(m.tool, m.tool->unmirrored, err);
	rc = find_form(c, m.tool, &m.how, err);
	if (rc == 1 && origins_find(project, name, &m.origins, err) < 0)
		rc = wb_error_kept(err);
	if (rc == 1 && !m.origins.count)
		client_log(c->client, WB_LOG_WARNING,
			   "no revision here came from %s, so that nothing is mirrored for it",
			   name);
	if (rc == 1 && m.origins.count && m.how->files && find_folder(&m, err) < 0)
		rc = wb_error_kept(err);
	if (rc == 1)
		*out = m;
	else
		mirror_release(&m);
	return rc;
}

void mirror_release(struct mirror *mirror)
{
	origins_free(&mirror->origins);
	free(mirror->folder);
}

/* ------------------------------------------------------------------ a step */

static const struct origin *find(const struct mirror *m, const char *id)
{
	for (size_t i = 0; i < m->origins.count; i++)
		if (strcmp(m->origins.items[i].revision->id, id) == 0)
			return &m->origins.items[i];
	return NULL;
}

/* In full: a step may have gone elsewhere. */
static int add_table(const struct mirror *m, struct buf *out, struct wb_error *err)
{
	const char *schema = m->conn->server.schema;
	int rc = 0;

	if (*schema) {
		rc = driver_quote_name(composer_of(m->conn), schema, strlen(schema), out, err);
		buf_char(out, '.');
	}
	buf_str(out, m->tool->live->tables[0]);
	return rc;
}

static int add_literal(const struct mirror *m, const char *text, size_t len, struct buf *out,
		       struct wb_error *err)
{
	return driver_quote_literal(composer_of(m->conn), text, len, out, err);
}

static int add_part(const struct mirror *m, char which, const char *key, struct buf *out,
		    struct wb_error *err)
{
	const char *colon = strchr(key, ':');

	if (!colon)
		return add_literal(m, key, strlen(key), out, err);
	return which == 'a' ? add_literal(m, key, (size_t)(colon - key), out, err)
			    : add_literal(m, colon + 1, strlen(colon + 1), out, err);
}

/* Like a UUID, and the same whenever the plan is made: it is told apart by what it holds. */
static int add_id(const struct mirror *m, const char *key, struct buf *out, struct wb_error *err)
{
	AUTO_FREE char *hex = checksum_sha256(key, strlen(key));
	char id[37];

	if (!hex)
		return wb_error_nomem(err);
	snprintf(id, sizeof(id), "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
		 hex + 20);
	return add_literal(m, id, strlen(id), out, err);
}

static int add_file(const struct mirror *m, const struct origin *o, struct buf *out,
		    struct wb_error *err)
{
	const char *file = file_of(o);
	AUTO_FREE char *name = is_whole(file) ? text_dup(file + 1, strlen(file + 1))
					      : text_format("%s%s", m->folder, file);

	return name ? add_literal(m, name, strlen(name), out, err) : wb_error_nomem(err);
}

static int add_value(const struct mirror *m, char which, const struct origin *o, struct buf *out,
		     struct wb_error *err)
{
	const char *title = o->revision->pub.title, *file = name_base(o->revision->path);

	switch (which) {
	case 't':
		return add_table(m, out, err);
	case 'c':
		if (o->checksum)
			return add_literal(m, o->checksum, strlen(o->checksum), out, err);
		buf_str(out, "NULL");
		return 0;
	case 'x':
		/* digits and a sign: see origin.c */
		buf_str(out, o->checksum ? o->checksum : "");
		return 0;
	case 'd':
		return add_literal(m, title ? title : "", title ? strlen(title) : 0, out, err);
	case 'f':
		return add_literal(m, file, strlen(file), out, err);
	case 's':
		return add_file(m, o, out, err);
	case 'i':
		return add_id(m, o->key, out, err);
	case 'k':
		return add_literal(m, o->key, strlen(o->key), out, err);
	default:
		return add_part(m, which, o->key, out, err);
	}
}

/* `o`: NULL, where the statement is about no revision. */
static int write_one(const struct mirror *m, const char *sql, const struct origin *o,
		     struct buf *out, struct wb_error *err)
{
	int rc = 0;

	while (rc == 0 && *sql) {
		size_t len = strcspn(sql, "%");

		buf_add(out, sql, len);
		sql += len;
		if (!*sql)
			break;
		rc = o ? add_value(m, sql[1], o, out, err) : add_table(m, out, err);
		sql += 2;
	}
	buf_str(out, ";\n");
	return rc;
}

/* Nothing applied that came from the tool stands on it. */
static bool is_head(const struct mirror *m, const struct origin *o,
		    const struct string_vec *applied)
{
	const struct wb_names *children = &o->revision->pub.children;

	if (string_vec_find(applied, o->revision->id) < 0)
		return false;
	for (size_t i = 0; i < children->count; i++)
		if (find(m, children->items[i]) &&
		    string_vec_find(applied, children->items[i]) >= 0)
			return false;
	return true;
}

int mirror_write(const struct mirror *m, const struct mirrored *step, struct buf *out,
		 struct wb_error *err)
{
	const struct import_mirror *how = m->how;
	const struct origin *o = find(m, step->revision);
	int rc = 0;

	if (!o || (o->revision->repeat && !how->put_repeat))
		return 0;
	if (o->revision->repeat)
		return write_one(m, how->put_repeat, o, out, err);
	if (!how->clear)
		return write_one(m, step->up ? how->put : how->take, o, out, err);
	rc = write_one(m, how->clear, NULL, out, err);
	for (size_t i = 0; rc == 0 && i < m->origins.count; i++)
		if (is_head(m, &m->origins.items[i], step->applied))
			rc = write_one(m, how->put, &m->origins.items[i], out, err);
	return rc;
}
