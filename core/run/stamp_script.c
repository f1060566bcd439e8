/* SPDX-License-Identifier: MIT */
/* A stamp as offline SQL. */
#include "base/error.h"
#include "calls.h"
#include "run.h"
#include "script_writer.h"
#include "version_rows.h"

static bool has_all(const void *ctx, const char *id)
{
	(void)ctx;
	(void)id;
	return true;
}

static int put_row(struct script *w, const struct revision *revision, bool in, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args),
				.revision = revision->id,
				.title = revision->title,
				.duration_ms = -1 };
	struct version_row row = { 0 };
	const struct database_seen files = { w->plan->project->files, NULL };
	int rc = in ? version_row_read(w->plan->project, revision, files, &row, err) : 0;

	version_row_args(&row, &args);
	args.direction = in ? "up" : "down";
	args.event = "stamped";
	if (rc == 0)
		rc = script_own(w, WB_OWN_ERASE, &args, false, err);
	if (rc == 0 && in)
		rc = script_own(w, WB_OWN_RECORD, &args, false, err);
	if (rc == 0)
		rc = script_own(w, WB_OWN_LOG, &args, false, err);
	version_row_release(&row);
	return rc;
}

/* What the database has is not known: what the targets need is put in, and what stands on them is
 * taken out, there or not. */
static int put_stamp(struct script *w, struct wb_names targets, struct wb_error *err)
{
	struct revision_vec in = { 0 }, out = { 0 }, none = { 0 };
	const struct wb_project *project = w->plan->project;
	struct view *full = NULL;
	int rc = view_new(project->graph, has_all, NULL, &full, err);

	if (rc == 0)
		rc = resolve_stamp(project->files, targets, &in, &none, err);
	revision_vec_clear(&none);
	if (rc == 0)
		rc = resolve_stamp(full, targets, &none, &out, err);
	if (rc == 0)
		rc = script_simple(w, WB_OWN_BEGIN, false, err);
	for (size_t i = 0; rc == 0 && i < out.count; i++)
		rc = put_row(w, out.items[i], false, err);
	for (size_t i = 0; rc == 0 && i < in.count; i++)
		rc = put_row(w, in.items[i], true, err);
	if (rc == 0)
		rc = script_simple(w, WB_OWN_COMMIT, false, err);
	view_free(full);
	revision_vec_release(&in);
	revision_vec_release(&out);
	revision_vec_release(&none);
	return rc;
}

int stamp_script(struct wb_project *project, struct wb_names targets, uint32_t flags,
		 struct writing to, struct wb_error *err)
{
	const struct plugin *plugin;
	struct wb_plan *plan;
	struct script w = { .to = to };
	int rc = project_dialect(project, &plugin, err);

	if (rc < 0)
		return rc;
	if (flags & WB_STAMP_PURGE)
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "stamp --purge can't be written as a script: which rows there "
				    "are is not known");
	plan = plan_new(project, &project->offline.server, WB_WAY_UP);
	if (!plan)
		return wb_error_nomem(err);
	w.plan = plan;
	rc = script_begin(&w, err);
	if (rc == 0)
		rc = put_stamp(&w, targets, err);
	rc = script_end(&w, rc, err);
	wb_plan_free(plan);
	return rc;
}
