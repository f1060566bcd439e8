/* SPDX-License-Identifier: MIT */
/* What the files say of what is ours: the schemas that they make, and what they make on tables of others. */
#include "scope.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "created_schemas.h"
#include "desired.h"
#include "read/marker_line.h"

#define SCANNED_MAX ((size_t)1 << 30)

/* A line that begins a section ends the statement above it, with a semicolon or without. */
static int scan_sections(struct wb_project *project, const char *text, const struct made_on *on)
{
	size_t len = strlen(text);
	int rc = 0;

	for (size_t at = 0, end; rc == 0 && at < len; at = end) {
		const char *feed = memchr(text + at, '\n', len - at);

		end = marker_line_find(text, len, feed ? (size_t)(feed - text) + 1 : len);
		rc = created_schemas_find(text + at, end - at, &project->variables, &project->made,
					  on);
	}
	return rc;
}

/* What can't be read is told by whoever needs it. */
static int scan_file(struct wb_project *project, const char *path, const char *text,
		     struct wb_error *err)
{
	const struct made_on on = { &project->made_on, &project->made_tables, NULL,
				    &project->changed_on };
	struct buf read = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = 0;

	if (!text && file_read(path, SCANNED_MAX, &read, &ignored) < 0)
		wb_error_clear(&ignored);
	if (!text)
		text = buf_text(&read);
	if (scan_sections(project, text, &on) < 0)
		rc = wb_error_nomem(err);
	buf_release(&read);
	return rc;
}

/* All files of revisions, also where nobody has read them: a dump needs none. */
static int scan_revisions(struct wb_project *project, struct string_vec *files,
			  struct wb_error *err)
{
	const struct string_vec *folders = &project->setup.migrations;
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < project->revisions.count; i++)
		rc = scan_file(project, project->revisions.items[i]->path,
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
	rc = scan_revisions(project, &files, err);
	if (rc == 0 && project->setup.config.schema.count &&
	    desired_files(project, &files, &ignored) < 0)
		wb_error_clear(&ignored);
	for (size_t i = 0; rc == 0 && i < files.count; i++)
		rc = scan_file(project, files.items[i], NULL, err);
	string_vec_free(&files);
	project->made_known = rc == 0;
	return rc;
}

bool scope_makes(struct wb_project *project, const char *text, size_t len, const char *schema)
{
	struct string_vec made = { 0 };
	bool found = created_schemas_find(text, len, &project->variables, &made, NULL) == 0 &&
		     string_vec_find(&made, schema) >= 0;

	string_vec_free(&made);
	return found;
}
