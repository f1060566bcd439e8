/* SPDX-License-Identifier: MIT */
/* What the graph tells in `pub`: parents, children, labels, flags; and the order of the list. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_AT_ONCE 1024

/* An array of names that lives as long as the graph; NULL when there is no memory. */
static const char **names_new(struct graph *graph, size_t count)
{
	const char **items = graph->names;

	if (count > graph->names_left) {
		const size_t room = count > NAMES_AT_ONCE ? count : NAMES_AT_ONCE;

		items = malloc(room * sizeof(*items));
		if (!items || owned_vec_push(&graph->owned, (void *)items) < 0) {
			free(items);
			graph->nomem = true;
			return NULL;
		}
		graph->names_left = room;
	}
	graph->names = items + count;
	graph->names_left -= count;
	return items;
}

/* The names at the far end of parent links. To one that is seen those that are hidden are no
 * children. */
static struct wb_names linked_names(struct graph *graph, const struct links *links, size_t at)
{
	const enum side *side = graph->files->side;
	struct wb_names names = { 0 };
	const char **items;
	size_t count = 0;

	for (size_t k = links->first[at]; k < links->first[at + 1]; k++)
		count += links->items[k].parent;
	if (!count)
		return names;
	items = names_new(graph, count);
	for (size_t k = links->first[at]; items && k < links->first[at + 1]; k++) {
		const struct link *link = &links->items[k];

		if (link->parent && (side[link->to] == SIDE_SEEN || side[at] == SIDE_HIDDEN))
			items[names.count++] = graph->pool[link->to].revision->id;
	}
	names.items = items;
	return names;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_names(struct graph *graph, struct text_vec *all, const struct wb_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (text_vec_push(all, names->items[i]) < 0)
			graph->nomem = true;
}

static void gather_labels(struct graph *graph, const struct links *needs, const struct node *node,
			  struct text_vec *all)
{
	for (size_t i = 0; i < node->revision->branches.count; i++)
		if (text_vec_push(all, node->revision->branches.items[i].name) < 0)
			graph->nomem = true;
	for (size_t k = needs->first[node->index]; k < needs->first[node->index + 1]; k++)
		if (needs->items[k].parent)
			add_names(graph, all,
				  &graph->pool[needs->items[k].to].revision->pub.labels);
	/* A squash stands where the old ones stood. */
	for (size_t i = 0; i < node->replaces.count; i++)
		add_names(graph, all, &node->replaces.items[i]->revision->pub.labels);
}

/* Those that a revision has itself and inherits. Most have exactly their parent's, and share
 * them. */
static void publish_labels(struct graph *graph, const struct links *needs, const struct node *node)
{
	const struct wb_revision *pub = &node->revision->pub;
	size_t first = needs->first[node->index], count = 0;
	struct text_vec all = { 0 };
	const char **items;

	if (!node->revision->branches.count && !node->replaces.count && pub->parents.count == 1 &&
	    needs->items[first].parent) {
		node->revision->pub.labels =
			graph->pool[needs->items[first].to].revision->pub.labels;
		return;
	}
	gather_labels(graph, needs, node, &all);
	if (all.count && !graph->nomem) {
		qsort(all.items, all.count, sizeof(*all.items), compare);
		for (size_t i = 0; i < all.count; i++)
			if (!count || strcmp(all.items[count - 1], all.items[i]) != 0)
				all.items[count++] = all.items[i];
		items = names_new(graph, count);
		if (items) {
			memcpy(items, all.items, count * sizeof(*items));
			node->revision->pub.labels =
				(struct wb_names){ .items = items, .count = count };
		}
	}
	text_vec_release(&all);
}

static uint32_t flags_of(const struct graph *graph, const struct node *node)
{
	const struct wb_revision *pub = &node->revision->pub;
	const struct links *stands = &graph->files->stands;
	bool depended = false;
	uint32_t flags = 0;

	if (node->revision->repeat)
		return WB_REVISION_REPEAT;
	for (size_t k = stands->first[node->index]; k < stands->first[node->index + 1]; k++)
		depended = depended || !graph->pool[stands->items[k].to].revision->repeat;
	if (!pub->parents.count)
		flags |= WB_REVISION_BASE;
	if (pub->parents.count > 1)
		flags |= WB_REVISION_MERGE;
	if (pub->children.count > 1)
		flags |= WB_REVISION_BRANCHPOINT;
	if (node->replaced_by)
		return flags | WB_REVISION_REPLACED;
	if (!pub->children.count)
		flags |= WB_REVISION_HEAD | (depended ? 0 : WB_REVISION_REAL_HEAD);
	return flags;
}

static void publish_all(struct graph *graph, const struct links *needs, const struct links *stands)
{
	for (size_t i = 0; i < graph->count && !graph->nomem; i++) {
		struct wb_revision *pub = &graph->pool[i].revision->pub;

		pub->parents = linked_names(graph, needs, i);
		pub->children = linked_names(graph, stands, i);
		pub->labels = (struct wb_names){ 0 };
		pub->flags = flags_of(graph, &graph->pool[i]);
	}
	for (size_t i = 0; i < graph->count && !graph->nomem; i++)
		publish_labels(graph, needs, graph->order[i]);
}

/* Where a revision stands in the list: in the order of the view; hidden ones just before what hides
 * them. */
struct place {
	size_t major, minor;
	struct node *node;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->major != y->major)
		return x->major < y->major ? -1 : 1;
	return (x->minor > y->minor) - (x->minor < y->minor);
}

static void fill_list(struct graph *graph, const struct ordering *ordering, size_t *at,
		      struct place *places)
{
	const struct view *view = graph->files;

	for (size_t i = 0; i < ordering->out.count; i++)
		at[ordering->out.items[i]->index] = i;
	for (size_t i = 0; i < graph->count; i++) {
		struct node *node = graph->order[i];
		bool hidden = view->side[node->index] == SIDE_HIDDEN;

		places[i].major = at[view_meant(view, node)->index];
		places[i].minor = hidden ? i : SIZE_MAX;
		places[i].node = node;
	}
	qsort(places, graph->count, sizeof(*places), by_place);
	for (size_t i = 0; i < graph->count; i++)
		graph->list[i] = places[i].node;
}

static void order_list(struct graph *graph)
{
	const struct view *view = graph->files;
	struct ordering ordering = {
		.graph = graph, .needs = &view->needs, .stands = &view->stands, .side = view->side
	};
	size_t *at = calloc(graph->count + 1, sizeof(*at));
	struct place *places = calloc(graph->count + 1, sizeof(*places));

	if (!at || !places || order_run(&ordering) < 0)
		graph->nomem = true;
	else
		fill_list(graph, &ordering, at, places);
	graph->work += ordering.work;
	node_vec_release(&ordering.out);
	free(at);
	free(places);
}

void graph_publish(struct graph *graph)
{
	struct links needs = { 0 }, stands = { 0 };
	struct linker linker = { 0 };

	if (view_new(graph, NULL, NULL, &graph->files, NULL) < 0 ||
	    linker_init(&linker, graph->count) < 0) {
		graph->nomem = true;
		return;
	}
	view_link(graph->files, true, &linker);
	if (links_build(&linker, graph->count, false, &needs) < 0 ||
	    links_build(&linker, graph->count, true, &stands) < 0)
		graph->nomem = true;
	else
		publish_all(graph, &needs, &stands);
	if (!graph->nomem)
		order_list(graph);
	linker_release(&linker);
	links_release(&needs);
	links_release(&stands);
}
