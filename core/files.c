/* SPDX-License-Identifier: MIT */
/* What the public API tells of a project without a database. */
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "plan.h"
#include "project.h"

const char *wb_project_config(const struct wb_project *project)
{
	return project->setup.config.path;
}

const char *wb_project_directory(const struct wb_project *project)
{
	return project->setup.migrations.count ? project->setup.migrations.items[0] : "";
}

const char *wb_project_target(const struct wb_project *project)
{
	return project->setup.target.name ? project->setup.target.name : "";
}

const char *wb_project_url(const struct wb_project *project)
{
	return project->setup.target.known ? project->setup.target.shown : NULL;
}

const char *wb_project_dialect(const struct wb_project *project)
{
	if (project->plugin)
		return project->plugin->table.name;
	if (project->setup.dialect)
		return project->setup.dialect;
	return project->setup.target.known ? project->setup.target.url.scheme : NULL;
}

int wb_project_protected(const struct wb_project *project)
{
	return project->setup.target.protected;
}

size_t wb_project_revision_count(const struct wb_project *project)
{
	return graph_count(project->graph);
}

const struct wb_revision *wb_project_revision(const struct wb_project *project, size_t index)
{
	return index < graph_count(project->graph) ? &graph_at(project->graph, index)->pub : NULL;
}

const struct wb_revision *wb_project_find(const struct wb_project *project, const char *id)
{
	const struct revision *revision = graph_find(project->graph, id, strlen(id));

	return revision ? &revision->pub : NULL;
}

static void give(const struct revision_vec *revisions, void (*take)(void *ctx, const struct wb_revision *revision),
		 void *ctx)
{
	for (size_t i = 0; i < revisions->count; i++)
		take(ctx, &revisions->items[i]->pub);
}

int wb_project_resolve(const struct wb_project *project, const char *target,
		       void (*take)(void *ctx, const struct wb_revision *revision), void *ctx, struct wb_error *err)
{
	struct revision_vec found = { 0 };
	int rc = resolve_names(project->files, target, &found, err);

	if (rc == 0)
		give(&found, take, ctx);
	revision_vec_release(&found);
	return rc;
}

int wb_project_range(const struct wb_project *project, const char *range,
		     void (*take)(void *ctx, const struct wb_revision *revision), void *ctx, struct wb_error *err)
{
	struct revision_vec found = { 0 };
	int rc = resolve_range(project->files, range, false, &found, err);

	if (rc == 0)
		give(&found, take, ctx);
	revision_vec_release(&found);
	return rc;
}

/* ------------------------------------------------------------------ validate */

/* Without a dialect only marker lines can be checked; with one, every statement of the sections that it would run. */
static int validate_revision(struct wb_project *project, struct revision *revision, struct problems *problems,
			     struct wb_error *err)
{
	struct section_rules rules = project_section_rules(project);
	struct section_vec sections = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	size_t before = problems->count;
	struct wb_plan *plan;
	int rc = sections_read(revision, &rules, problems, &sections, &why);

	if (rc == WB_E_NOMEM)
		wb_error_nomem(err);
	else if (rc < 0)
		problem_add(problems, why.status, NULL, 0, "%s", why.message);
	if (rc == 0 && problems->count == before && project->plugin) {
		const char *const *names = project_dialect_names(project);
		const struct section *down = sections_find(&sections, SECTION_DOWN, names);

		plan = plan_new(project, project->plugin->table.features, 0, false);
		rc = plan ? plan_add(plan, revision, true, problems, err) : wb_error_nomem(err);
		if (rc == 0 && down && !down->irreversible)
			rc = plan_add(plan, revision, false, problems, err);
		if (rc == 0)
			rc = plan_check(plan, 0, problems, err);
		wb_plan_free(plan);
	}
	sections_free(&sections);
	return err && err->status ? err->status : 0;
}

int wb_project_validate(struct wb_project *project, struct wb_error *err)
{
	struct problems problems = project_problems(project);
	const struct plugin *plugin;
	struct wb_error why = WB_ERROR_INIT;

	if (wb_project_dialect(project) && project_dialect(project, &plugin, &why) < 0)
		problem_add(&problems, why.status, NULL, 0, "%s", why.message);
	for (size_t i = 0; i < project->revisions.count; i++)
		if (validate_revision(project, project->revisions.items[i], &problems, err) < 0)
			return err->status;
	return problems.count > INT32_MAX ? INT32_MAX : (int)problems.count;
}

/* ------------------------------------------------------------------ plugins */

static const struct feature_name {
	uint64_t bit;
	const char *name;
} features[] = {
	{ WB_F_TRANSACTIONAL_DDL, "transactional-ddl" },
	{ WB_F_SHARED_COMMIT, "shared-commit" },
	{ WB_F_SEND_AHEAD, "send-ahead" },
	{ WB_F_NATIVE_LOCK, "native-lock" },
	{ WB_F_LEASE, "lease" },
	{ WB_F_CANCEL, "cancel" },
	{ WB_F_OBSERVE, "observe" },
	{ WB_F_JUDGE, "judge" },
	{ WB_F_INTROSPECT, "introspect" },
	{ WB_F_RENDER, "render" },
	{ WB_F_SCRATCH, "scratch" },
	{ WB_F_DATABASE, "database" },
	{ WB_F_BACKUP, "backup" },
	{ WB_F_OFFLINE, "offline" },
	{ WB_F_SERVER_CLOCK, "server-clock" },
	{ WB_F_DATABASE_IS_PATH, "database-is-path" },
	{ WB_F_STOPS, "stops" },
};

struct lister {
	int (*take)(void *ctx, const struct wb_plugin_info *plugin);
	void *ctx;
};

static int list_plugin(void *ctx, const char *name, const char *file, const struct plugin *plugin, const char *trouble)
{
	const struct lister *lister = ctx;
	const char *names[sizeof(features) / sizeof(features[0])];
	struct wb_plugin_info info = { .size = sizeof(info), .name = name, .path = file, .trouble = trouble };

	if (plugin) {
		const struct wb_dialect *d = &plugin->table;

		info.abi = d->abi_version;
		info.version = d->version;
		info.description = d->description;
		info.client_library = d->client_library;
		info.schemes.items = d->schemes;
		while (d->schemes && d->schemes[info.schemes.count])
			info.schemes.count++;
		info.features.items = names;
		for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++)
			if (d->features & features[i].bit)
				names[info.features.count++] = features[i].name;
	}
	return lister->take(lister->ctx, &info);
}

int wb_plugins(struct wb_project *project, int (*take)(void *ctx, const struct wb_plugin_info *plugin), void *ctx,
	       struct wb_error *err)
{
	struct lister lister = { take, ctx };

	return plugin_each(&project->plugins, list_plugin, &lister, err);
}
