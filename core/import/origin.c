/* SPDX-License-Identifier: MIT */
#include "origin.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "compose.h"
#include "import.h"
#include "project/project.h"

static const struct import_live *table_of(const char *tool, size_t len)
{
	for (const struct import_tool *t = import_tools; t->name; t++)
		if (strlen(t->name) == len && strncmp(t->name, tool, len) == 0)
			return t->live;
	return NULL;
}

/* One by its name, or by the table that it shares: Flask-Migrate is Alembic. */
static bool same_tool(const char *a, size_t len, const char *b)
{
	const struct import_live *table = table_of(a, len);

	return (len == strlen(b) && strncmp(a, b, len) == 0) ||
	       (table && table == table_of(b, strlen(b)));
}

/* What stands behind the tool's name; NULL: it came from elsewhere. */
static const char *origin_of(const struct revision *revision, const char *tool)
{
	const char *said;

	if (!revision->imported)
		return NULL;
	for (size_t i = 0; (said = revision_line(revision, HEADER_ORIGIN, i)); i++) {
		size_t len = strcspn(said, " ");

		if (said[len] && same_tool(said, len, tool))
			return said + len + 1;
	}
	return NULL;
}

/* A key may have blanks in it; a checksum is one word behind it, of digits and a sign. */
static int add(struct origin_vec *out, const struct revision *revision, const char *text,
	       struct wb_error *err)
{
	const char *blank = strrchr(text, ' ');
	struct origin origin = { .revision = revision };

	if (blank && blank[1] && strspn(blank + 1, "-0123456789abcdefABCDEF") == strlen(blank + 1))
		origin.checksum = text_dup(blank + 1, strlen(blank + 1));
	else
		blank = NULL;
	origin.key = text_dup(text, blank ? (size_t)(blank - text) : strlen(text));
	if (!origin.key || (blank && !origin.checksum) || origin_vec_push(out, origin) < 0) {
		free(origin.key);
		free(origin.checksum);
		return wb_error_nomem(err);
	}
	return 0;
}

int origins_find(const struct wb_project *project, const char *tool, struct origin_vec *out,
		 struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < graph_count(project->graph); i++) {
		const struct revision *revision = graph_at(project->graph, i);
		const char *text = origin_of(revision, tool);

		if (text)
			rc = add(out, revision, text, err);
	}
	return rc;
}

void origins_free(struct origin_vec *origins)
{
	for (size_t i = 0; i < origins->count; i++) {
		free(origins->items[i].key);
		free(origins->items[i].checksum);
	}
	origin_vec_release(origins);
}

bool origin_is(const struct wb_project *project, const char *id, const char *tool)
{
	const struct revision *revision = graph_find(project->graph, id, strlen(id));

	return revision && origin_of(revision, tool);
}

bool origin_is_known(const struct wb_project *project, const char *tool)
{
	for (size_t i = 0; i < project->revisions.count; i++)
		if (origin_of(project->revisions.items[i], tool))
			return true;
	return false;
}

bool origin_any(const struct wb_project *project)
{
	for (size_t i = 0; i < project->revisions.count; i++)
		if (project->revisions.items[i]->imported)
			return true;
	return false;
}
