/* SPDX-License-Identifier: MIT */
/* Who is right when the caller, the environment and the config disagree (DESIGN 3.2,
 * Precedence). */
#include "setup_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "secret.h"
#include "base/text.h"

#define CONFIG_NAME "whimbrel.cfg"

/* A variable of the environment, if it may be asked; an empty one is none. */
static const char *environment(const struct resolver *r, const char *name)
{
	const char *value =
		r->settings->flags & WB_SETTINGS_NO_ENVIRONMENT ? NULL : secure_getenv(name);

	return value && *value ? value : NULL;
}

static int copy_text(struct resolver *r, const char *text, char **out)
{
	char *copy;

	if (!text)
		return 0;
	copy = text_dup(text, strlen(text));
	if (!copy)
		return setup_no_memory(r);
	*out = copy;
	return 0;
}

/* ------------------------------------------------------------------ config, lists and flags */

static int load_config(struct resolver *r)
{
	const struct wb_settings *settings = r->settings;
	const char *path = settings->config;

	if (!path && !(settings->flags & WB_SETTINGS_NO_CONFIG)) {
		path = environment(r, "WHIMBREL_CONFIG");
		/* whatever else is wrong with it, it is there, and reading it will say so */
		if (!path && (access(CONFIG_NAME, F_OK) == 0 || errno != ENOENT))
			path = CONFIG_NAME;
	}
	return path ? config_load(path, r->problems, &r->out->config) : 0;
}

static int add_all(struct resolver *r, struct string_vec *to, const char *const *items,
		   size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (string_vec_add(to, items[i]) < 0)
			return setup_no_memory(r);
	return 0;
}

/* The folders of a list with colons. */
static int add_list(struct resolver *r, struct string_vec *to, const char *list)
{
	while (list && *list) {
		size_t len = strcspn(list, ":");

		if (len && string_vec_add_len(to, list, len) < 0)
			return setup_no_memory(r);
		list += len + (list[len] == ':');
	}
	return 0;
}

static int add_vec(struct resolver *r, struct string_vec *to, const struct string_vec *from)
{
	return add_all(r, to, (const char *const *)from->items, from->count);
}

/* The strongest list alone: nobody wants two histories mixed. */
static int resolve_migrations(struct resolver *r)
{
	struct string_vec *to = &r->out->migrations;
	int status = add_all(r, to, r->settings->migrations, r->settings->migration_count);
	AUTO_FREE char *fallback = NULL;

	if (status == 0 && !to->count)
		status = add_list(r, to, environment(r, "WHIMBREL_MIGRATIONS"));
	if (status == 0 && !to->count)
		status = add_vec(r, to, &r->out->config.migrations);
	r->out->names_migrations = to->count || r->out->config.path;
	if (status < 0 || to->count)
		return status;
	fallback = file_join(r->out->config.directory, "migrations");
	return fallback && string_vec_add(to, fallback) == 0 ? 0 : setup_no_memory(r);
}

/* All lists, one behind the other: a search path. */
static int resolve_plugin_paths(struct resolver *r)
{
	struct string_vec *to = &r->out->plugin_paths;
	int status = add_all(r, to, r->settings->plugin_paths, r->settings->plugin_path_count);

	if (status == 0)
		status = add_list(r, to, environment(r, "WHIMBREL_PLUGIN_PATH"));
	return status == 0 ? add_vec(r, to, &r->out->config.plugin_paths) : status;
}

static int resolve_flags(struct resolver *r)
{
	int status = 0;

	for (size_t i = 0; i < r->settings->variable_count && status == 0; i++) {
		const char *text = r->settings->variables[i], *equals = strchr(text, '=');

		if (!equals || equals == text)
			status = problem_add(r->problems, WB_E_USAGE, NULL, 0,
					     "variable number %zu is not NAME=VALUE", i + 1);
		else
			status = setup_pair(r, &r->out->flags, text, (size_t)(equals - text),
					    equals + 1);
	}
	return status;
}

/* ------------------------------------------------------------------ the project */

