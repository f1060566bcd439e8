/* SPDX-License-Identifier: MIT */
/* A few own operations in one go: sent ahead where the dialect can, so that they cost one round
 * trip together. */
#ifndef WB_CORE_BATCH_H
#define WB_CORE_BATCH_H

#include "driver.h"

/* Run the operations `whats` (ends with 0), all with the same arguments. No rows are taken. */
int batch_run(struct connection *c, const int32_t *whats, const struct wb_args *args,
	      struct wb_error *err);
/* One operation for each of `count` arguments, in a transaction of their own. */
int batch_each(struct connection *c, int32_t what, const struct wb_args *args, size_t count,
	       struct wb_error *err);

#endif
