/* SPDX-License-Identifier: MIT */
/* `stamp` by what another tool's table says is applied. */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "calls.h"
#include "import/live.h"
#include "import/origin.h"
#include "run.h"

static bool has(const void *ctx, const char *id)
{
	return string_vec_find(ctx, id) >= 0;
}

/* What stands on what: a revision that is applied has all that it needs, or nobody can say what the database is like. */
static int check_needed(const struct wb_project *project, const struct string_vec *ids,
			const char *tool, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ids->count; i++) {
		const struct revision *r =
			graph_find(project->graph, ids->items[i], strlen(ids->items[i]));
		const struct mention_vec *lists[] = { &r->revises, &r->depends };

		for (size_t k = 0; k < 2; k++)
			for (size_t n = 0; rc == 0 && n < lists[k]->count; n++) {
				const char *id = lists[k]->items[n].name;
				const struct revision *other =
					graph_find(project->graph, id, strlen(id));

				if (other && !has(ids, id) && !r->repeat)
					rc = wb_error_set(
						err, WB_E_REFUSED,
						"%s has applied %s and not %s, which it stands on: "
						"let %s apply that first",
						tool, r->id, id, tool);
			}
	}
	return rc;
}

/* What the database has by us alone stays in. */
static int check_ours(const struct wb_session *s, const struct string_vec *ids, const char *tool,
		      struct wb_error *err)
{
	for (const struct applied_row *row = s->applied.rows; row; row = row->hh.next)
		if (!has(ids, row->id) && !origin_is(s->project, row->id, tool))
			return wb_error_set(
				err, WB_E_REFUSED,
				"revision %s, which did not come from %s, is applied by "
				"whimbrel: name what to stamp",
				row->id, tool);
	return 0;
}

/* Its tables are in a file of its own beside the database. */
static int read_beside(struct wb_session *s, const struct import_tool *tool, struct string_vec *ids,
		       struct wb_error *err)
{
	struct target target = s->project->setup.target;
	const struct login login = { .target = &target,
				     .flags = WB_CONNECT_READ_ONLY,
				     .run_id = s->run_id,
				     .client = &s->client };
	AUTO_FREE char *folder = target.url.database ? file_directory(target.url.database) : NULL;
	AUTO_FREE char *path = folder ? text_format("%s/%s", folder, tool->live->file) : NULL;
	struct connection beside = { 0 };
	int rc;

	if (!path)
		return wb_error_nomem(err);
	if (access(path, F_OK) < 0)
		return wb_error_set(
			err, WB_E_REFUSED,
			"%s keeps what it has applied in %s, beside the database, and that is "
			"not there: bring it there, or stamp the revision that it is at",
			tool->name, path);
	target.url.database = path;
	rc = driver_connect(s->plugin, &login, &beside, err);
	if (rc < 0)
		return rc;
	link_join(&s->link, &beside);
	rc = import_live_read(&beside, s->project, tool, ids, err);
	link_leave(&s->link, &beside);
	driver_close(&beside);
	return rc;
}

int run_stamp_from(struct wb_session *s, const char *name, const struct wb_run_options *options,
		   struct wb_error *err)
{
	const struct import_tool *tool = import_tool_find(name, err);
	struct string_vec ids = { 0 };
	int rc;

	if (!tool)
		return wb_error_kept(err);
	if (!tool->live)
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "%s keeps no table: stamp the revision that it is at",
				    tool->name);
	rc = tool->live->file && driver_can(&s->conn, WB_F_DATABASE_IS_PATH)
		     ? read_beside(s, tool, &ids, err)
		     : import_live_read(&s->conn, s->project, tool, &ids, err);
	if (rc == 0)
		rc = check_needed(s->project, &ids, tool->name, err);
	if (rc == 0)
		rc = check_ours(s, &ids, tool->name, err);
	if (rc == 0)
		rc = run_stamp_exactly(s, &ids, options, err);
	string_vec_free(&ids);
	return rc;
}