static int expand_project(struct resolver *r)
{
	struct variable_vec expanded = { 0 };
	struct place place = { .group = "variables" };
	int status = setup_expand_pairs(r, place, &r->out->config.variables, &expanded);

	secret_pairs_free(&r->out->config.variables);
	r->out->config.variables = expanded;
	return status;
}

/* ------------------------------------------------------------------ the target */

/* A URL, in words where it came from, and what its path is relative to. */
struct url_choice {
	const char *text, *origin;
	const struct target_config *target;
	const char *directory;
};

static int set_url(struct resolver *r, const struct url_choice *choice)
{
	struct target *to = &r->out->target;
	struct wb_error err = WB_ERROR_INIT;
	struct buf shown = { 0 };
	int status = url_parse(choice->text, &to->url, &err);

	if (status < 0 && choice->target)
		return setup_place_fail(
			r, &(struct place){ .target = choice->target, .key = choice->origin },
			&err);
	if (status < 0)
		return problem_add(r->problems, status, NULL, 0, "%s: %s", choice->origin,
				   err.message);
	to->known = true;
	url_show(&to->url, NULL, &shown);
	to->shown = buf_take(&shown);
	if (!to->shown)
		return setup_no_memory(r);
	for (size_t i = 0; i < to->url.query.count && status == 0; i++) {
		const struct variable *parameter = &to->url.query.items[i];

		status = setup_pair(r, &to->options, parameter->name, strlen(parameter->name),
				    parameter->value);
	}
	return status == 0 ? copy_text(r, choice->directory, &to->directory) : status;
}

/* The URL of a named target: its own, unless the caller gave one. */
static int resolve_named_url(struct resolver *r, const struct target_config *from)
{
	struct url_choice choice = { .text = r->settings->url, .origin = "the URL given" };
	char *text = NULL;
	int status = 0;

	if (!choice.text && from->url) {
		choice.origin = "url";
		choice.target = from;
		if (!config_from_environment(from->url))
			choice.directory = r->out->config.directory;
		status = setup_expand(r, &(struct place){ .target = from, .key = "url" }, from->url,
				      &text);
		choice.text = text;
	}
	if (choice.text)
		status = set_url(r, &choice);
	secret_free(text);
	return status;
}

static uint32_t timeout_or(int64_t given_ms, uint32_t fallback_ms)
{
	return given_ms < 0 ? fallback_ms : (uint32_t)given_ms;
}

/* What is taken as it stands there. */
static void copy_settings(const struct target_config *from, struct target *to)
{
	to->protected = from->protected;
	to->approve = from->approve;
	to->lock = from->lock;
	to->drift = from->drift;
	to->privileges = from->privileges;
	to->connect_timeout_ms = timeout_or(from->connect_timeout_ms, to->connect_timeout_ms);
	to->lock_timeout_ms = timeout_or(from->lock_timeout_ms, to->lock_timeout_ms);
	to->no_statement_timeout = from->statement_timeout_ms == 0;
	to->statement_timeout_ms = timeout_or(from->statement_timeout_ms, to->statement_timeout_ms);
	to->statement_lock_timeout_ms =
		timeout_or(from->statement_lock_timeout_ms, to->statement_lock_timeout_ms);
}

static int resolve_named(struct resolver *r, const char *name)
{
	const struct target_config *from = config_target(&r->out->config, name);
	struct target *to = &r->out->target;
	struct place place = { .target = from };
	int status;

	if (!from) {
		struct buf hint = { 0 };

		config_suggest_target(&r->out->config, name, &hint);
		status = problem_add(r->problems, WB_E_USAGE, NULL, 0,
				     "there is no target \"%s\"%s", name, buf_text(&hint));
		buf_release(&hint);
		return status;
	}
	copy_settings(from, to);
	/* each goes on after the others' problems, so that all are seen */
	status = copy_text(r, from->scratch, &to->scratch);
	if (status == 0 && from->mirror)
		status = copy_text(r, from->mirror, &to->mirror);
	if (status == 0) {
		resolve_named_url(r, from);
		place.key = "version_schema";
		status = setup_expand(r, &place, from->version_schema, &to->version_schema);
		place.group = "options";
		setup_expand_pairs(r, place, &from->options, &to->options);
		place.group = "variables";
		setup_expand_pairs(r, place, &from->variables, &to->variables);
	}
	return status;
}

