/* SPDX-License-Identifier: MIT */
#include "calls.h"
#include "project.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dialect/driver.h"
#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "base/text.h"

const char *wb_version(void)
{
	return PACKAGE_VERSION;
}

static void report(void *ctx, const char *message)
{
	client_problem(ctx, message);
}

struct problems project_problems(struct wb_project *project)
{
	return (struct problems){ .report = report, .ctx = &project->client };
}

static const char *dialect_name(const struct wb_project *project)
{
	const struct setup *setup = &project->setup;

	return setup->dialect        ? setup->dialect
	       : setup->target.known ? setup->target.url.scheme
				     : NULL;
}

/* A relative path in the config's URL is relative to the config; whether a database is a path, the
 * dialect says. */
static int place_database(struct target *target, const struct wb_dialect *d, struct wb_error *err)
{
	char *path;

	if (!(d->features & WB_F_DATABASE_IS_PATH) || !target->url.relative || !target->directory ||
	    !target->url.database)
		return 0;
	path = text_format("%s/%s", target->directory, target->url.database);
	if (!path)
		return wb_error_nomem(err);
	free(target->url.database);
	target->url.database = path;
	target->url.relative = false;
	return 0;
}

int project_dialect(struct wb_project *project, const struct plugin **out, struct wb_error *err)
{
	struct setup *setup = &project->setup;
	const char *name = dialect_name(project);
	const struct plugin *plugin;
	struct variable *built_in;

	if (project->plugin) {
		*out = project->plugin;
		return 0;
	}
	if (!name)
		return wb_error_set(err, WB_E_CONFIG,
				    "no dialect is known: give --dialect, --url or a target");
	if (plugin_load(&project->plugins, name, &plugin, err) < 0)
		return wb_error_kept(err);
	if (setup->target.known && (project_check_options(project, &plugin->table, err) < 0 ||
				    place_database(&setup->target, &plugin->table, err) < 0))
		return wb_error_kept(err);
	if (driver_offline(plugin,
			   &(struct login){ .target = &setup->target, .client = &project->client },
			   &project->offline, err) < 0)
		return wb_error_kept(err);
	project->quoting = composer_of(&project->offline);
	project->plugin = *out = plugin;
	for (size_t i = 0; i < project->built_in.count; i++) {
		built_in = &project->built_in.items[i];
		if (strcmp(built_in->name, "whimbrel.dialect") == 0) {
			free(built_in->value);
			built_in->value = text_dup(plugin->table.name, strlen(plugin->table.name));
			if (!built_in->value)
				return wb_error_nomem(err);
		}
	}
	return 0;
}

/* Without this another dialect would take the URL for one of its own, and connect to what it finds there. */
int project_dialect_to_connect(struct wb_project *project, const struct plugin **out,
			       struct wb_error *err)
{
	const struct setup *setup = &project->setup;
	int rc = project_dialect(project, out, err);

	if (rc < 0 || !setup->dialect)
		return rc;
	for (const char *const *name = (*out)->table.schemes; *name; name++)
		if (strcmp(*name, setup->target.url.scheme) == 0)
			return 0;
	return wb_error_set(err, WB_E_USAGE,
			    "the database's URL is none of dialect %s's, but of %s: another "
			    "dialect may be named (--dialect) for what needs no connection alone, "
			    "as scripts (--sql) and validate",
			    (*out)->table.name, setup->target.url.scheme);
}

const char *const *project_dialect_names(const struct wb_project *project)
{
	return project->plugin->table.schemes;
}

/* ------------------------------------------------------------------ reading bodies */

static int plugin_split(void *ctx, struct wb_lex *state, const struct lex_text *text,
			struct wb_piece *out, struct wb_error *err)
{
	return driver_split(ctx, state, text, out, err);
}

/* One dialect may read several kinds of databases: what is known of the project's without a connection holds for
 * its files. */
static struct lexer lexer_of(const struct wb_project *project, const struct plugin *plugin)
{
	struct lexer lexer = { .rules = plugin->table.lexical };

