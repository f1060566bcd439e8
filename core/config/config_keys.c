/* SPDX-License-Identifier: MIT */
#include "config_keys.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "pattern.h"

struct reader {
	struct config *config;
	struct problems *problems;
};

/* What a key holds, and where it goes in the struct that its group fills. Each kind has one
 * function that reads it. */
struct key {
	const char *name;
	int (*read)(struct reader *r, const config_setting_t *setting, void *to);
	size_t offset;
};

static int complain(struct reader *r, const config_setting_t *setting, const char *wanted)
{
	return problem_add(r->problems, WB_E_CONFIG, r->config->path, setting->line,
			   "\"%s\" must be %s", setting->name, wanted);
}

static int no_memory(struct reader *r)
{
	return problem_add(r->problems, WB_E_NOMEM, r->config->path, 0, "out of memory");
}

static int read_text(struct reader *r, const config_setting_t *setting, void *to)
{
	const char *text = config_setting_get_string(setting);
	char *copy;

	if (!text)
		return complain(r, setting, "a text in quotes");
	copy = text_dup(text, strlen(text));
	if (!copy)
		return no_memory(r);
	*(char **)to = copy;
	return 0;
}

static int read_path(struct reader *r, const config_setting_t *setting, void *to)
{
	const char *text = config_setting_get_string(setting);
	char *path;

	if (!text || !*text)
		return complain(r, setting, "a path in quotes");
	path = file_join(r->config->directory, text);
	if (!path)
		return no_memory(r);
	*(char **)to = path;
	return 0;
}

static int read_one_path(struct reader *r, const config_setting_t *setting, const char *text,
			 struct string_vec *to)
{
	AUTO_FREE char *path = NULL;

	if (!text || !*text)
		return complain(r, setting, "a path in quotes, or a list of them");
	path = file_join(r->config->directory, text);
	return path && string_vec_add(to, path) == 0 ? 0 : no_memory(r);
}

static int read_paths(struct reader *r, const config_setting_t *setting, void *to)
{
	int status = 0;

	if (!config_setting_is_array(setting) && !config_setting_is_list(setting))
		return read_one_path(r, setting, config_setting_get_string(setting), to);
	for (int i = 0; i < config_setting_length(setting) && status == 0; i++)
		status = read_one_path(r, setting, config_setting_get_string_elem(setting, i), to);
	return status;
}

/* A text or a list of texts, each of which `check` takes (NULL) or says what is wrong with. */
static int read_texts(struct reader *r, const config_setting_t *setting,
		      int (*check)(const char *text, struct wb_error *err), struct string_vec *to)
{
	bool many = config_setting_is_array(setting) || config_setting_is_list(setting);
	int count = many ? config_setting_length(setting) : 1, status = 0;

	for (int i = 0; i < count && status != WB_E_NOMEM; i++) {
		const char *text = many ? config_setting_get_string_elem(setting, i)
					: config_setting_get_string(setting);
		struct wb_error why = WB_ERROR_INIT;

		if (!text || !*text)
			return complain(r, setting, "a text in quotes, or a list of them");
		if (check(text, &why) < 0)
			status = problem_add(
				r->problems, WB_E_CONFIG, r->config->path,
				many ? config_setting_get_elem(setting, (unsigned)i)->line
				     : setting->line,
				"%s: %s", setting->name, why.message);
		else if (string_vec_add(to, text) < 0)
			status = no_memory(r);
	}
	return status;
}

static int read_schemas(struct reader *r, const config_setting_t *setting, void *to)
{
	return read_texts(r, setting, pattern_check_plain, to);
}

static int read_exclude(struct reader *r, const config_setting_t *setting, void *to)
{
	return read_texts(r, setting, pattern_check_kind, to);
}

/* A list of words, or a text for the shell. */
static int read_command(struct reader *r, const config_setting_t *setting, void *to)
{
	static const char *const shell[] = { "/bin/sh", "-c" };
	const char *text = config_setting_get_string(setting);
	struct string_vec *words = to;
	int status = 0;

	if (text && !*text)
		return complain(r, setting, "a program and its arguments: [ \"…\", … ], or a text");
	for (size_t i = 0; text && status == 0 && i < 2; i++)
		status = string_vec_add(words, shell[i]);
	if (text)
		return status == 0 && string_vec_add(words, text) == 0 ? 0 : no_memory(r);
	for (int i = 0; status == 0 && i < config_setting_length(setting); i++) {
		text = config_setting_get_string_elem(setting, i);
		if (!text || (i == 0 && !*text))
			break;
		status = string_vec_add(words, text);
	}
	if (status < 0)
		return no_memory(r);
	if (!words->count || words->count < (size_t)config_setting_length(setting))
		return complain(r, setting, "a program and its arguments: [ \"…\", … ], or a text");
	return 0;
}