/* A name, or else a URL: a variable left in a shell never redirects a target that was named. */
static int resolve_target(struct resolver *r)
{
	struct url_choice choice = { .text = r->settings->url, .origin = "the URL given" };
	const char *name =
		r->settings->target ? r->settings->target : environment(r, "WHIMBREL_TARGET");

	if (!name && !choice.text) {
		choice.origin = "WHIMBREL_URL";
		choice.text = environment(r, choice.origin);
	}
	if (!name && !choice.text)
		name = r->out->config.target;
	if (!name && !choice.text) {
		choice.origin = "DATABASE_URL";
		choice.text = environment(r, choice.origin);
	}
	if (copy_text(r, name ? name : "", &r->out->target.name) < 0)
		return WB_E_NOMEM;
	if (name)
		return resolve_named(r, name);
	return choice.text ? set_url(r, &choice) : 0;
}

/* A target's schemas take the place of the project's; what it leaves alone, and its seeds, come on top. */
static int resolve_scope(struct resolver *r)
{
	const struct config *config = &r->out->config;
	struct target *to = &r->out->target;
	const struct target_config *own = config_target(config, to->name);
	int status;

	status = add_vec(r, &to->schemas,
			 own && own->schemas.count ? &own->schemas : &config->schemas);
	if (status == 0)
		status = add_vec(r, &to->exclude, &config->exclude);
	if (status == 0)
		status = add_vec(r, &to->seeds, &config->seeds);
	if (status == 0 && own)
		status = add_vec(r, &to->seeds, &own->seeds);
	return status == 0 && own ? add_vec(r, &to->exclude, &own->exclude) : status;
}

/* ------------------------------------------------------------------ all of it */

static int resolve(struct resolver *r)
{
	struct setup *out = r->out;
	int status;

	out->no_environment = r->settings->flags & WB_SETTINGS_NO_ENVIRONMENT;
	out->target.connect_timeout_ms = 10 * 1000;
	out->target.lock_timeout_ms = 60 * 1000;
	out->target.statement_lock_timeout_ms = 5 * 1000;
	status = resolve_flags(r);
	if (status == 0)
		status = copy_text(r, r->settings->dialect, &out->dialect);
	if (load_config(r) < 0 || status < 0)
		return WB_E_CONFIG;
	if (!out->config.file_template)
		status = copy_text(r, "%Y%m%d%H%M%S_{slug}", &out->config.file_template);
	if (status == 0)
		status = resolve_migrations(r);
	if (status == 0)
		status = resolve_plugin_paths(r);
	if (status == 0)
		status = expand_project(r);
	if (status != WB_E_NOMEM)
		status = resolve_target(r);
	return status == 0 ? resolve_scope(r) : status;
}

int setup_resolve(const struct wb_settings *settings, struct problems *problems, struct setup *out,
		  struct wb_error *err)
{
	struct resolver r = { settings, problems, out };
	size_t before = problems->count;

	resolve(&r);
	return problems->count > before ? problems_check(problems, err) : 0;
}

static void target_release(struct target *target)
{
	free(target->name);
	url_release(&target->url);
	free(target->directory);
	free(target->shown);
	free(target->version_schema);
	free(target->mirror);
	secret_free(target->scratch);
	string_vec_free(&target->schemas);
	string_vec_free(&target->exclude);
	string_vec_free(&target->seeds);
	secret_pairs_free(&target->options);
	secret_pairs_free(&target->variables);
}

void setup_release(struct setup *setup)
{
	config_release(&setup->config);
	target_release(&setup->target);
	secret_pairs_free(&setup->flags);
	string_vec_free(&setup->migrations);
	string_vec_free(&setup->plugin_paths);
	free(setup->dialect);
	*setup = (struct setup){ 0 };
}
