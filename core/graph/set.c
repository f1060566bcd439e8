/* SPDX-License-Identifier: MIT */
/* Sets of revisions in a view: what is needed, what stands on it, the heads, the order. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/error.h"

bool *set_new(const struct view *view)
{
	return calloc(view->graph->count + 1, sizeof(bool));
}

static int set_spread(const struct view *view, const struct links *links, bool *set)
{
	size_t count = view->graph->count, waiting = 0;
	size_t *stack = malloc((count + 1) * sizeof(*stack));

	if (!stack)
		return WB_E_NOMEM;
	for (size_t i = 0; i < count; i++)
		if (set[i])
			stack[waiting++] = i;
	while (waiting) {
		size_t at = stack[--waiting];

		for (size_t k = links->first[at]; k < links->first[at + 1]; k++) {
			size_t to = links->items[k].to;

			if (!set[to]) {
				set[to] = true;
				stack[waiting++] = to;
			}
		}
	}
	free(stack);
	return 0;
}

int set_add_needed(const struct view *view, bool *set)
{
	return set_spread(view, &view->needs, set);
}

int set_add_standing(const struct view *view, bool *set)
{
	return set_spread(view, &view->stands, set);
}

int set_check(const struct view *view, const bool *set, struct wb_error *err)
{
	for (size_t i = 0; i < view->graph->count; i++)
		if (set[i] && view->lost[i])
			return wb_error_set(
				err, WB_E_REVISION,
				"the database has some of what '%s' replaces, but not '%s', of "
				"which "
				"neither a file nor a copy in %s is there any more: bring it back, "
				"or "
				"let `whimbrel switch` take back what it has of them and run '%s' "
				"instead",
				view->graph->pool[i].revision->id, view->lost[i],
				view->graph->pool[i].revision->path,
				view->graph->pool[i].revision->id);
	return 0;
}

int set_tops(const struct view *view, const bool *set, struct node_vec *out)
{
	const struct graph *graph = view->graph;
	bool *below = set_new(view);
	int status = below ? 0 : WB_E_NOMEM;

	for (size_t i = graph->count; !status && i-- > 0;) {
		size_t at = graph->order[i]->index;

		if (set[at] && !below[at] && node_vec_push(out, graph->order[i]) < 0)
			status = WB_E_NOMEM;
		for (size_t k = view->needs.first[at];
		     (set[at] || below[at]) && k < view->needs.first[at + 1]; k++)
			below[view->needs.items[k].to] = true;
	}
	free(below);
	return status;
}

int set_list(const struct view *view, const bool *set, struct revision_vec *out,
	     struct wb_error *err)
{
	struct ordering ordering = { .graph = view->graph,
				     .needs = &view->needs,
				     .stands = &view->stands,
				     .member = set,
				     .side = view->side };
	struct revision_vec list = { 0 };
	int status = order_run(&ordering);

	for (size_t i = 0; i < ordering.out.count && !status; i++)
		if (revision_vec_push(&list, ordering.out.items[i]->revision) < 0)
			status = WB_E_NOMEM;
	node_vec_release(&ordering.out);
	if (status < 0) {
		revision_vec_release(&list);
		return wb_error_nomem(err);
	}
	revision_vec_release(out);
	*out = list;
	return 0;
}

bool node_has_label(const struct node *node, const char *label)
{
	const struct wb_names *labels = &node->revision->pub.labels;

	for (size_t i = 0; i < labels->count; i++)
		if (strcmp(labels->items[i], label) == 0)
			return true;
	return false;
}

int view_file_heads(const struct view *view, struct node_vec *out)
{
	const struct graph *graph = view->graph;

	for (size_t i = 0; i < graph->count; i++) {
		struct node *node = graph->by_rank[i];
		bool child = false;

		for (size_t k = view->stands.first[node->index];
		     k < view->stands.first[node->index + 1]; k++)
			child = child || view->stands.items[k].parent;
		if (!child && !node->revision->repeat && view->side[node->index] != SIDE_HIDDEN &&
		    node_vec_push(out, node) < 0)
			return WB_E_NOMEM;
	}
	return 0;
}

static int rank_order(const void *a, const void *b)
{
	const struct node *x = *(struct node *const *)a, *y = *(struct node *const *)b;

	return (x->rank > y->rank) - (x->rank < y->rank);
}

int view_applied_heads(const struct view *view, const char *label, struct node_vec *out)
{
	const struct graph *graph = view->graph;
	bool *below = set_new(view);
	int status = below ? 0 : WB_E_NOMEM;

	/* From above: what is applied covers everything below it. */
	for (size_t i = graph->count; !status && i-- > 0;) {
		struct node *node = graph->order[i];
		size_t at = node->index;
		bool counts = view_step(view, node) && view->applied[at] &&
			      (!label || node_has_label(node, label));

		if (counts && !below[at] && node_vec_push(out, node) < 0)
			status = WB_E_NOMEM;
		for (size_t k = view->needs.first[at];
		     (counts || below[at]) && k < view->needs.first[at + 1]; k++)
			below[view->needs.items[k].to] = true;
	}
	free(below);
	if (out->count)
		qsort(out->items, out->count, sizeof(struct node *), rank_order);
	return status;
}

static int nodes_out(struct node_vec *nodes, int status, struct revision_vec *out)
{
	struct revision_vec list = { 0 };

	for (size_t i = 0; i < nodes->count && !status; i++)
		if (revision_vec_push(&list, nodes->items[i]->revision) < 0)
			status = WB_E_NOMEM;
	node_vec_release(nodes);
	if (status < 0) {
		revision_vec_release(&list);
		return status;
	}
	revision_vec_release(out);
	*out = list;
	return 0;
}

int view_heads(const struct view *view, struct revision_vec *out)
{
	struct node_vec heads = { 0 };
	int status = view_applied_heads(view, NULL, &heads);

	return nodes_out(&heads, status, out);
}

int graph_heads(const struct view *view, struct revision_vec *out)
{
	struct node_vec heads = { 0 };
	int status = view_file_heads(view, &heads);

	return nodes_out(&heads, status, out);
}
