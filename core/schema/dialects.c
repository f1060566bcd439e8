/* SPDX-License-Identifier: MIT */
/* Which dialects a project has bodies for, and by which of its targets each can be had. */
#include <string.h>

#include "base/error.h"
#include "config/url.h"
#include "run/session.h"
#include "calls.h"

struct gathering {
	struct section_rules rules;
	struct string_vec names;
};

/* Note the own names of the dialects that a revision's sections name. */
static int gather(struct gathering *g, struct revision *r, struct wb_error *err)
{
	struct problems silent = { 0 };
	struct section_vec sections = { 0 };
	char own[DIALECT_SIZE];
	struct lexer lexer;
	int rc = sections_read(r, &g->rules, &silent, &sections, err);

	for (size_t i = 0; rc == 0 && i < sections.count; i++)
		for (size_t j = 0; rc == 0 && j < sections.items[i].dialects.count; j++)
			if (g->rules.known(g->rules.ctx, sections.items[i].dialects.items[j], own,
					   &lexer) == 1 &&
			    string_vec_find(&g->names, own) < 0 &&
			    string_vec_add(&g->names, own) < 0)
				rc = wb_error_nomem(err);
	sections_free(&sections);
	return rc;
}

static bool is_of(struct wb_project *project, const struct gathering *g, const char *text,
		  const char *dialect)
{
	struct wb_error ignored = WB_ERROR_INIT;
	struct buf expanded = { .secret = true };
	struct url url = { 0 };
	char own[DIALECT_SIZE];
	struct lexer lexer;
	bool is = config_expand(&project->setup.config, text, &expanded, &ignored) == 0 &&
		  url_parse(buf_text(&expanded), &url, &ignored) == 0 && url.scheme &&
		  g->rules.known(g->rules.ctx, url.scheme, own, &lexer) == 1 &&
		  strcmp(own, dialect) == 0;

	url_release(&url);
	buf_release(&expanded);
	return is;
}

static const char *find_target(struct wb_project *project, const struct gathering *g,
			       const char *dialect)
{
	const struct target_config_vec *targets = &project->setup.config.targets;

	/* a protected one lends its server to nothing but what it is told to */
	for (size_t i = 0; i < targets->count; i++)
		if (targets->items[i].url &&
		    (!targets->items[i].protected || targets->items[i].scratch) &&
		    is_of(project, g, targets->items[i].url, dialect))
			return targets->items[i].name;
	return NULL;
}

int schema_dialects(struct wb_project *project,
		    int (*take)(void *ctx, const char *dialect, const char *target), void *ctx,
		    struct wb_error *err)
{
	struct gathering g = { .rules = project_section_rules(project) };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < graph_count(project->graph); i++)
		rc = gather(&g, graph_at(project->graph, i), err);
	for (size_t i = 0; rc == 0 && i < g.names.count; i++)
		if (take(ctx, g.names.items[i], find_target(project, &g, g.names.items[i])) != 0)
			rc = wb_error_set(err, WB_E_NOMEM, "the dialects could not be taken");
	string_vec_free(&g.names);
	return rc;
}
