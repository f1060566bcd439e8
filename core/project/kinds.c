/* SPDX-License-Identifier: MIT */
/* Kinds of objects that `exclude` names and the engine does not have: is there a dialect that has them? */
#include <string.h>

#include "base/error.h"
#include "base/kind.h"
#include "base/text.h"
#include "config/pattern.h"
#include "project.h"

/* All that can be left out by its kind: what has a name of its own and is no part of a CREATE TABLE, and what
 * dialects call objects of their own. */
struct known_kinds {
	struct string_vec words;
	bool lacks; /* a dialect that is installed can't be loaded */
};

static int add_of_dialect(void *ctx, const char *name, const char *file,
			  const struct plugin *plugin, const char *trouble)
{
	struct known_kinds *known = ctx;
	const char *const *kinds = plugin ? plugin->table.kinds : NULL;

	(void)name;
	(void)file;
	(void)trouble;
	known->lacks = known->lacks || !plugin;
	for (; kinds && *kinds; kinds++)
		if (string_vec_add(&known->words, *kinds) < 0)
			return WB_E_NOMEM;
	return 0;
}

static int add_engines(struct known_kinds *known)
{
	for (int32_t kind = WB_KIND_NAMESPACE; kind <= KIND_LAST; kind++)
		if (kind_excluded_as(kind) &&
		    string_vec_add(&known->words, kind_excluded_as(kind)) < 0)
			return WB_E_NOMEM;
	return 0;
}

static bool is_part(const char *kind)
{
	return strcmp(kind, "column") == 0 || strstr(kind, "key") || strstr(kind, "constraint");
}

static int check_kind(const struct wb_project *project, const struct known_kinds *known,
		      const struct kind_pattern *p, struct problems *problems)
{
	const char *path = project->setup.config.path, *nearest;
	size_t len;
	AUTO_FREE char *kind = NULL;

	pattern_name(p->pattern, &len);
	kind = text_dup(p->pattern, len);
	if (!kind)
		return WB_E_NOMEM;
	if (string_vec_find(&known->words, kind) >= 0)
		return 0;
	if (is_part(kind))
		return problem_add(
			problems, WB_E_CONFIG, path, p->line,
			"exclude: \"%s\": a %s is a part of its table, and can't be left "
			"out by itself",
			p->pattern, kind);
	nearest = text_nearest(kind, (const char *const *)known->words.items, known->words.count);
	if (!nearest && known->lacks)
		return 0;
	return problem_add(problems, WB_E_CONFIG, path, p->line,
			   "exclude: \"%s\": there is no kind \"%s\"%s%s%s", p->pattern, kind,
			   nearest ? "; did you mean \"" : " in any dialect that is installed",
			   nearest ? nearest : "", nearest ? "\"?" : "");
}

static bool knows_all(const struct known_kinds *known, const struct kind_pattern_vec *patterns)
{
	for (size_t i = 0; i < patterns->count; i++) {
		const char *pattern = patterns->items[i].pattern;
		bool found = false;
		size_t len;

		pattern_name(pattern, &len);
		for (size_t k = 0; !found && k < known->words.count; k++)
			found = strlen(known->words.items[k]) == len &&
				memcmp(known->words.items[k], pattern, len) == 0;
		if (!found)
			return false;
	}
	return true;
}

/* The project's own dialect comes first: mostly no other has to be loaded. */
static int ask_dialects(struct wb_project *project, struct known_kinds *known, struct wb_error *err)
{
	const struct setup *setup = &project->setup;
	const char *own = setup->dialect ? setup->dialect : setup->target.url.scheme;
	const struct plugin *plugin;
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = 0;

	if (own && plugin_load(&project->plugins, own, &plugin, &ignored) == 0)
		rc = add_of_dialect(known, plugin->table.name, NULL, plugin, NULL);
	if (rc < 0 || knows_all(known, &setup->config.kind_patterns))
		return rc;
	return plugin_each(&project->plugins, add_of_dialect, known, err);
}

int project_check_kinds(struct wb_project *project, struct problems *problems, struct wb_error *err)
{
	const struct kind_pattern_vec *patterns = &project->setup.config.kind_patterns;
	struct known_kinds known = { .words = { 0 } };
	int rc;

	if (!patterns->count)
		return 0;
	rc = ask_dialects(project, &known, err);
	if (rc == 0)
		rc = add_engines(&known);
	for (size_t i = 0; rc == 0 && i < patterns->count; i++)
		if (check_kind(project, &known, &patterns->items[i], problems) == WB_E_NOMEM)
			rc = WB_E_NOMEM;
	string_vec_free(&known.words);
	return rc == WB_E_NOMEM ? wb_error_nomem(err) : rc;
}
