/* SPDX-License-Identifier: MIT */
/* Which tables rows are put into, and in which order. Both return -1 when there is no memory. */
#ifndef WB_CORE_ROWS_TABLE_ORDER_H
#define WB_CORE_ROWS_TABLE_ORDER_H

#include "difference/difference.h"

/* The tables among `objects`, those that others refer to before those others; in a circle the order
 * is that of `objects`. */
int tables_parents_first(const struct object_vec *objects, struct object_vec *out);
/* The tables of `d->from` that its changes touch, be it by way of a type or a routine, and those that
 * their rows refer to. */
int tables_touched(const struct difference *d, struct object_vec *out);

#endif
