/* SPDX-License-Identifier: MIT */
/* The lines `-- whimbrel:keep` of what a difference loses. */
#ifndef WB_CORE_DIFFERENCE_KEEP_LINES_H
#define WB_CORE_DIFFERENCE_KEEP_LINES_H

#include "difference.h"

/* Append one for each table; for what can't be kept a warning that says so. */
int keep_lines(const struct difference *d, struct connection *conn, struct buf *out,
	       struct wb_error *err);

#endif
