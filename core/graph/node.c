/* SPDX-License-Identifier: MIT */
/* What every file of the graph asks of it: a revision by its id, what replaces a node, and where a
 * problem is put. */
#include "node.h"

#include <stdio.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/text.h"

void graph_problem(struct graph *graph, const struct revision *at, uint32_t line,
		   const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	problem_add(graph->problems, WB_E_REVISION, at->path, line, "%s", text);
	graph->failed = true;
}

const char *graph_nearest(const struct graph *graph, const char *word)
{
	return text_nearest(word, graph->ids, graph->count);
}

bool node_replaced_by(const struct node *node, const struct node *squash)
{
	while (node && node != squash)
		node = node->replaced_by;
	return node != NULL;
}

struct revision *graph_find(const struct graph *graph, const char *id, size_t len)
{
	struct revision *found = NULL;

	HASH_FIND(hh, graph->by_id, id, len, found);
	return found;
}

int graph_replaced(const struct revision *squash, struct string_vec *out)
{
	for (size_t i = 0; i < squash->replaces.count; i++)
		if (string_vec_add(out, squash->replaces.items[i].name) < 0)
			return -1;
	for (size_t i = 0; squash->node && i < squash->node->replaces.count; i++)
		if (graph_replaced(squash->node->replaces.items[i]->revision, out) < 0)
			return -1;
	return 0;
}

bool graph_stands_for(const struct revision *revision, const char *id)
{
	if (strcmp(revision->id, id) == 0)
		return true;
	for (size_t i = 0; i < revision->replaces.count; i++)
		if (strcmp(revision->replaces.items[i].name, id) == 0)
			return true;
	for (size_t i = 0; revision->node && i < revision->node->replaces.count; i++)
		if (graph_stands_for(revision->node->replaces.items[i]->revision, id))
			return true;
	return false;
}
