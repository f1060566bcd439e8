/* SPDX-License-Identifier: MIT */
/* Loading files of SQL: those that the config names as the desired schema, and those that somebody
 * names. */
#include <sys/stat.h>

#include "base/error.h"
#include "desired/schema_command.h"
#include "desired/schema_files.h"
#include "scope/scope.h"
#include "scratch.h"
#include "surroundings.h"

static int load_all(struct scratch *s, const struct string_vec *files, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < files->count; i++)
		rc = scratch_load_file(s, files->items[i], err);
	return rc;
}

int scratch_load(struct scratch *s, const char *path, struct wb_error *err)
{
	struct string_vec files = { 0 };
	struct stat st;
	int rc;

	/* a file that somebody names is that file */
	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		return scratch_load_file(s, path, err);
	rc = desired_list(s->session->project, path, &files, err);
	if (rc == 0)
		rc = load_all(s, &files, err);
	string_vec_free(&files);
	return rc;
}

/* What a program printed, as if it stood in a file. */
static int load_printed(struct scratch *s, struct wb_error *err)
{
	const struct buf *printed;
	struct buf text = { 0 };
	int rc = desired_command(s->session, &printed, err);

	if (rc < 0 || !printed)
		return rc;
	buf_add(&text, printed->data, printed->len);
	rc = scratch_load_text(s, "schema_command", &text, false, err);
	buf_release(&text);
	return rc;
}

int scratch_load_desired(struct scratch *s, struct wb_error *err)
{
	struct wb_project *project = s->session->project;
	struct string_vec files = { 0 };
	int rc = 0;

	if (project->setup.config.schema.count || !desired_wanted(project))
		rc = desired_files(project, &files, err);
	if (rc == 0)
		rc = load_all(s, &files, err);
	string_vec_free(&files);
	return rc == 0 ? load_printed(s, err) : rc;
}

static int read_desired(struct wb_session *session, struct scratch *made, struct model *out,
			struct wb_error *err)
{
	int rc = scratch_open(session, made, err);

	if (rc < 0)
		return rc;
	rc = scratch_load_desired(made, err);
	if (wb_error_of_statement(rc) && made->uncompared.count) {
		/* what was passed over may well have made what is missed now */
		wb_error_clear(err);
		rc = 0;
	}
	if (rc == 0)
		rc = scratch_known(made, err);
	if (rc == 0)
		rc = scope_read(session, made->conn, out, err);
	if (rc < 0)
		scratch_close(made);
	return rc;
}

int scratch_read_desired(struct wb_session *session, struct scratch *made, struct model *out,
			 struct wb_error *err)
{
	int rc = read_desired(session, made, out, err);

	if (rc < 0 && surroundings_learn(session, rc)) {
		wb_error_clear(err);
		rc = read_desired(session, made, out, err);
	}
	return rc;
}
