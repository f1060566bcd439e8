/* SPDX-License-Identifier: MIT */
/* What the files say of what is ours: the schemas that they make, and what they make on tables of others. */
#include "scope.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "desired/definitions.h"
#include "desired/schema_files.h"
#include "read/marker_line.h"

#define SCANNED_MAX ((size_t)1 << 30)

/* ------------------------------------------------------------------ what a file says */

/* Where it is noted. */
struct notes {
	struct wb_definitions sink; /* first: it is handed to the dialect */
	struct wb_project *project;
};

static int add_three(struct string_vec *to, const char *a, const char *b, const char *c)
{
	if (string_vec_add(to, a) < 0 || string_vec_add(to, b) < 0)
		return WB_E_NOMEM;
	return string_vec_add(to, c) < 0 ? WB_E_NOMEM : 0;
}

static int note_made(struct wb_project *project, const struct wb_object *o)
{
	const char *space = o->namespace_ ? o->namespace_ : "";

	if (o->kind == WB_KIND_NAMESPACE)
		return string_vec_find(&project->made, o->name) >= 0 ||
				       string_vec_add(&project->made, o->name) == 0
			       ? 0
			       : WB_E_NOMEM;
	if (o->parent)
		return add_three(&project->made_on, space, o->parent, o->name);
	/* on no table, and in no namespace */
	if (o->kind >= WB_KIND_DIALECT)
		return add_three(&project->made_on, "", "", o->name);
	if (o->kind != WB_KIND_TABLE)
		return 0;
	return string_vec_add(&project->made_tables, space) < 0 ||
			       string_vec_add(&project->made_tables, o->name) < 0
		       ? WB_E_NOMEM
		       : 0;
}

static int note(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct wb_project *project = ((struct notes *)(void *)sink)->project;

	if (how == WB_DEFINE_MAKES)
		return note_made(project, o);
	if (how == WB_DEFINE_DROPS || !o->namespace_)
		return 0;
	return add_three(&project->changed_on, how == WB_DEFINE_CHANGES ? "table" : "privileges",
			 o->namespace_, o->name);
}

/* A line that begins a section ends the statement above it, with a semicolon or without. */
static int scan_sections(const struct wb_session *session, const char *text)
{
	struct notes notes = { .sink = { .size = sizeof(notes.sink), .add = note },
			       .project = session->project };
	size_t len = strlen(text);
	int rc = 0;

	for (size_t at = 0, end; rc == 0 && at < len; at = end) {
		const char *feed = memchr(text + at, '\n', len - at);

		end = marker_line_find(text, len, feed ? (size_t)(feed - text) + 1 : len);
		rc = definitions_find(session, text + at, end - at, &notes.sink);
	}
	return rc;
}

/* What can't be read is told by whoever needs it. */
static int scan_file(const struct wb_session *session, const char *path, const char *text,
		     struct wb_error *err)
{
	struct buf read = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = 0;

	if (!text && file_read(path, SCANNED_MAX, &read, &ignored) < 0)
		wb_error_clear(&ignored);
	if (!text)
		text = buf_text(&read);
	if (scan_sections(session, text) < 0)
		rc = wb_error_nomem(err);
	buf_release(&read);
	return rc;
}

/* ------------------------------------------------------------------ all files */

/* All files of revisions, also where nobody has read them: a dump needs none. */
static int scan_revisions(struct wb_session *session, struct string_vec *files,
			  struct wb_error *err)
{
	struct wb_project *project = session->project;
	const struct string_vec *folders = &project->setup.migrations;
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < project->revisions.count; i++)
		rc = scan_file(session, project->revisions.items[i]->path,
			       project->revisions.items[i]->text, err);
	for (size_t i = 0; !project->revisions.count && i < folders->count; i++)
		if (desired_list(project, folders->items[i], files, &ignored) < 0)
			wb_error_clear(&ignored);
	return rc;
}

int scope_prepare(struct wb_session *session, struct wb_error *err)
{
	struct wb_project *project = session->project;
	struct wb_error ignored = WB_ERROR_INIT;
	struct string_vec files = { 0 };
	int rc = 0;

	if (project->made_known ||
	    (!session->conn.server.usual_schema[0] && !project->setup.target.exclude.count))
		return 0;
	rc = scan_revisions(session, &files, err);
	if (rc == 0 && project->setup.config.schema.count &&
	    desired_files(project, &files, &ignored) < 0)
		wb_error_clear(&ignored);
	for (size_t i = 0; rc == 0 && i < files.count; i++)
		rc = scan_file(session, files.items[i], NULL, err);
	string_vec_free(&files);
	project->made_known = rc == 0;
	return rc;
}

/* ------------------------------------------------------------------ one statement */

struct wanted {
	struct wb_definitions sink; /* first: it is handed to the dialect */
	const char *schema;
	bool found;
};

static int compare(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct wanted *w = (struct wanted *)(void *)sink;

	w->found |= how == WB_DEFINE_MAKES && o->kind == WB_KIND_NAMESPACE &&
		    strcmp(o->name, w->schema) == 0;
	return 0;
}

bool scope_makes(const struct wb_session *session, const char *text, size_t len, const char *schema)
{
	struct wanted w = { .sink = { .size = sizeof(w.sink), .add = compare }, .schema = schema };

	return definitions_find(session, text, len, &w.sink) == 0 && w.found;
}
