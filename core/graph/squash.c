/* SPDX-License-Identifier: MIT */
/* `Replaces`: which squash stands for which revisions. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

static void add_replaced(struct graph *graph, struct node *squash, const char *id)
{
	struct revision *old = graph_find(graph, id, strlen(id));
	struct replaced *entry = calloc(1, sizeof(*entry));

	if (!entry) {
		graph->nomem = true;
		return;
	}
	entry->id = id;
	entry->by = squash;
	HASH_ADD_KEYPTR(hh, graph->replaced, entry->id, strlen(entry->id), entry);
	if (!entry->hh.tbl) {
		free(entry);
		graph->nomem = true;
	} else if (!old) {
		graph->nomem |= text_vec_push(&squash->gone, id) < 0;
	} else {
		old->node->replaced_by = squash;
		graph->nomem |= node_vec_push(&squash->replaces, old->node) < 0;
	}
}

static void check_replaced(struct graph *graph, struct node *squash, const struct mention *mention)
{
	const struct revision *r = squash->revision;
	const struct revision *old = graph_find(graph, mention->name, strlen(mention->name));
	struct replaced *other = NULL;

	HASH_FIND_STR(graph->replaced, mention->name, other);
	if (strcmp(mention->name, r->id) == 0)
		graph_problem(graph, r, mention->line, "'%s' replaces itself", r->id);
	else if (other && other->by == squash)
		graph_problem(graph, r, mention->line, "'%s' replaces '%s' twice", r->id,
			      mention->name);
	else if (other)
		graph_problem(graph, r, mention->line, "'%s' replaces '%s', and so does '%s' (%s)",
			      r->id, mention->name, other->by->revision->id,
			      other->by->revision->path);
	else if (r->repeat)
		graph_problem(graph, r, mention->line,
			      "'%s' is repeatable and can't replace anything", r->id);
	else if (old && old->repeat)
		graph_problem(graph, r, mention->line, "'%s' replaces '%s', which is repeatable",
			      r->id, mention->name);
	else
		add_replaced(graph, squash, mention->name);
}

/* Whoever walks up the squashes must come to an end: once circles are told, none is one any
 * more. */
static void check_circles(struct graph *graph)
{
	size_t *next = malloc((graph->count + 1) * sizeof(*next));

	if (!next) {
		graph->nomem = true;
		return;
	}
	for (size_t i = 0; i < graph->count; i++)
		next[i] = graph->pool[i].replaced_by ? graph->pool[i].replaced_by->index : SIZE_MAX;
	if (graph_report_circles(graph, next, "replace each other"))
		for (size_t i = 0; i < graph->count; i++) {
			graph->pool[i].replaced_by = NULL;
			node_vec_clear(&graph->pool[i].replaces);
		}
	free(next);
}

void graph_link_squashes(struct graph *graph)
{
	for (size_t i = 0; i < graph->count && !graph->nomem; i++) {
		const struct mention_vec *replaces = &graph->pool[i].revision->replaces;

		for (size_t k = 0; k < replaces->count && !graph->nomem; k++)
			check_replaced(graph, &graph->pool[i], &replaces->items[k]);
	}
	if (graph->replaced && !graph->nomem)
		check_circles(graph);
}
