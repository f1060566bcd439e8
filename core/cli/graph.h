/* SPDX-License-Identifier: MIT */
/* The history drawn as a graph in front of its lines. */
#ifndef WB_CLI_GRAPH_H
#define WB_CLI_GRAPH_H

#include <stdbool.h>
#include <stdio.h>

#include "list.h"

/* Draw `list`, children before parents. `line` prints what stands beside a revision, without the
 * line's end. Box characters with `utf8`, else ASCII. */
int graph_draw(FILE *out, bool utf8, const struct revision_list *list,
	       void (*line)(void *ctx, FILE *out, const struct wb_revision *revision), void *ctx,
	       struct wb_error *err);

#endif