static int read_duration(struct reader *r, const config_setting_t *setting, void *to)
{
	const char *text = config_setting_get_string(setting);
	int type = config_setting_type(setting);
	int64_t ms = -1;

	if (text)
		ms = text_duration_ms(text);
	else if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)
		ms = config_setting_get_int64(setting);
	if (!text && ms > 0)
		ms = ms <= UINT32_MAX ? ms * 1000 : ms;
	if (ms < 0)
		return complain(
			r, setting,
			"a duration such as \"10s\", \"250ms\", \"5m\", or a number of seconds");
	if (ms > UINT32_MAX)
		return complain(r, setting, "a duration of less than 50 days");
	*(int64_t *)to = ms;
	return 0;
}

static int read_flag(struct reader *r, const config_setting_t *setting, void *to)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
		return complain(r, setting, "true or false, without quotes");
	*(bool *)to = config_setting_get_bool(setting) != 0;
	return 0;
}

/* One of some words, ended by NULL: its place. */
static int read_word(struct reader *r, const config_setting_t *setting, const char *const *words,
		     const char *wanted, int *out)
{
	const char *text = config_setting_get_string(setting);

	for (int i = 0; text && words[i]; i++) {
		if (strcmp(text, words[i]) == 0) {
			*out = i;
			return 0;
		}
	}
	return complain(r, setting, wanted);
}

static int read_lock(struct reader *r, const config_setting_t *setting, void *to)
{
	static const char *const names[] = {
		[LOCK_AUTO] = "auto", [LOCK_NATIVE] = "native", [LOCK_LEASE] = "lease", NULL
	};
	int mode = LOCK_AUTO, rc;

	rc = read_word(r, setting, names, "\"auto\", \"native\" or \"lease\"", &mode);
	*(enum lock_mode *)to = (enum lock_mode)mode;
	return rc;
}

static int read_drift(struct reader *r, const config_setting_t *setting, void *to)
{
	static const char *const names[] = {
		[DRIFT_IGNORE] = "ignore", [DRIFT_BLOCK] = "block", NULL
	};
	int mode = DRIFT_IGNORE, rc;

	rc = read_word(r, setting, names, "\"ignore\" or \"block\"", &mode);
	*(enum drift_mode *)to = (enum drift_mode)mode;
	return rc;
}

static int read_privileges(struct reader *r, const config_setting_t *setting, void *to)
{
	static const char *const names[] = { "auto", "yes", "no", NULL };
	int mode = 0, rc;

	rc = read_word(r, setting, names, "\"auto\", \"yes\" or \"no\"", &mode);
	*(enum privileges_mode *)to = (enum privileges_mode)(PRIVILEGES_AUTO + mode);
	return rc;
}

/* A scalar as text; false: it is none. */
static bool scalar_text(const config_setting_t *setting, struct buf *out)
{
	double value;

	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_STRING:
		buf_str(out, config_setting_get_string(setting));
		return true;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		buf_printf(out, "%lld", config_setting_get_int64(setting));
		return true;
	case CONFIG_TYPE_BOOL:
		buf_str(out, config_setting_get_bool(setting) ? "true" : "false");
		return true;
	case CONFIG_TYPE_FLOAT:
		value = config_setting_get_float(setting);
		buf_printf(out, "%.15g", value);
		return true;
	default:
		return false;
	}
}

static int read_pairs(struct reader *r, const config_setting_t *setting, void *to)
{
	int status = 0;

	if (!config_setting_is_group(setting))
		return complain(r, setting, "a group: { name = \"value\"; … }");
	for (unsigned i = 0; i < (unsigned)config_setting_length(setting) && status != WB_E_NOMEM;
	     i++) {
		const config_setting_t *item = config_setting_get_elem(setting, i);
		struct buf value = { .secret = true };

		if (!scalar_text(item, &value))
			status = complain(r, item, "a text, a number, true or false");
		else if (value.failed ||
			 variable_add(to, item->name, strlen(item->name), buf_text(&value)) < 0)
			status = no_memory(r);
		buf_release(&value);
	}
	return status;
}

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
		return variable_add(to, "", 0, text) < 0 ? no_memory(r) : 0;
	return read_pairs(r, setting, to);
}

#define HOOK(member) offsetof(struct hook, member)

static const struct key hook_keys[] = {
	{ "command", read_command, HOOK(command) },
	{ "sql", read_sql, HOOK(sql) },
	{ "timeout", read_duration, HOOK(timeout_ms) },
};

