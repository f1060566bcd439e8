/* SPDX-License-Identifier: MIT */
#include "config_values.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "pattern.h"

int config_complain(struct reader *r, const config_setting_t *setting, const char *wanted)
{
	return problem_add(r->problems, WB_E_CONFIG, r->config->path, setting->line,
			   "\"%s\" must be %s", setting->name, wanted);
}

int config_no_memory(struct reader *r)
{
	return problem_add(r->problems, WB_E_NOMEM, r->config->path, 0, "out of memory");
}

int config_read_text(struct reader *r, const config_setting_t *setting, void *to)
{
	const char *text = config_setting_get_string(setting);
	char *copy;

	if (!text)
		return config_complain(r, setting, "a text in quotes");
	copy = text_dup(text, strlen(text));
	if (!copy)
		return config_no_memory(r);
	*(char **)to = copy;
	return 0;
}

int config_read_path(struct reader *r, const config_setting_t *setting, void *to)
{
	const char *text = config_setting_get_string(setting);
	char *path;

	if (!text || !*text)
		return config_complain(r, setting, "a path in quotes");
	path = file_join(r->config->directory, text);
	if (!path)
		return config_no_memory(r);
	*(char **)to = path;
	return 0;
}

static int read_one_path(struct reader *r, const config_setting_t *setting, const char *text,
			 struct string_vec *to)
{
	AUTO_FREE char *path = NULL;

	if (!text || !*text)
		return config_complain(r, setting, "a path in quotes, or a list of them");
	path = file_join(r->config->directory, text);
	return path && string_vec_add(to, path) == 0 ? 0 : config_no_memory(r);
}

int config_read_paths(struct reader *r, const config_setting_t *setting, void *to)
{
	int status = 0;

	if (!config_setting_is_array(setting) && !config_setting_is_list(setting))
		return read_one_path(r, setting, config_setting_get_string(setting), to);
	for (int i = 0; i < config_setting_length(setting) && status == 0; i++)
		status = read_one_path(r, setting, config_setting_get_string_elem(setting, i), to);
	return status;
}

/* Whether there is such a kind is known once dialects can be loaded. */
static int note_kind(struct reader *r, const char *pattern, uint32_t line)
{
	char *copy = text_dup(pattern, strlen(pattern));

	if (copy && kind_pattern_vec_push(&r->config->kind_patterns,
					  (struct kind_pattern){ copy, line }) == 0)
		return 0;
	free(copy);
	return config_no_memory(r);
}

/* A text or a list of texts. `check` says what is wrong with one, or 1: its kind may be a dialect's. */
static int read_texts(struct reader *r, const config_setting_t *setting,
		      int (*check)(const char *text, struct wb_error *err), struct string_vec *to)
{
	bool many = config_setting_is_array(setting) || config_setting_is_list(setting);
	int count = many ? config_setting_length(setting) : 1, status = 0;

	for (int i = 0; i < count && status != WB_E_NOMEM; i++) {
		const char *text = many ? config_setting_get_string_elem(setting, i)
					: config_setting_get_string(setting);
		const uint32_t line =
			many ? config_setting_get_elem(setting, (unsigned)i)->line : setting->line;
		struct wb_error why = WB_ERROR_INIT;
		int checked;

		if (!text || !*text)
			return config_complain(r, setting,
					       text ? "more than an empty text"
						    : "a text in quotes, or a list of them");
		checked = check(text, &why);
		if (checked < 0)
			status = problem_add(r->problems, WB_E_CONFIG, r->config->path, line,
					     "%s: %s", setting->name, why.message);
		else if (string_vec_add(to, text) < 0)
			status = config_no_memory(r);
		else if (checked)
			status = note_kind(r, text, line);
	}
	return status;
}

int config_read_schemas(struct reader *r, const config_setting_t *setting, void *to)
{
	return read_texts(r, setting, pattern_check_plain, to);
}

int config_read_exclude(struct reader *r, const config_setting_t *setting, void *to)
{
	return read_texts(r, setting, pattern_check_kind, to);
}

/* A list of words, or a text for the shell. */
int config_read_command(struct reader *r, const config_setting_t *setting, void *to)
{
	static const char *const shell[] = { "/bin/sh", "-c" };
	const char *text = config_setting_get_string(setting);
	struct string_vec *words = to;
	int status = 0;

	if (text && !*text)
		return config_complain(r, setting,
				       "a program and its arguments: [ \"…\", … ], or a text");
	for (size_t i = 0; text && status == 0 && i < 2; i++)
		status = string_vec_add(words, shell[i]);
	if (text)
		return status == 0 && string_vec_add(words, text) == 0 ? 0 : config_no_memory(r);
	for (int i = 0; status == 0 && i < config_setting_length(setting); i++) {
		text = config_setting_get_string_elem(setting, i);
		if (!text || (i == 0 && !*text))
			break;
		status = string_vec_add(words, text);
	}
	if (status < 0)
		return config_no_memory(r);
	if (!words->count || words->count < (size_t)config_setting_length(setting))
		return config_complain(r, setting,
				       "a program and its arguments: [ \"…\", … ], or a text");
	return 0;
}

int config_read_duration(struct reader *r, const config_setting_t *setting, void *to)
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
		return config_complain(
			r, setting,
			"a duration such as \"10s\", \"250ms\", \"5m\", or a number of seconds");
	if (ms > UINT32_MAX)
		return config_complain(r, setting, "a duration of less than 50 days");
	*(int64_t *)to = ms;
	return 0;
}

int config_read_flag(struct reader *r, const config_setting_t *setting, void *to)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
		return config_complain(r, setting, "true or false, without quotes");
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
	return config_complain(r, setting, wanted);
}

int config_read_lock(struct reader *r, const config_setting_t *setting, void *to)
{
	static const char *const names[] = {
		[LOCK_AUTO] = "auto", [LOCK_NATIVE] = "native", [LOCK_LEASE] = "lease", NULL
	};
	int mode = LOCK_AUTO, rc;

	rc = read_word(r, setting, names, "\"auto\", \"native\" or \"lease\"", &mode);
	*(enum lock_mode *)to = (enum lock_mode)mode;
	return rc;
}

int config_read_drift(struct reader *r, const config_setting_t *setting, void *to)
{
	static const char *const names[] = {
		[DRIFT_IGNORE] = "ignore", [DRIFT_BLOCK] = "block", NULL
	};
	int mode = DRIFT_IGNORE, rc;

	rc = read_word(r, setting, names, "\"ignore\" or \"block\"", &mode);
	*(enum drift_mode *)to = (enum drift_mode)mode;
	return rc;
}

int config_read_privileges(struct reader *r, const config_setting_t *setting, void *to)
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

int config_read_pairs(struct reader *r, const config_setting_t *setting, void *to)
{
	int status = 0;

	if (!config_setting_is_group(setting))
		return config_complain(r, setting, "a group: { name = \"value\"; … }");
	for (unsigned i = 0; i < (unsigned)config_setting_length(setting) && status != WB_E_NOMEM;
	     i++) {
		const config_setting_t *item = config_setting_get_elem(setting, i);
		struct buf value = { .secret = true };

		if (!scalar_text(item, &value))
			status = config_complain(r, item, "a text, a number, true or false");
		else if (value.failed ||
			 variable_add(to, item->name, strlen(item->name), buf_text(&value)) < 0)
			status = config_no_memory(r);
		buf_release(&value);
	}
	return status;
}
