/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "config_keys.h"
#include "config_text.h"
#include "base/error.h"
#include "base/file.h"
#include "secret.h"
#include "base/text.h"

/* The parser looks at all names that a group has for each new one, and ends the program when memory does. */
enum { CONFIG_MAX = 256 * 1024 };

/* A text may have escapes in it that the file itself has not: "\x1b". */
static int check_texts(const config_setting_t *setting, struct problems *problems,
		       const struct config *config)
{
	const char *text = config_setting_type(setting) == CONFIG_TYPE_STRING
				   ? config_setting_get_string(setting)
				   : "";
	size_t len = strlen(text);
	int status = 0;

	if (text_check_shown(text, len) < len)
		status =
			problem_add(problems, WB_E_CONFIG, config->path, setting->line,
				    "a control character, or one that turns text round, in a text");
	if (config_setting_is_aggregate(setting))
		for (unsigned i = 0; i < (unsigned)config_setting_length(setting); i++)
			if (check_texts(config_setting_get_elem(setting, i), problems, config) < 0)
				status = WB_E_CONFIG;
	return status;
}

/* The parser takes what it is given by malloc unseen: what it may need for a text is there before it
 * begins, or it doesn't begin. */
static bool has_memory(size_t text_len)
{
	enum { EACH = 128, BASE = 256 * 1024 };
	void *room = malloc(BASE + text_len * EACH);
	bool has = room != NULL;

	free(room);
	return has;
}

static void parse(const char *text, struct problems *problems, struct config *out)
{
	config_t parsed;
	size_t before = problems->count;

	config_init(&parsed);
	/* config_text_check has refused @include; should it have missed one, it finds nothing below
	 * this */
	config_set_include_dir(&parsed, "/dev/null");
	if (config_read_string(&parsed, text) &&
	    check_texts(config_root_setting(&parsed), problems, out) == 0)
		config_keys_read(&parsed, problems, out);
	else if (problems->count == before)
		problem_add(problems, WB_E_CONFIG, out->path, (uint32_t)config_error_line(&parsed),
			    "%s, here or just above%s", config_error_text(&parsed),
			    strcmp(config_error_text(&parsed), "syntax error") == 0
				    ? ": texts stand in quotes, lists in [ ], groups in { }"
				    : "");
	config_destroy(&parsed);
}

int config_load(const char *path, struct problems *problems, struct config *out)
{
	struct wb_error err = WB_ERROR_INIT;
	struct buf text = { .secret = true };
	size_t before = problems->count, bom;

	out->schema_timeout_ms = -1;
	out->path = text_dup(path, strlen(path));
	out->directory = file_directory(path);
	if (!out->path || !out->directory)
		return problem_add(problems, WB_E_NOMEM, path, 0, "out of memory");
	if (file_read(path, CONFIG_MAX, &text, &err) < 0) {
		buf_release(&text);
		return problem_add(problems, err.status == WB_E_NOMEM ? WB_E_NOMEM : WB_E_CONFIG,
				   path, 0, "%s", err.message);
	}
	bom = strncmp(buf_text(&text), "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	if (!has_memory(text.len))
		problem_add(problems, WB_E_NOMEM, path, 0, "out of memory");
	else if (config_text_check(buf_text(&text) + bom, text.len - bom, path, problems) == 0)
		parse(buf_text(&text) + bom, problems, out);
	buf_release(&text);
	return problems->count > before ? WB_E_CONFIG : 0;
}

static void hooks_release(struct hooks *hooks)
{
	for (int i = 0; i < HOOK_COUNT; i++) {
		string_vec_free(&hooks->each[i].command);
		secret_pairs_free(&hooks->each[i].sql);
	}
}

static void target_config_release(struct target_config *target)
{
	free(target->name);
	secret_free(target->url);
	secret_free(target->scratch);
	free(target->version_schema);
	free(target->mirror);
	string_vec_free(&target->schemas);
	string_vec_free(&target->exclude);
	string_vec_free(&target->seeds);
	hooks_release(&target->hooks);
	secret_pairs_free(&target->options);
	secret_pairs_free(&target->variables);
}

void config_release(struct config *config)
{
	for (size_t i = 0; i < config->targets.count; i++)
		target_config_release(&config->targets.items[i]);
	target_config_vec_release(&config->targets);
	for (size_t i = 0; i < config->kind_patterns.count; i++)
		free(config->kind_patterns.items[i].pattern);
	kind_pattern_vec_release(&config->kind_patterns);
	free(config->path);
	free(config->directory);
	string_vec_free(&config->migrations);
	string_vec_free(&config->schema);
	string_vec_free(&config->schema_command);
	string_vec_free(&config->schemas);
	string_vec_free(&config->exclude);
	string_vec_free(&config->plugin_paths);
	string_vec_free(&config->seeds);
	hooks_release(&config->hooks);
	free(config->target);
	free(config->file_template);
	free(config->template);
	free(config->schema_file);
	secret_pairs_free(&config->variables);
	*config = (struct config){ 0 };
}
