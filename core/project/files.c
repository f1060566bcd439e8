/* SPDX-License-Identifier: MIT */
/* What the public API tells of a project without a database. */
#include <string.h>

#include "calls.h"
#include "base/error.h"
#include "dialect/features.h"
#include "project.h"

const char *wb_project_config(const struct wb_project *project)
{
	return project->setup.config.path;
}

const char *wb_project_directory(const struct wb_project *project)
{
	return project->setup.migrations.count ? project->setup.migrations.items[0] : "";
}

const char *wb_project_target_name(const struct wb_project *project, size_t index)
{
	const struct target_config_vec *targets = &project->setup.config.targets;

	return index < targets->count ? targets->items[index].name : NULL;
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

int wb_project_approves(const struct wb_project *project)
{
	return project->setup.target.approve;
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

static void give(const struct revision_vec *revisions,
		 void (*take)(void *ctx, const struct wb_revision *revision), void *ctx)
{
	for (size_t i = 0; i < revisions->count; i++)
		take(ctx, &revisions->items[i]->pub);
}

int project_resolve(const struct wb_project *project, const char *target,
		    void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		    struct wb_error *err)
{
	struct revision_vec found = { 0 };
	int rc = resolve_names(project->files, target, &found, err);

	if (rc == 0)
		give(&found, take, ctx);
	revision_vec_release(&found);
	return rc;
}

int project_range(const struct wb_project *project, const char *range,
		  void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		  struct wb_error *err)
{
	struct revision_vec found = { 0 };
	int rc = resolve_range(project->files, range, &found, err);

	if (rc == 0)
		give(&found, take, ctx);
	revision_vec_release(&found);
	return rc;
}

/* ------------------------------------------------------------------ plugins */

static const struct feature_name {
	uint64_t bit;
	const char *name;
} features[] = {
	{ WB_F_TRANSACTIONAL_DDL, "transactional-ddl" },
	{ WB_F_SHARED_COMMIT, "shared-commit" },
	{ WB_F_COMMIT_EACH, "commit-each" },
	{ WB_F_NO_ROLLBACK, "no-rollback" },
	{ WB_F_KEEP_BY_MERGE, "keep-by-merge" },
	{ WB_F_NO_KEEP, "no-keep" },
	{ WB_F_LEASE, "lease" },
	{ CAN_SEND_AHEAD, "send-ahead" },
	{ CAN_LOCK, "native-lock" },
	{ CAN_CANCEL, "cancel" },
	{ CAN_OBSERVE, "observe" },
	{ CAN_JUDGE, "judge" },
	{ CAN_INTROSPECT, "introspect" },
	{ CAN_RENDER, "render" },
	{ CAN_SCRATCH, "scratch" },
	{ WB_F_SETTINGS, "settings" },
	{ CAN_DATABASE, "database" },
	{ CAN_BACKUP, "backup" },
	{ CAN_COMPOSE, "compose" },
	{ CAN_RESTORE_POINT, "restore-points" },
	{ WB_F_SERVER_CLOCK, "server-clock" },
	{ WB_F_DATABASE_IS_PATH, "database-is-path" },
	{ WB_F_STOPS, "stops" },
};

struct lister {
	int (*take)(void *ctx, const struct wb_plugin_info *plugin);
	void *ctx;
};

static int list_plugin(void *ctx, const char *name, const char *file, const struct plugin *plugin,
		       const char *trouble)
{
	const struct lister *lister = ctx;
	const char *names[sizeof(features) / sizeof(features[0])];
	struct wb_plugin_info info = {
		.size = sizeof(info), .name = name, .path = file, .trouble = trouble
	};

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
			if (features_of(d) & features[i].bit)
				names[info.features.count++] = features[i].name;
	}
	return lister->take(lister->ctx, &info);
}

int project_plugins(struct wb_project *project,
		    int (*take)(void *ctx, const struct wb_plugin_info *plugin), void *ctx,
		    struct wb_error *err)
{
	struct lister lister = { take, ctx };

	return plugin_each(&project->plugins, list_plugin, &lister, err);
}

void project_tell_blank(struct wb_project *project, const struct revision *revision,
			const struct section_vec *sections)
{
	struct wb_error ignored = WB_ERROR_INIT;

	/* a merge has nothing to do */
	if (!sections->count || revision->revises.count > 1)
		return;
	for (size_t i = 0; i < sections->count; i++)
		if (sections->items[i].elsewhere ||
		    section_is_blank(revision, &sections->items[i], &ignored) != 1)
			return;
	client_log(
		&project->client, WB_LOG_WARNING,
		"%s: the file is as `whimbrel revision` wrote it, and does nothing: write its SQL, "
		"or a comment where it is to do nothing",
		revision->path);
}
