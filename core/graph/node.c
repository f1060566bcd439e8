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
