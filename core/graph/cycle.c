/* SPDX-License-Identifier: MIT */
/* Sorting all revisions once, and telling those that go in circles. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

static int by_rank(const void *a, const void *b)
{
	const struct revision *x = (*(struct node *const *)a)->revision,
			      *y = (*(struct node *const *)b)->revision;
	int order;

	if (x->repeat != y->repeat)
		return x->repeat ? 1 : -1;
	if (x->when != y->when)
		return x->when < y->when ? -1 : 1;
	order = strcmp(x->id, y->id);
	return order ? order : strcmp(x->path, y->path);
}

static void rank_all(struct graph *graph)
{
	for (size_t i = 0; i < graph->count; i++)
		graph->by_rank[i] = &graph->pool[i];
	qsort(graph->by_rank, graph->count, sizeof(struct node *), by_rank);
	for (size_t i = 0; i < graph->count; i++)
		graph->by_rank[i]->rank = i;
}

/* Everything that any view may put in front of `node`: what it names, whatever squash may stand for
 * that, and the old files of a squash. What is no circle here is none in any database. */
static void link_for_all_views(struct linker *linker, const struct node *node)
{
	for (size_t i = 0; i < node->needs.count; i++) {
		const struct edge *edge = &node->needs.items[i];

		for (const struct node *to = edge->to; to && !node_replaced_by(node, to);
		     to = to->replaced_by)
			linker_add(linker, node, to, edge->parent);
	}
	for (size_t i = 0; i < node->replaces.count; i++)
		linker_add(linker, node, node->replaces.items[i], true);
}

/* The line on which `node` names `to`; else that of its id. */
static uint32_t line_of(const struct revision *node, const struct revision *to)
{
	const struct mention_vec *lists[] = { &node->revises, &node->depends, &node->replaces };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (size_t k = 0; k < lists[i]->count; k++)
			if (strcmp(lists[i]->items[k].name, to->id) == 0)
				return lists[i]->items[k].line;
	return node->id_line;
}

static void report_circle(struct graph *graph, const size_t *next, size_t at, const char *what)
{
	const struct revision *first = graph->pool[at].revision;
	struct buf text = { 0 };
	size_t i = at;

	do {
		const struct revision *r = graph->pool[i].revision,
				      *to = graph->pool[next[i]].revision;

		buf_printf(&text, "%s (%s:%u) -> ", r->id, r->path, line_of(r, to));
		i = next[i];
	} while (i != at);
	buf_str(&text, first->id);
	graph_problem(graph, first, line_of(first, graph->pool[next[at]].revision),
		      "these revisions %s in a circle: %s", what, buf_text(&text));
	graph->nomem |= buf_check(&text, NULL) < 0;
	buf_release(&text);
}

bool graph_report_circles(struct graph *graph, const size_t *next, const char *what)
{
	bool any = false;
	size_t *walk = calloc(graph->count + 1, sizeof(*walk));

	if (!walk)
		graph->nomem = true;
	for (size_t i = 0; walk && i < graph->count; i++) {
		size_t at = i;

		while (at != SIZE_MAX && !walk[at]) {
			walk[at] = i + 1;
			at = next[at];
		}
		/* Back on our own way: a circle that no earlier walk has met. */
		if (at != SIZE_MAX && walk[at] == i + 1) {
			report_circle(graph, next, at, what);
			any = true;
		}
	}
	free(walk);
	return any;
}

/* Each that was not ordered waits for another one that was not: following those ends in a
 * circle. */
static void report_unordered(struct graph *graph, const struct ordering *ordering)
{
	size_t *next = malloc((graph->count + 1) * sizeof(*next));
	bool *ordered = calloc(graph->count + 1, sizeof(*ordered));
	const struct links *needs = ordering->needs;

	if (next && ordered) {
		for (size_t i = 0; i < ordering->out.count; i++)
			ordered[ordering->out.items[i]->index] = true;
		for (size_t i = 0; i < graph->count; i++) {
			next[i] = SIZE_MAX;
			for (size_t k = needs->first[i]; k < needs->first[i + 1] && !ordered[i];
			     k++)
				if (next[i] == SIZE_MAX && !ordered[needs->items[k].to])
					next[i] = needs->items[k].to;
		}
		graph_report_circles(graph, next, "need each other");
	} else {
		graph->nomem = true;
	}
	free(next);
	free(ordered);
}

static void sort_links(struct graph *graph, const struct linker *linker)
{
	struct links needs = { 0 }, stands = { 0 };
	struct ordering ordering = { .graph = graph, .needs = &needs, .stands = &stands };

	if (links_build(linker, graph->count, false, &needs) < 0 ||
	    links_build(linker, graph->count, true, &stands) < 0 || order_run(&ordering) < 0)
		graph->nomem = true;
	else if (ordering.out.count < graph->count)
		report_unordered(graph, &ordering);
	else if (graph->count)
		memcpy(graph->order, ordering.out.items, graph->count * sizeof(struct node *));
	graph->work += ordering.work;
	node_vec_release(&ordering.out);
	links_release(&needs);
	links_release(&stands);
}

void graph_sort(struct graph *graph)
{
	struct linker linker;

	rank_all(graph);
	if (linker_init(&linker, graph->count) < 0) {
		graph->nomem = true;
		return;
	}
	for (size_t i = 0; i < graph->count; i++)
		link_for_all_views(&linker, &graph->pool[i]);
	sort_links(graph, &linker);
	linker_release(&linker);
}
