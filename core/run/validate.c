/* SPDX-License-Identifier: MIT */
/* The files of a project, checked as far as it goes without a database. */
#include "calls.h"
#include "base/error.h"
#include "plan.h"

/* Without a dialect only marker lines can be checked; with one, every statement of the sections
 * that it would run. */
static int validate_revision(struct wb_project *project, struct revision *revision,
			     struct problems *problems, struct wb_error *err)
{
	struct section_rules rules = project_section_rules(project);
	struct section_vec sections = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	size_t before = problems->count;
	struct wb_plan *plan;
	int read = sections_read(revision, &rules, problems, &sections, &why), rc = 0;

	if (read == WB_E_NOMEM)
		rc = wb_error_nomem(err);
	else if (read < 0)
		problem_add(problems, why.status, NULL, 0, "%s", why.message);
	if (read == 0 && problems->count == before && project->plugin) {
		const char *const *names = project_dialect_names(project);
		const struct section *down = sections_find(&sections, SECTION_DOWN, names);

		plan = plan_new(project, &project->offline.server, WB_WAY_UP);
		rc = plan ? plan_add(plan, revision, true, problems, err) : wb_error_nomem(err);
		if (rc == 0 && down && !down->irreversible)
			rc = plan_add(plan, revision, false, problems, err);
		if (rc == 0)
			rc = plan_check(plan, 0, problems, err);
		wb_plan_free(plan);
	}
	if (read == 0 && rc == 0)
		project_tell_blank(project, revision, &sections);
	sections_free(&sections);
	return rc;
}

int project_validate(struct wb_project *project, struct wb_error *err)
{
	struct problems problems = project_problems(project);
	const struct plugin *plugin;
	struct wb_error why = WB_ERROR_INIT;

	if (wb_project_dialect(project) && project_dialect(project, &plugin, &why) < 0)
		problem_add(&problems, why.status, NULL, 0, "%s", why.message);
	for (size_t i = 0; i < project->revisions.count; i++)
		if (validate_revision(project, project->revisions.items[i], &problems, err) < 0)
			return wb_error_kept(err);
	return problems.count > INT32_MAX ? INT32_MAX : (int)problems.count;
}
