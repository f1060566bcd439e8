/* SPDX-License-Identifier: MIT */
/* A diagram that is drawn, and its notation in boxes for people at a terminal. */
#ifndef WB_CORE_DIAGRAM_DIAGRAM_H
#define WB_CORE_DIAGRAM_DIAGRAM_H

#include <whimbrel/whimbrel.h>

#include "base/buf.h"
#include "model/model.h"
#include "diagram_columns.h"

struct drawing {
	const struct model *model;
	const struct wb_diagram_options *options;
	bool spaces; /* tables of several schemas: each is called by its own */
	struct buf out;
};

/* The two ends of a key. */
struct ends {
	const char *from, *to;
	const char *columns;
	struct cardinality how;
};

void diagram_box_table(struct drawing *d, const struct object *table, const char *title);
void diagram_box_key(struct drawing *d, const struct object *key, const struct ends *ends);

#endif
