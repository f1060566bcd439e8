/* SPDX-License-Identifier: MIT */
/* The graph of revisions. Built once from the headers; what a database has decides through which
 * files a squash is read. */
#ifndef WB_CORE_GRAPH_H
#define WB_CORE_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/problem.h"
#include "read/revision.h"
#include "base/vec.h"

struct graph;

/* Does the database have this id? */
typedef bool (*has_id)(const void *ctx, const char *id);

/* Link the revisions: parents, depends, labels, squashes, the order. Problems (missing parents,
 * cycles with all their files, duplicate ids, labels or tags, a tag or label that is an id, …) are
 * all reported, `file:line:` each. The graph borrows the revisions, which must outlive it and be in
 * no other one, and fills in `pub` in each: parents, children, labels, flags. */
int graph_build(const struct revision_vec *revisions, struct problems *problems,
		struct graph **out);
void graph_free(struct graph *graph);

/* The versioned revisions in the order of `upgrade heads` (replaced ones just before what replaces
 * them), then the repeatable ones in the order of their Depends. */
size_t graph_count(const struct graph *graph);
struct revision *graph_at(const struct graph *graph, size_t index);
struct revision *graph_find(const struct graph *graph, const char *id, size_t len);

/* The graph as one database sees it: through which side each squash is read, and what counts as
 * applied. `has` tells of ids in its version table; NULL: there is no database, nothing is applied,
 * every squash is in use. */
struct view;
int view_new(const struct graph *graph, has_id has, const void *ctx, struct view **out,
	     struct wb_error *err);
void view_free(struct view *view);
/* The one without a database; it is the graph's own. */
const struct view *graph_files(const struct graph *graph);
/* Add the ids of all that a squash replaces, and of what those replace. */
int graph_replaced(const struct revision *squash, struct string_vec *out);
/* Is this its id, or that of one of those? */
bool graph_stands_for(const struct revision *revision, const char *id);
/* Applied, or counted as applied through a squash. */
bool view_applied(const struct view *view, const struct revision *revision);
/* Is it a step for this database: not the unused side of a squash? */
bool view_visible(const struct view *view, const struct revision *revision);

/* How many of the files' ids the database has. */
size_t view_found(const struct view *view);
/* Does a squash stand for this id, as the database has it? Not one that it has only some of. */
bool view_stands_for(const struct view *view, const char *id);
/* Of a squash that the database has only some of: the first that it has not, where neither a file nor a copy tells
 * what that is; else NULL. */
const char *view_lost(const struct view *view, const struct revision *squash);

/* What the version row of a revision says that it stands on: ids with commas between them, of
 * `Revises` and of `Depends`, as rows of the database. */
struct row_place {
	struct buf parents, depends;
};

void row_place_release(struct row_place *place);

#define PLACE_REPEATABLE "*" /* as parents: a repeatable one, which is no node of the graph */

/* The rows of a database. */
struct rows_known {
	has_id has; /* NULL: it has none */
	const void *ctx;
};

int view_place(const struct view *view, const struct revision *revision, struct rows_known known,
	       struct row_place *out, struct wb_error *err);

/* All of the following replace what is in their lists, and leave it alone when they fail. */

/* What `upgrade TARGET` would run, in order; `repeat`: also the repeatable ones may be run after it
 * (head, heads and +N that reaches them). Repeatable revisions are not in `out`. */
int resolve_upgrade(const struct view *view, const char *target, struct revision_vec *out,
		    bool *out_repeat, struct wb_error *err);
/* What `downgrade TARGET` would take back, in order (the last applied first), repeatable ones that
 * stand on those included. */
int resolve_downgrade(const struct view *view, const char *target, struct revision_vec *out,
		      struct wb_error *err);
/* What has no file, and what stands on that, the last applied first. */
int resolve_missing(const struct view *view, struct revision_vec *out, struct wb_error *err);
/* What `stamp TARGETS` puts in and takes out, in order. */
int resolve_stamp(const struct view *view, struct wb_names targets, struct revision_vec *in,
		  struct revision_vec *out, struct wb_error *err);
/* The revisions that a target names (show, history, merge, revision --head): `base` gives none.
 * `view` decides what -N and +N count from; relative targets need one that has a database behind
 * it. */
int resolve_names(const struct view *view, const char *target, struct revision_vec *out,
		  struct wb_error *err);
/* "A:B", either side may be empty: what is in the closure of B and not in that of A, in order, A
 * itself included as Alembic's history does. */
int resolve_range(const struct view *view, const char *range, struct revision_vec *out,
		  struct wb_error *err);
/* What a database has that is at `target`: all that this needs, itself included; LABEL@base: all
 * that the branch's first revisions need. In order. */
int resolve_state(const struct view *view, const char *target, struct revision_vec *out,
		  struct wb_error *err);
/* A revision, and all that stands on it, in any way and repeatable ones too, in order. */
int resolve_standing(const struct view *view, const struct revision *revision,
		     struct revision_vec *out, struct wb_error *err);
/* The heads of what is applied: what nothing applied stands on, by Revises or Depends (what
 * `current` shows). */
int view_heads(const struct view *view, struct revision_vec *out);
/* Heads of the files: revisions without a child. While a database goes through the old files of a
 * squash on top, that squash. */
int graph_heads(const struct view *view, struct revision_vec *out);
/* Is it a word or a form of targets, so that nothing can be called so? */
bool name_reserved(const char *text);

#endif
