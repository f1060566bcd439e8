/* SPDX-License-Identifier: MIT */
/* The history drawn as a graph in front of its lines. */
#ifndef WB_CLI_GRAPH_H
#define WB_CLI_GRAPH_H

#include <stdbool.h>
#include <stdio.h>

#include "revision_list.h"

/* Where it is drawn, and how. */
struct graph_output {
	FILE *file;
	bool utf8; /* box characters, else ASCII */
	/* prints what stands beside a revision, without the line's end */
	void (*line)(void *ctx, FILE *out, const struct wb_revision *revision);
	void *ctx;
};

/* Draw `list`, children before parents. */
int graph_draw(const struct graph_output *to, const struct revision_list *list,
	       struct wb_error *err);

#endif