/* A command, or a group of more than that. */
static int read_hook(struct reader *r, const config_setting_t *setting, void *to)
{
	struct hook *hook = to;

	hook->given = true;
	if (config_setting_is_group(setting))
		return read_group(r, setting, hook_keys, COUNT(hook_keys), hook);
	return read_command(r, setting, &hook->command);
}

#define KIND(kind) offsetof(struct hooks, each) + (kind) * sizeof(struct hook)

static const struct key hooks_keys[] = {
	{ "before_run", read_hook, KIND(HOOK_BEFORE_RUN) },
	{ "after_run", read_hook, KIND(HOOK_AFTER_RUN) },
	{ "before_step", read_hook, KIND(HOOK_BEFORE_STEP) },
	{ "after_step", read_hook, KIND(HOOK_AFTER_STEP) },
	{ "on_failure", read_hook, KIND(HOOK_ON_FAILURE) },
	{ "timeout", read_duration, offsetof(struct hooks, timeout_ms) },
};

#define HOOK_TIMEOUT_MS 60000

static int read_hooks(struct reader *r, const config_setting_t *setting, void *to)
{
	struct hooks *hooks = to;
	int status;

	if (!config_setting_is_group(setting))
		return complain(r, setting, "a group: { before_run = \"…\"; … }");
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
	{ "url", read_text, TARGET(url) },
	{ "scratch", read_text, TARGET(scratch) },
	{ "version_schema", read_text, TARGET(version_schema) },
	{ "mirror", read_text, TARGET(mirror) },
	{ "schemas", read_schemas, TARGET(schemas) },
	{ "exclude", read_exclude, TARGET(exclude) },
	{ "seeds", read_paths, TARGET(seeds) },
	{ "hooks", read_hooks, TARGET(hooks) },
	{ "protected", read_flag, TARGET(protected) },
	{ "approve", read_flag, TARGET(approve) },
	{ "connect_timeout", read_duration, TARGET(connect_timeout_ms) },
	{ "lock_timeout", read_duration, TARGET(lock_timeout_ms) },
	{ "statement_timeout", read_duration, TARGET(statement_timeout_ms) },
	{ "statement_lock_timeout", read_duration, TARGET(statement_lock_timeout_ms) },
	{ "lock", read_lock, TARGET(lock) },
	{ "drift", read_drift, TARGET(drift) },
	{ "privileges", read_privileges, TARGET(privileges) },
	{ "options", read_pairs, TARGET(options) },
	{ "variables", read_pairs, TARGET(variables) },
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
		return complain(r, setting, "a group: { url = \"…\"; }");
	if (target_config_vec_push(to, empty) < 0)
		return no_memory(r);
	target = &to->items[to->count - 1];
	target->name = text_dup(setting->name, strlen(setting->name));
	if (!target->name)
		return no_memory(r);
	return read_group(r, setting, target_keys, COUNT(target_keys), target);
}

static int read_targets(struct reader *r, const config_setting_t *setting, void *to)
{
	int status = 0;

	if (!config_setting_is_group(setting))
		return complain(r, setting, "a group: { name = { url = \"…\"; }; }");
	for (unsigned i = 0; i < (unsigned)config_setting_length(setting) && status != WB_E_NOMEM;
	     i++)
		status = read_target(r, config_setting_get_elem(setting, i), to);
	return status;
}

static const struct key plugin_keys[] = {
	{ "path", read_paths, PROJECT(plugin_paths) },
};

static int read_plugins(struct reader *r, const config_setting_t *setting, void *to)
{
	if (!config_setting_is_group(setting))
		return complain(r, setting, "a group: { path = [ \"…\" ]; }");
	return read_group(r, setting, plugin_keys, COUNT(plugin_keys), to);
}

static const struct key project_keys[] = {
	{ "migrations", read_paths, PROJECT(migrations) },
	{ "target", read_text, PROJECT(target) },
	{ "schema", read_paths, PROJECT(schema) },
	{ "schema_file", read_path, PROJECT(schema_file) },
	{ "schema_command", read_command, PROJECT(schema_command) },
	{ "schema_timeout", read_duration, PROJECT(schema_timeout_ms) },
	{ "schemas", read_schemas, PROJECT(schemas) },
	{ "exclude", read_exclude, PROJECT(exclude) },
	{ "seeds", read_paths, PROJECT(seeds) },
	{ "hooks", read_hooks, PROJECT(hooks) },
	{ "keep", read_flag, PROJECT(keep) },
	{ "file_template", read_text, PROJECT(file_template) },
	{ "template", read_path, PROJECT(template) },
	{ "privileges", read_privileges, PROJECT(privileges) },
	{ "variables", read_pairs, PROJECT(variables) },
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
