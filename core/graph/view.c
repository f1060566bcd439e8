/* SPDX-License-Identifier: MIT */
/* The graph as one database sees it: which side of each squash is there, and what counts as
 * applied. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/error.h"

/* What a database has, as view_new asks for it. */
struct asked {
	has_id has;
	const void *ctx;
	bool *touched; /* it, or some of what it replaces, is applied */
};

static bool has(const struct asked *asked, const char *id)
{
	return asked->has && asked->has(asked->ctx, id);
}

struct node *view_meant(const struct view *view, struct node *node)
{
	while (view->side[node->index] == SIDE_HIDDEN)
		node = node->replaced_by;
	return node;
}

/* What the database has of a squash: all, some or none of what it replaces. */
static void look_at_squash(struct view *view, const struct node *node, const struct asked *asked)
{
	bool all = true, any = false;

	for (size_t i = 0; i < node->replaces.count; i++) {
		size_t old = node->replaces.items[i]->index;

		all = all && view->applied[old];
		any = any || asked->touched[old];
	}
	for (size_t i = 0; i < node->gone.count; i++) {
		bool there = has(asked, node->gone.items[i]);

		all = all && there;
		any = any || there;
	}
	if (view->applied[node->index])
		return;
	view->applied[node->index] = all;
	asked->touched[node->index] = any;
	if (any && !all)
		view->side[node->index] = SIDE_VIRTUAL;
}

/* A database on its way through the old files needs all of them that it has not. */
static const char *find_lost(const struct node *node, const struct asked *asked)
{
	for (size_t i = 0; i < node->gone.count; i++)
		if (!has(asked, node->gone.items[i]))
			return node->gone.items[i];
	return NULL;
}

static void find_sides(struct view *view, const struct asked *asked)
{
	const struct graph *graph = view->graph;

	/* The replaced ones come before what replaces them. */
	for (size_t i = 0; i < graph->count; i++) {
		const struct node *node = graph->order[i];

		view->applied[node->index] = has(asked, node->revision->id);
		asked->touched[node->index] = view->applied[node->index];
		view->found += view->applied[node->index];
		if (node->replaces.count || node->gone.count)
			look_at_squash(view, node, asked);
	}
	for (size_t i = graph->count; i-- > 0;) {
		const struct node *node = graph->order[i], *by = node->replaced_by;

		if (by && view->side[by->index] != SIDE_VIRTUAL) {
			view->side[node->index] = SIDE_HIDDEN;
			view->applied[node->index] |= view->applied[by->index];
		}
		if (view->side[node->index] == SIDE_VIRTUAL)
			view->lost[node->index] = find_lost(node, asked);
	}
}

/* Mark what others that the same squash replaces stand on: the squash does so through those. */
static void mark_inner(const struct graph *graph, bool *inner)
{
	for (size_t i = 0; i < graph->count; i++) {
		const struct node *node = &graph->pool[i];

		for (size_t k = 0; node->replaced_by && k < node->needs.count; k++) {
			const struct node *to = node->needs.items[k].to;

			if (to->replaced_by == node->replaced_by)
				inner[to->index] = true;
		}
	}
}

/* Is it the one of what its squash replaces that none of the others stands on? */
static bool is_last(const struct node *node, const bool *inner)
{
	const struct node_vec *all = &node->replaced_by->replaces;
	size_t lasts = 0;

	for (size_t i = 0; i < all->count; i++)
		lasts += !inner[all->items[i]->index];
	return lasts == 1 && !inner[node->index];
}

/* What an edge leads to. Whoever names the last of what a squash replaces means the squash, with that one's file or
 * without: also while a database goes through the old files. */
static struct node *linked(const struct view *view, const struct node *from, struct node *to,
			   const bool *inner)
{
	if (view->side[from->index] == SIDE_HIDDEN)
		return to;
	to = view_meant(view, to);
	while (to->replaced_by && view->side[to->replaced_by->index] == SIDE_VIRTUAL &&
	       !node_replaced_by(from, to->replaced_by) && is_last(to, inner))
		to = to->replaced_by;
	return to;
}

