/* SPDX-License-Identifier: MIT */
/* Which change waits for which, and those that wait for nothing. */
#ifndef WB_CORE_DIFFERENCE_CHANGE_QUEUE_H
#define WB_CORE_DIFFERENCE_CHANGE_QUEUE_H

#include "difference.h"

/* `then` waits for `first`, unless one of them is none. -1 when there is no memory, as below. */
int change_before(struct change *first, struct change *then);
/* A heap of changes that wait for nothing, the smallest rank on top. */
int changes_push(struct change_vec *heap, struct change *c);
struct change *changes_pop(struct change_vec *heap);

#endif
