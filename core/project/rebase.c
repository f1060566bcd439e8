/* SPDX-License-Identifier: MIT */
/* `rebase`: another parent for a revision that no database has. One file changes, its `Revises` alone;
 * what stands on it names it, and so comes along. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "read/header.h"
#include "project.h"

#define FILE_MAX ((size_t)1 << 30)

struct rebase {
	struct wb_project *project;
	struct revision *moved;
	const struct revision *onto; /* NULL: it becomes a base */
	struct revision_vec standing;
};

static int one_revision(struct wb_project *project, const char *target, struct revision **out,
			struct wb_error *err)
{
	struct revision_vec found = { 0 };
	int rc = resolve_names(project->files, target, &found, err);

	if (rc == 0 && found.count > 1)
		rc = wb_error_set(err, WB_E_USAGE, "'%s' is %zu revisions: name one", target,
				  found.count);
	if (rc == 0)
		*out = found.count ? found.items[0] : NULL;
	revision_vec_release(&found);
	return rc;
}

static int check_moved(const struct rebase *b, const char *target, struct wb_error *err)
{
	const struct revision *r = b->moved;

	if (!r)
		return wb_error_set(err, WB_E_USAGE, "'%s' is no revision", target);
	if (r->repeat)
		return wb_error_set(err, WB_E_USAGE,
				    "revision %s is repeatable: it has no place in the graph",
				    r->id);
	if (r->replaces.count || (r->pub.flags & WB_REVISION_REPLACED))
		return wb_error_set(err, WB_E_USAGE,
				    "revision %s is part of a squash: its place is that of the "
				    "revisions that are replaced",
				    r->id);
	if (r->pub.parents.count > 1)
		return wb_error_set(err, WB_E_USAGE,
				    "revision %s joins %zu revisions: rebase one of those, and "
				    "there is nothing to join",
				    r->id, r->pub.parents.count);
	return 0;
}

static int check_onto(const struct rebase *b, struct wb_error *err)
{
	const char *now = b->moved->pub.parents.count ? b->moved->pub.parents.items[0] : NULL;
	const char *then = b->onto ? b->onto->id : NULL;

	if (b->onto && b->onto->repeat)
		return wb_error_set(err, WB_E_USAGE,
				    "revision %s is repeatable: nothing can revise it", then);
	for (size_t i = 0; b->onto && i < b->standing.count; i++)
		if (b->standing.items[i] == b->onto)
			return wb_error_set(err, WB_E_USAGE,
					    b->onto == b->moved
						    ? "revision %s can't stand on itself"
						    : "revision %s stands on %s: it can't be the "
						      "other way round as well",
					    then, b->moved->id);
	if (text_equal(now, then))
		return wb_error_set(err, WB_E_USAGE, "revision %s %s%s already", b->moved->id,
				    then ? "revises " : "is a base", then ? then : "");
	return 0;
}

/* ------------------------------------------------------------------ the file */

/* What is wrong with the fresh one is told of the file that people know. */
static struct revision *put_in_place(struct revision **place, struct revision *fresh)
{
	char *path = fresh->path;

	fresh->path = (*place)->path;
	fresh->pub.path = fresh->path;
	(*place)->path = path;
	revision_free(*place);
	*place = fresh;
	return NULL;
}

/* Read all files as they are now, `beside` in the place of what it is to replace: would there be a
 * graph? */
static int check_graph(const struct rebase *b, const char *beside, struct wb_error *err)
{
	const struct string_vec *folders = &b->project->setup.migrations;
	struct problems problems = { 0 };
	struct revision_vec all = { 0 };
	struct graph *graph = NULL;
	struct revision *fresh = NULL;
	int rc = folders_read(folders, NULL, &problems, &all, err);

	if (rc == 0 && revision_read(beside, NULL, &problems, &fresh) < 0)
		rc = problems_check(&problems, err);
	for (size_t i = 0; rc == 0 && fresh && i < all.count; i++)
		if (strcmp(all.items[i]->path, b->moved->path) == 0)
			fresh = put_in_place(&all.items[i], fresh);
	if (rc == 0 && fresh)
		rc = wb_error_set(err, WB_E_FILE, "%s is not there any more", b->moved->path);
	if (rc == 0 && graph_build(&all, &problems, &graph) < 0 && !problems.count)
		rc = wb_error_nomem(err);
	if (rc == 0)
		rc = problems_check(&problems, err);
	graph_free(graph);
	revision_free(fresh);
	for (size_t i = 0; i < all.count; i++)
		revision_free(all.items[i]);
	revision_vec_release(&all);
	return rc;
}

/* The file as it is now, with another parent. */
static int compose(const struct rebase *b, const char *path, struct buf *out, struct wb_error *err)
{
	struct problems problems = { 0 };
	struct revision *now = NULL;
	struct buf text = { 0 };
	int rc =
		revision_read(path, NULL, &problems, &now) < 0 ? problems_check(&problems, err) : 0;

	if (rc == 0)
		rc = file_read(path, FILE_MAX, &text, err);
	if (rc == 0 && (text.len != now->size || strcmp(now->id, b->moved->id) != 0))
		rc = wb_error_set(err, WB_E_FILE,
				  "the file has changed meanwhile; nothing was done");
	if (rc == 0)
		rc = header_set(
			&(struct header_text){ buf_text(&text), text.len, (size_t)now->body },
			KEY_REVISES, b->onto ? b->onto->id : "", out, err);
	buf_release(&text);
	revision_free(now);
	return rc < 0 ? wb_error_prefix(err, "%s", b->moved->path) : 0;
}

static int rewrite(const struct rebase *b, struct wb_error *err)
{
	char *path = realpath(b->moved->path, NULL), *beside = NULL;
	struct buf text = { 0 };
	int rc = path ? compose(b, path, &text, err)
		      : wb_error_set(err, WB_E_FILE, "%s: %s", b->moved->path, strerror(errno));

	if (rc == 0)
		rc = file_write_beside(path, buf_text(&text), text.len, &beside, err);
	if (rc == 0)
		rc = check_graph(b, beside, err);
	if (rc == 0)
		rc = file_move(beside, path, err);
	if (rc < 0 && beside)
		unlink(beside);
	buf_release(&text);
	free(beside);
	free(path);
	return rc;
}

int project_rebase(struct wb_project *project, const struct rebasing *what,
		   void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		   struct wb_error *err)
{
	struct rebase b = { .project = project };
	struct revision *parent = NULL;
	int rc = one_revision(project, what->revision, &b.moved, err);

	if (rc == 0)
		rc = check_moved(&b, what->revision, err);
	if (rc == 0)
		rc = one_revision(project, what->onto, &parent, err);
	b.onto = parent;
	if (rc == 0)
		rc = resolve_standing(project->files, b.moved, &b.standing, err);
	if (rc == 0)
		rc = check_onto(&b, err);
	for (size_t i = 0; rc == 0 && i < b.standing.count; i++)
		take(ctx, &b.standing.items[i]->pub);
	if (rc == 0 && !(what->flags & WB_REBASE_LOOK))
		rc = rewrite(&b, err);
	revision_vec_release(&b.standing);
	return rc;
}
