/* SPDX-License-Identifier: MIT */
/* Revisions as a graph in the languages of other programs. */
#ifndef WB_CLI_DRAWING_H
#define WB_CLI_DRAWING_H

#include <stdio.h>

#include "revision_list.h"

/* Edges go from what is followed to what follows; what is only depended on has a dotted one. What does not
 * belong to the list is left out. */
int drawing_mermaid(FILE *out, const struct revision_list *list, struct wb_error *err);
int drawing_dot(FILE *out, const struct revision_list *list, struct wb_error *err);

#endif
