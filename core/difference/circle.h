/* SPDX-License-Identifier: MIT */
/* Changes that wait for one another in a circle. */
#ifndef WB_CORE_DIFFERENCE_CIRCLE_H
#define WB_CORE_DIFFERENCE_CIRCLE_H

#include "change_queue.h"

struct sorting {
	struct difference *d;
	struct connection *conn;
	struct change_vec heap, sorted;
	size_t at;
	struct wb_error *err;
};

/* Take out of a table's change what stands in a circle with others; 1: there was something. */
int circle_open(struct sorting *s, struct change *c);
/* The first of a circle goes, without the foreign keys that hold it; else as it is: the database will
 * say whether that can be. */
int circle_break(struct sorting *s, struct change *c);

#endif
