/* SPDX-License-Identifier: MIT */
#include "config_keys.h"

#include <string.h>

#include "base/text.h"
#include "config_values.h"

/* What a key holds, and where it goes in the struct that its group fills. Each kind has one
 * function that reads it. */
struct key {
	const char *name;
	int (*read)(struct reader *r, const config_setting_t *setting, void *to);
	size_t offset;
};

static int unknown_key(struct reader *r, const config_setting_t *setting, const struct key *keys,
		       size_t count)
{
	const char *names[32], *nearest;

	for (size_t i = 0; i < count; i++)
		names[i] = keys[i].name;
	nearest = text_nearest(setting->name, names, count);
	if (nearest)
		return problem_add(r->problems, WB_E_CONFIG, r->config->path, setting->line,
				   "unknown key \"%s\"; did you mean \"%s\"?", setting->name,
				   nearest);
	return problem_add(r->problems, WB_E_CONFIG, r->config->path, setting->line,
			   "unknown key \"%s\"", setting->name);
}

/* Read all keys of a group into the struct at `to`. Goes on after a problem, unless memory is
 * out. */
static int read_group(struct reader *r, const config_setting_t *group, const struct key *keys,
		      size_t count, void *to)
{
	int status = 0;

	for (unsigned i = 0; i < (unsigned)config_setting_length(group) && status != WB_E_NOMEM;
	     i++) {
		const config_setting_t *setting = config_setting_get_elem(group, i);
		const struct key *key = NULL;

		for (size_t k = 0; k < count && !key; k++)
			if (strcmp(keys[k].name, setting->name) == 0)
				key = &keys[k];
		if (!key)
			status = unknown_key(r, setting, keys, count);
		else
			status = key->read(r, setting, (char *)to + key->offset);
	}
	return status;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TARGET(member) offsetof(struct target_config, member)
#define PROJECT(member) offsetof(struct config, member)

/* A text for every dialect, or one for each. */
static int read_sql(struct reader *r, const config_setting_t *setting, void *to)
{
	const char *text = config_setting_get_string(setting);

	if (text)
		return variable_add(to, "", 0, text) < 0 ? config_no_memory(r) : 0;
	return config_read_pairs(r, setting, to);
}

#define HOOK(member) offsetof(struct hook, member)

static const struct key hook_keys[] = {
	{ "command", config_read_command, HOOK(command) },
	{ "sql", read_sql, HOOK(sql) },
	{ "timeout", config_read_duration, HOOK(timeout_ms) },
};

/* A command, or a group of more than that. */
static int read_hook(struct reader *r, const config_setting_t *setting, void *to)
{
	struct hook *hook = to;

	hook->given = true;
	if (config_setting_is_group(setting))
		return read_group(r, setting, hook_keys, COUNT(hook_keys), hook);
	return config_read_command(r, setting, &hook->command);
}

#define KIND(kind) offsetof(struct hooks, each) + (kind) * sizeof(struct hook)

static const struct key hooks_keys[] = {
	{ "before_run", read_hook, KIND(HOOK_BEFORE_RUN) },
	{ "after_run", read_hook, KIND(HOOK_AFTER_RUN) },
	{ "before_step", read_hook, KIND(HOOK_BEFORE_STEP) },
	{ "after_step", read_hook, KIND(HOOK_AFTER_STEP) },
	{ "on_failure", read_hook, KIND(HOOK_ON_FAILURE) },
	{ "timeout", config_read_duration, offsetof(struct hooks, timeout_ms) },
};

#define HOOK_TIMEOUT_MS 60000

static int read_hooks(struct reader *r, const config_setting_t *setting, void *to)
{
	struct hooks *hooks = to;
	int status;

	if (!config_setting_is_group(setting))
		return config_complain(r, setting, "a group: { before_run = \"…\"; … }");
	hooks->timeout_ms = HOOK_TIMEOUT_MS;
	for (int i = 0; i < HOOK_COUNT; i++)
		hooks->each[i].timeout_ms = -1;
	status = read_group(r, setting, hooks_keys, COUNT(hooks_keys), to);
	for (int i = 0; i < HOOK_COUNT; i++)
		if (hooks->each[i].timeout_ms < 0)
			hooks->each[i].timeout_ms = hooks->timeout_ms;
	return status;
}

static const struct key target_keys[] = {
	{ "url", config_read_text, TARGET(url) },
	{ "scratch", config_read_text, TARGET(scratch) },
	{ "version_schema", config_read_text, TARGET(version_schema) },
	{ "mirror", config_read_text, TARGET(mirror) },
	{ "schemas", config_read_schemas, TARGET(schemas) },
	{ "exclude", config_read_exclude, TARGET(exclude) },
	{ "seeds", config_read_paths, TARGET(seeds) },
	{ "hooks", read_hooks, TARGET(hooks) },
	{ "protected", config_read_flag, TARGET(protected) },
	{ "approve", config_read_flag, TARGET(approve) },
	{ "connect_timeout", config_read_duration, TARGET(connect_timeout_ms) },
	{ "lock_timeout", config_read_duration, TARGET(lock_timeout_ms) },
	{ "statement_timeout", config_read_duration, TARGET(statement_timeout_ms) },
	{ "statement_lock_timeout", config_read_duration, TARGET(statement_lock_timeout_ms) },
	{ "lock", config_read_lock, TARGET(lock) },
	{ "drift", config_read_drift, TARGET(drift) },
	{ "privileges", config_read_privileges, TARGET(privileges) },
	{ "options", config_read_pairs, TARGET(options) },
	{ "variables", config_read_pairs, TARGET(variables) },
};

static int read_target(struct reader *r, const config_setting_t *setting,
		       struct target_config_vec *to)
{
	struct target_config empty = {
		.line = setting->line,
		.connect_timeout_ms = -1,
		.lock_timeout_ms = -1,
		.statement_timeout_ms = -1,
		.statement_lock_timeout_ms = -1,
	};
	struct target_config *target;

	if (!config_setting_is_group(setting))
		return config_complain(r, setting, "a group: { url = \"…\"; }");
	if (target_config_vec_push(to, empty) < 0)
		return config_no_memory(r);
	target = &to->items[to->count - 1];
	target->name = text_dup(setting->name, strlen(setting->name));
	if (!target->name) {
		to->count--;
		return config_no_memory(r);
	}
	return read_group(r, setting, target_keys, COUNT(target_keys), target);
}

static int read_targets(struct reader *r, const config_setting_t *setting, void *to)
{
	int status = 0;

	if (!config_setting_is_group(setting))
		return config_complain(r, setting, "a group: { name = { url = \"…\"; }; }");
	for (unsigned i = 0; i < (unsigned)config_setting_length(setting) && status != WB_E_NOMEM;
	     i++)
		status = read_target(r, config_setting_get_elem(setting, i), to);
	return status;
}

static const struct key plugin_keys[] = {
	{ "path", config_read_paths, PROJECT(plugin_paths) },
};

static int read_plugins(struct reader *r, const config_setting_t *setting, void *to)
{
	if (!config_setting_is_group(setting))
		return config_complain(r, setting, "a group: { path = [ \"…\" ]; }");
	return read_group(r, setting, plugin_keys, COUNT(plugin_keys), to);
}

static const struct key project_keys[] = {
	{ "migrations", config_read_paths, PROJECT(migrations) },
	{ "target", config_read_text, PROJECT(target) },
	{ "schema", config_read_paths, PROJECT(schema) },
	{ "schema_file", config_read_path, PROJECT(schema_file) },
	{ "schema_command", config_read_command, PROJECT(schema_command) },
	{ "schema_timeout", config_read_duration, PROJECT(schema_timeout_ms) },
	{ "schemas", config_read_schemas, PROJECT(schemas) },
	{ "exclude", config_read_exclude, PROJECT(exclude) },
	{ "seeds", config_read_paths, PROJECT(seeds) },
	{ "hooks", read_hooks, PROJECT(hooks) },
	{ "keep", config_read_flag, PROJECT(keep) },
	{ "file_template", config_read_text, PROJECT(file_template) },
	{ "template", config_read_path, PROJECT(template) },
	{ "privileges", config_read_privileges, PROJECT(privileges) },
	{ "variables", config_read_pairs, PROJECT(variables) },
	{ "targets", read_targets, PROJECT(targets) },
	{ "plugins", read_plugins, 0 },
};

static void check_default_target(struct reader *r, const config_t *parsed)
{
	const struct config *config = r->config;
	struct buf hint = { 0 };

	if (!config->target || config_target(config, config->target))
		return;
	config_suggest_target(config, config->target, &hint);
	problem_add(r->problems, WB_E_CONFIG, config->path, config_lookup(parsed, "target")->line,
		    "there is no target \"%s\"%s", config->target, buf_text(&hint));
	buf_release(&hint);
}

void config_keys_read(const config_t *parsed, struct problems *problems, struct config *out)
{
	struct reader r = { out, problems };

	read_group(&r, config_root_setting(parsed), project_keys, COUNT(project_keys), out);
	check_default_target(&r, parsed);
}
