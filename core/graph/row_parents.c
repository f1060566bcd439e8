/* SPDX-License-Identifier: MIT */
/* What a revision stands on in one database, as its version row says it. */
#include "node.h"

#include <string.h>

#include <whimbrel/error.h>

#include "base/error.h"

/* What the database has of ids. */
struct rows {
	const struct view *view;
	has_id has;
	const void *ctx;
};

static void add_id(struct buf *out, const char *id)
{
	if (out->len)
		buf_char(out, ',');
	buf_str(out, id);
}

/* A squash that counts as applied through the rows of what it replaces is named by those. */
static void add_rows(const struct rows *rows, const struct node *node, struct buf *out)
{
	bool own = !rows->view->applied[node->index] ||
		   (rows->has && rows->has(rows->ctx, node->revision->id));

	if (own || (!node->replaces.count && !node->gone.count)) {
		add_id(out, node->revision->id);
		return;
	}
	for (size_t i = 0; i < node->gone.count; i++)
		add_id(out, node->gone.items[i]);
	for (size_t i = 0; i < node->replaces.count; i++)
		add_rows(rows, node->replaces.items[i], out);
}

/* One that is virtual has no row: what it passes on is meant. */
static void add_links(const struct rows *rows, size_t at, struct buf *parents, struct buf *depends)
{
	const struct links *needs = &rows->view->needs;

	for (size_t k = needs->first[at]; k < needs->first[at + 1]; k++) {
		const struct link *link = &needs->items[k];
		struct buf *out = link->parent ? parents : depends;

		if (rows->view->side[link->to] == SIDE_VIRTUAL)
			add_links(rows, link->to, out, depends);
		else
			add_rows(rows, &rows->view->graph->pool[link->to], out);
	}
}

/* The unused side of a squash is linked in no view: its file tells. */
static void add_edges(const struct rows *rows, const struct node *node, struct buf *parents,
		      struct buf *depends)
{
	for (size_t i = 0; i < node->needs.count; i++)
		add_rows(rows, node->needs.items[i].to,
			 node->needs.items[i].parent ? parents : depends);
}

void row_place_release(struct row_place *place)
{
	buf_release(&place->parents);
	buf_release(&place->depends);
}

int view_place(const struct view *view, const struct revision *revision, struct rows_known known,
	       struct row_place *out, struct wb_error *err)
{
	const struct rows rows = { .view = view, .has = known.has, .ctx = known.ctx };
	struct buf *parents = &out->parents, *depends = &out->depends;

	buf_clear(parents);
	buf_clear(depends);
	if (view->side[revision->node->index] == SIDE_HIDDEN)
		add_edges(&rows, revision->node, parents, depends);
	else
		add_links(&rows, revision->node->index, parents, depends);
	if (revision->repeat)
		buf_str(parents, PLACE_REPEATABLE);
	return buf_check(parents, err) < 0 ? wb_error_kept(err) : buf_check(depends, err);
}