	if (plugin == project->plugin)
		lexer.mode = project->offline.server.lex_mode;
	if (plugin->table.split) {
		lexer.split = plugin_split;
		lexer.ctx = (void *)plugin;
	}
	return lexer;
}

static int dialect_known(void *ctx, const char *name, char out_own[DIALECT_SIZE], struct lexer *out)
{
	struct wb_project *project = ctx;
	const struct plugin *plugin = NULL;
	struct wb_error ignored = WB_ERROR_INIT;

	if (!plugin_known(&project->plugins, name, out_own, DIALECT_SIZE))
		return 0;
	if (plugin_load(&project->plugins, name, &plugin, &ignored) == 0)
		*out = lexer_of(project, plugin);
	return 1;
}

/* Without a config nobody knows which there are. */
static bool target_known(void *ctx, const char *name, struct buf *hint)
{
	const struct wb_project *project = ctx;
	const struct config *config = &project->setup.config;

	if (!config->targets.count || config_target(config, name))
		return true;
	config_suggest_target(config, name, hint);
	return false;
}

enum privileges_mode project_privileges(const struct wb_project *project)
{
	if (project->setup.target.privileges != PRIVILEGES_UNSET)
		return project->setup.target.privileges;
	return project->setup.config.privileges != PRIVILEGES_UNSET
		       ? project->setup.config.privileges
		       : PRIVILEGES_AUTO;
}

struct section_rules project_section_rules(struct wb_project *project)
{
	struct wb_error ignored = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;
	struct section_rules rules = { .known = dialect_known,
				       .known_target = target_known,
				       .target = project->setup.target.name,
				       .ctx = project };

	if (dialect_name(project) && project_dialect(project, &plugin, &ignored) == 0)
		rules.lexer = lexer_of(project, plugin);
	return rules;
}

static int source_split(void *ctx, struct wb_lex *state, const struct lex_text *text,
			struct wb_piece *out, struct wb_error *err)
{
	const struct wb_project *project = ctx;

	return driver_split(project->plugin, state, text, out, err);
}

static int quote_name(void *ctx, const char *text, size_t len, struct buf *out,
		      struct wb_error *err)
{
	return driver_quote_name(((const struct wb_project *)ctx)->quoting, text, len, out, err);
}

static int quote_literal(void *ctx, const char *text, size_t len, struct buf *out,
			 struct wb_error *err)
{
	return driver_quote_literal(((const struct wb_project *)ctx)->quoting, text, len, out, err);
}

struct source_settings project_source_settings(struct wb_project *project, uint32_t lex_mode)
{
	struct source_settings settings = { .lex_mode = lex_mode,
					    .ctx = project,
					    .split = source_split };

	settings.keep_by_merge = project->plugin->table.features & WB_F_KEEP_BY_MERGE;
	settings.no_keep = project->offline.server.features & WB_F_NO_KEEP;
	settings.variables = &project->variables;
	return settings;
}

int project_checksum(struct wb_project *project, const struct revision *revision,
		     char out[CHECKSUM_SIZE], struct wb_error *err)
{
	struct section_rules rules = project_section_rules(project);
	struct problems silent = { 0 };
	struct section_vec sections = { 0 };
	const struct section *up;
	int rc = sections_read(revision, &rules, &silent, &sections, err);

	up = rc == 0 ? sections_find(&sections, SECTION_UP, project_dialect_names(project)) : NULL;
	if (up)
		rc = section_checksum(revision, up, out, err);
	sections_free(&sections);
	if (rc == 0 && problems_check(&silent, err) < 0)
		return wb_error_kept(err);
	return rc < 0 ? rc : up != NULL;
}

/* ------------------------------------------------------------------ opening */

static int read_files(struct wb_project *project, uint32_t flags, struct problems *problems,
		      struct wb_error *err)
{
	const struct string_vec *folders = &project->setup.migrations;
	struct text_cache *cache = flags & WB_SETTINGS_HEADERS ? NULL : &project->cache;