static void link_node(const struct view *view, struct node *node, const bool *inner,
		      struct linker *linker)
{
	enum side side = view->side[node->index];
	bool last = side == SIDE_VIRTUAL && !view->lost[node->index];

	/* The parents of a virtual one are the last of the old ones, unless nobody knows those; what
	 * it names itself, it only needs. */
	for (size_t i = 0; i < node->needs.count; i++) {
		const struct edge *edge = &node->needs.items[i];

		linker_add(linker, node, linked(view, node, edge->to, inner),
			   edge->parent && !last);
	}
	for (size_t i = 0; side == SIDE_VIRTUAL && i < node->replaces.count; i++)
		if (!inner[node->replaces.items[i]->index])
			linker_add(linker, node, node->replaces.items[i], true);
}

void view_link(const struct view *view, bool hidden, struct linker *linker)
{
	const struct graph *graph = view->graph;
	bool *inner = calloc(graph->count + 1, sizeof(*inner));

	if (!inner) {
		linker->nomem = true;
		return;
	}
	mark_inner(graph, inner);
	/* By rank, so that the children of each come in that order. */
	for (size_t i = 0; i < graph->count; i++) {
		struct node *node = graph->by_rank[i];

		if (hidden || view->side[node->index] != SIDE_HIDDEN)
			link_node(view, node, inner, linker);
	}
	free(inner);
}

static int link_view(struct view *view)
{
	struct linker linker;
	int status = linker_init(&linker, view->graph->count);

	if (status < 0)
		return status;
	view_link(view, false, &linker);
	status = links_build(&linker, view->graph->count, false, &view->needs);
	if (!status)
		status = links_build(&linker, view->graph->count, true, &view->stands);
	linker_release(&linker);
	return status;
}

int view_new(const struct graph *graph, has_id has_any, const void *ctx, struct view **out,
	     struct wb_error *err)
{
	struct view *view = calloc(1, sizeof(*view));
	struct asked asked = { .has = has_any, .ctx = ctx };
	int status;

	if (!view)
		return wb_error_nomem(err);
	view->graph = graph;
	view->database = has_any != NULL;
	view->side = calloc(graph->count + 1, sizeof(*view->side));
	view->applied = calloc(graph->count + 1, sizeof(*view->applied));
	view->lost = calloc(graph->count + 1, sizeof(*view->lost));
	asked.touched = calloc(graph->count + 1, sizeof(*asked.touched));
	if (!view->side || !view->applied || !view->lost || !asked.touched) {
		status = wb_error_nomem(err);
	} else {
		find_sides(view, &asked);
		status = link_view(view) < 0 ? wb_error_nomem(err) : 0;
	}
	free(asked.touched);
	if (status < 0) {
		view_free(view);
		return status;
	}
	*out = view;
	return 0;
}

void view_free(struct view *view)
{
	if (!view)
		return;
	links_release(&view->needs);
	links_release(&view->stands);
	free(view->side);
	free(view->applied);
	free(view->lost);
	free(view);
}

size_t view_found(const struct view *view)
{
	return view->found;
}

bool view_applied(const struct view *view, const struct revision *revision)
{
	return view->applied[revision->node->index];
}

bool view_visible(const struct view *view, const struct revision *revision)
{
	return view->side[revision->node->index] == SIDE_SEEN;
}

bool view_step(const struct view *view, const struct node *node)
{
	return view->side[node->index] == SIDE_SEEN && !node->revision->repeat;
}

bool view_stands_for(const struct view *view, const char *id)
{
	struct replaced *replaced = NULL;
	const struct node *node;

	HASH_FIND_STR(view->graph->replaced, id, replaced);
	node = replaced ? replaced->by : NULL;
	return node && view->side[node->index] != SIDE_VIRTUAL;
}

const char *view_lost(const struct view *view, const struct revision *squash)
{
	return view->lost[squash->node->index];
}
