/* SPDX-License-Identifier: MIT */
/* `squash`: which revisions can be joined. What stands among them, and is none of them, would lose its place. */
#include "squash.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "calls.h"
#include "graph/node.h"

static const struct revision *head_of(const struct wb_squash *squash)
{
	return squash->range.items[squash->range.count - 1];
}

static struct revision *meant(const struct wb_squash *squash, const struct edge *edge)
{
	return view_meant(squash->project->files, edge->to)->revision;
}

/* Does one of the range need this one? */
static bool is_needed(const struct wb_squash *squash, const struct revision *revision)
{
	for (size_t i = 0; i < squash->range.count; i++) {
		const struct edge_vec *needs = &squash->range.items[i]->node->needs;

		for (size_t k = 0; k < needs->count; k++)
			if (meant(squash, &needs->items[k]) == revision)
				return true;
	}
	return false;
}

static bool came_from(const struct revision *r, const char *tool)
{
	const size_t len = strlen(tool);
	const char *said;

	for (size_t i = 0; (said = revision_line(r, HEADER_ORIGIN, i)); i++)
		if (strncmp(said, tool, len) == 0 && said[len] == ' ')
			return true;
	return false;
}

/* That tool knows the old ones alone: where the squash runs, its table would be told nothing. */
static int check_mirrored(const struct wb_squash *squash, const struct revision *r,
			  struct wb_error *err)
{
	const struct target_config_vec *targets = &squash->project->setup.config.targets;

	for (size_t i = 0; i < targets->count; i++)
		if (targets->items[i].mirror && came_from(r, targets->items[i].mirror))
			return wb_error_set(err, WB_E_USAGE,
					    "revision %s (%s) came from %s, whose table target %s "
					    "keeps right as well "
					    "(`mirror`), and %s knows nothing of a squash: squash "
					    "once it is left for "
					    "good, or begin behind what came from it",
					    r->id, r->path, targets->items[i].mirror,
					    targets->items[i].name, targets->items[i].mirror);
	return 0;
}

/* Does it replace what nobody knows? Those that have recorded that would not be told from others. */
static bool stands_unseen(const struct revision *r)
{
	return r->node->gone.count > 0;
}

static int check_member(const struct wb_squash *squash, const struct revision *r,
			struct wb_error *err)
{
	if (stands_unseen(r))
		return wb_error_set(err, WB_E_USAGE,
				    "revision %s (%s) is a squash itself, and neither a file nor a "
				    "copy in it tells what it replaces: begin behind it",
				    r->id, r->path);
	if (r != head_of(squash) && !is_needed(squash, r))
		return wb_error_set(
			err, WB_E_USAGE,
			"the range ends in %s and in %s: one revision can stand for what leads to "
			"one; name the end, FROM:TO",
			r->id, head_of(squash)->id);
	return check_mirrored(squash, r, err);
}

/* Whoever stands on one in the midst would stand on all of them. */
static int check_outside(const struct wb_squash *squash, const struct revision *other,
			 struct wb_error *err)
{
	for (size_t i = 0; i < other->node->needs.count; i++) {
		const struct edge *edge = &other->node->needs.items[i];
		const struct revision *r = meant(squash, edge);

		if (!squash_has(squash, r) || r == head_of(squash))
			continue;
		return wb_error_set(
			err, WB_E_USAGE,
			"revision %s (%s) %s %s, in the midst of the range: with the squash it "
			"would come behind all of it. Squash up to %s, and what follows by "
			"itself%s%s",
			other->id, other->path, edge->parent ? "revises" : "depends on", r->id,
			r->id, edge->parent ? ", or first rebase " : "",
			edge->parent ? other->id : "");
	}
	return 0;
}

static int check_range(const struct wb_squash *squash, struct wb_error *err)
{
	const struct graph *graph = squash->project->graph;
	int rc = 0;

	if (squash->range.count < 2)
		return wb_error_set(
			err, WB_E_USAGE,
			squash->range.count
				? "the range is revision %s alone: there is nothing to join"
				: "no revision leads from the one end of the range to the "
				  "other, or another squash replaces them already",
			squash->range.count ? squash->range.items[0]->id : "");
	for (size_t i = 0; rc == 0 && i < squash->range.count; i++)
		rc = check_member(squash, squash->range.items[i], err);
	for (size_t i = 0; rc == 0 && i < graph_count(graph); i++) {
		const struct revision *other = graph_at(graph, i);

		if (!other->repeat && view_visible(squash->project->files, other) &&
		    !squash_has(squash, other))
			rc = check_outside(squash, other, err);
	}
	return rc;
}