	if (flags & WB_SETTINGS_MAKE_FOLDER && project->setup.names_migrations &&
	    file_make_folders(folders->items[0], err) < 0)
		return wb_error_kept(err);
	if (!(flags & WB_SETTINGS_NO_FILES) &&
	    !(flags & WB_SETTINGS_ANY_FILES && folders_missing(folders)) &&
	    folders_read(folders, cache, problems, &project->revisions, err) < 0)
		return wb_error_kept(err);
	if (graph_build(&project->revisions, problems, &project->graph) < 0)
		return problems->count ? problems_check(problems, err) : wb_error_nomem(err);
	project->files = graph_files(project->graph);
	return problems_check(problems, err);
}

static int set_variables(struct wb_project *project, struct wb_error *err)
{
	const struct target *target = &project->setup.target;
	const char *dialect = dialect_name(project);

	if (variable_add(&project->built_in, "whimbrel.target", 15,
			 target->name ? target->name : "") < 0 ||
	    variable_add(&project->built_in, "whimbrel.dialect", 16, dialect ? dialect : "") < 0)
		return wb_error_nomem(err);
	project->variables.layers[0] = &project->built_in;
	project->variables.layers[1] = &project->setup.flags;
	project->variables.layers[2] = &target->variables;
	project->variables.layers[3] = &project->setup.config.variables;
	project->variables.quote_name = quote_name;
	project->variables.quote_literal = quote_literal;
	project->variables.ctx = project;
	return 0;
}

/* What is wrong with kinds is told with all else that is wrong, though only dialects know it. */
static int resolve_setup(struct wb_project *project, const struct wb_settings *settings,
			 struct problems *problems, struct wb_error *err)
{
	int rc = setup_resolve(settings, problems, &project->setup, err);

	project->plugins.folders = &project->setup.plugin_paths;
	if (rc == WB_E_NOMEM || project_check_kinds(project, problems, err) < 0)
		return wb_error_kept(err);
	if (problems->count)
		wb_error_clear(err);
	return problems_check(problems, err);
}

int project_open(const struct wb_settings *settings, struct wb_project **out, struct wb_error *err)
{
	struct wb_project *project = calloc(1, sizeof(*project));
	struct problems problems;
	int rc;

	if (project && caller_init(&project->caller) < 0) {
		free(project);
		project = NULL;
	}
	if (!project)
		return wb_error_nomem(err);
	project->client.caller = &project->caller;
	project->leave = settings->flags & WB_SETTINGS_LEAVE;
	secrets_hold();
	if (settings->listener)
		project->client.listener = *settings->listener;
	problems = project_problems(project);
	rc = resolve_setup(project, settings, &problems, err);
	if (rc == 0)
		rc = set_variables(project, err);
	if (rc == 0)
		rc = read_files(project, settings->flags, &problems, err);
	if (rc < 0) {
		wb_project_free(project);
		return rc;
	}
	*out = project;
	return 0;
}

static void release_files(struct wb_project *project)
{
	graph_free(project->graph);
	project->files = NULL;
	project->graph = NULL;
	for (size_t i = 0; i < project->revisions.count; i++)
		revision_free(project->revisions.items[i]);
	revision_vec_release(&project->revisions);
}

int project_read_folder(struct wb_project *project, const char *folder, struct wb_error *err)
{
	struct problems problems = project_problems(project);

	release_files(project);
	string_vec_free(&project->setup.migrations);
	if (string_vec_add(&project->setup.migrations, folder) < 0)
		return wb_error_nomem(err);
	return read_files(project, 0, &problems, err);
}

void wb_project_free(struct wb_project *project)
{
	if (!project)
		return;
	if (!project->leave)
		release_files(project);
	variables_free(&project->built_in);
	setup_release(&project->setup);
	free(project->path);
	driver_close(&project->offline);
	string_vec_free(&project->made);
	string_vec_free(&project->made_on);
	string_vec_free(&project->made_tables);
	string_vec_free(&project->changed_on);
	string_vec_free(&project->left);
	buf_release(&project->desired);
	caller_release(&project->caller);
	free(project);
	secrets_drop();
}
