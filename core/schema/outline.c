/* SPDX-License-Identifier: MIT */
/* What a schema is in any dialect: its tables, columns and keys, without what each dialect has of
 * its own. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "prove/prove.h"
#include "scope/scope.h"
#include "scratch/replay_revisions.h"
#include "scratch/surroundings.h"
#include "calls.h"

static void add_folded(struct buf *out, const char *text)
{
	for (; text && *text; text++)
		if (!strchr("\"`[]", *text))
			buf_char(out,
				 *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text);
}

/* Is the column part of the primary key? Then it takes no nulls, whether it says so or not. */
static bool in_key(const struct object *column)
{
	const struct object_vec *children = &column->parent->children;

	for (size_t i = 0; i < children->count; i++) {
		const char *columns = children->items[i]->pub.kind == WB_KIND_PRIMARY_KEY
					      ? object_get(&children->items[i]->pub, "columns")
					      : NULL;
		size_t len = strlen(column->pub.name);

		for (const char *at = columns; at && *at; at += strspn(at, ", ")) {
			size_t item = strcspn(at, ",");

			if (item == len && strncasecmp(at, column->pub.name, len) == 0)
				return true;
			at += item;
		}
	}
	return false;
}

static void add_key(struct buf *out, const char *title, const struct object *o)
{
	buf_printf(out, "%s ", title);
	add_folded(out, o->pub.parent);
	buf_str(out, " (");
	add_folded(out, object_get(&o->pub, "columns"));
	buf_char(out, ')');
}

static void describe(const struct object *o, struct buf *out)
{
	switch (o->pub.kind) {
	case WB_KIND_TABLE:
		buf_str(out, "table ");
		add_folded(out, o->pub.name);
		break;
	case WB_KIND_COLUMN:
		buf_str(out, "column ");
		add_folded(out, o->pub.parent);
		buf_char(out, '.');
		add_folded(out, o->pub.name);
		buf_str(out, object_get(&o->pub, "not_null") || in_key(o) ? " not null" : "");
		break;
	case WB_KIND_PRIMARY_KEY:
		add_key(out, "primary key", o);
		break;
	case WB_KIND_FOREIGN_KEY:
		add_key(out, "foreign key", o);
		buf_str(out, " -> ");
		add_folded(out, object_get(&o->pub, "table"));
		buf_str(out, " (");
		add_folded(out, object_get(&o->pub, "target_columns"));
		buf_char(out, ')');
		break;
	case WB_KIND_UNIQUE:
		add_key(out, "unique", o);
		break;
	case WB_KIND_INDEX:
		if (object_get(&o->pub, "unique") && !object_get(&o->pub, "where"))
			add_key(out, "unique", o);
		break;
	default:
		break;
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int outline(const struct model *model, struct string_vec *out)
{
	struct buf line = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < model->objects.count; i++) {
		const struct object *o = model->objects.items[i];

		buf_clear(&line);
		/* a column of a view, or of a composite type, is none of a table */
		if (object_counts(o) &&
		    (!o->pub.parent || (o->parent && o->parent->pub.kind == WB_KIND_TABLE)))
			describe(o, &line);
		if (line.len)
			rc = line.failed ? -1 : string_vec_add(out, line.data);
	}
	buf_release(&line);
	if (out->count > 1)
		qsort(out->items, out->count, sizeof(char *), by_text);
	return rc;
}

static int replay_all(struct scratch *s, struct wb_error *err)
{
	struct wb_project *project = s->session->project;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < graph_count(project->graph); i++) {
		struct revision *r = graph_at(project->graph, i);

		if (r->repeat || view_visible(project->files, r))
			rc = history_replay(s, r, true, err);
		if (rc == 0)
			rc = scratch_known(s, err);
	}
	return rc;
}

int schema_outline(struct wb_session *session, int (*take)(void *ctx, const char *line), void *ctx,
		   struct wb_error *err)
{
	struct model model = { 0 };
	struct string_vec lines = { 0 };
	struct scratch s;
	int rc = scratch_open(session, &s, err);

	if (rc < 0)
		return rc;
	rc = replay_all(&s, err);
	if (rc < 0 && surroundings_learn(session, rc)) {
		wb_error_clear(err);
		scratch_close(&s);
		rc = scratch_open(session, &s, err);
		if (rc < 0)
			return rc;
		rc = replay_all(&s, err);
	}
	if (rc == 0)
		rc = scope_read(session, s.conn, &model, err);
	scratch_close(&s);
	if (rc == 0 && outline(&model, &lines) < 0)
		rc = wb_error_nomem(err);
	for (size_t i = 0; rc == 0 && i < lines.count; i++)
		if (!i || strcmp(lines.items[i], lines.items[i - 1]) != 0)
			rc = take(ctx, lines.items[i]);
	string_vec_free(&lines);
	model_release(&model);
	return rc;
}