/* All that stands on what the range begins with, itself included; `*out_all`: it begins with nothing. */
static int find_standing(const struct wb_squash *squash, const char *range,
			 struct revision_vec *out, bool *out_all, struct wb_error *err)
{
	AUTO_FREE char *from = text_dup(range, strcspn(range, ":"));
	struct revision_vec first = { 0 };
	int rc = !from   ? wb_error_nomem(err)
		 : *from ? resolve_names(squash->project->files, from, &first, err)
			 : 0;

	*out_all = rc == 0 && !first.count;
	for (size_t i = 0; rc == 0 && i < first.count; i++) {
		struct revision_vec some = { 0 };

		rc = resolve_standing(squash->project->files, first.items[i], &some, err);
		for (size_t k = 0; rc == 0 && k < some.count; k++)
			if (revision_vec_push(out, some.items[k]) < 0)
				rc = wb_error_nomem(err);
		revision_vec_release(&some);
	}
	revision_vec_release(&first);
	return rc;
}

static bool is_in(const struct revision_vec *all, const struct revision *revision)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i] == revision)
			return true;
	return false;
}

/* What leads from the one to the other; what the other needs besides stays what it is. */
static int find_range(struct wb_squash *squash, const char *text, struct wb_error *err)
{
	struct revision_vec standing = { 0 };
	size_t kept = 0;
	bool all = false;
	int rc = resolve_range(squash->project->files, text, &squash->range, err);

	if (rc == 0)
		rc = find_standing(squash, text, &standing, &all, err);
	for (size_t i = 0; rc == 0 && i < squash->range.count; i++) {
		struct revision *r = squash->range.items[i];

		if (!r->repeat && (all || is_in(&standing, r)))
			squash->range.items[kept++] = r;
	}
	squash->range.count = kept;
	revision_vec_release(&standing);
	return rc == 0 ? check_range(squash, err) : rc;
}

static int fill(struct wb_squash *squash, const struct wb_squash_options *options,
		struct wb_error *err)
{
	const struct plugin *ignored = NULL;
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	squash->from_schema = options->flags & WB_SQUASH_FROM_SCHEMA;
	squash->title = text_dup(options->title, strlen(options->title));
	squash->id = options->id ? text_dup(options->id, strlen(options->id)) : NULL;
	if (!squash->title || (options->id && !squash->id))
		return wb_error_nomem(err);
	rc = find_range(squash, options->range, err);
	if (rc == 0)
		rc = squash_header(squash, err);
	/* without it, sections for any dialect are read by rules that all share */
	(void)project_dialect(squash->project, &ignored, &why);
	return rc == 0 ? squash_join(squash, err) : rc;
}

int project_squash(struct wb_project *project, const struct wb_squash_options *options,
		   struct wb_squash **out, struct wb_error *err)
{
	struct wb_squash *squash = calloc(1, sizeof(*squash));
	int rc;

	if (!squash)
		return wb_error_nomem(err);
	squash->project = project;
	rc = fill(squash, options, err);
	if (rc < 0) {
		wb_squash_free(squash);
		return rc;
	}
	*out = squash;
	return 0;
}

void squash_each(const struct wb_squash *squash,
		 void (*take)(void *ctx, const struct wb_revision *revision), void *ctx)
{
	for (size_t i = 0; i < squash->range.count; i++)
		take(ctx, &squash->range.items[i]->pub);
}

const char *wb_squash_note(const struct wb_squash *squash, size_t index)
{
	return index < squash->notes.count ? squash->notes.items[index] : "";
}

void wb_squash_free(struct wb_squash *squash)
{
	if (!squash)
		return;
	for (size_t i = 0; i < squash->sections.count; i++)
		buf_release(&squash->sections.items[i].body);
	joined_vec_release(&squash->sections);
	revision_vec_release(&squash->range);
	string_vec_free(&squash->parents);
	string_vec_free(&squash->depends);
	string_vec_free(&squash->notes);
	buf_release(&squash->header);
	free(squash->title);
	free(squash->id);
	free(squash->path);
	free(squash);
}
