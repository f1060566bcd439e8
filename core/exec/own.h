/* SPDX-License-Identifier: MIT */
/* Our own operations on a connection. */
#ifndef WB_CORE_OWN_H
#define WB_CORE_OWN_H

#include "dialect/driver.h"

/* One without arguments. */
int own_run(struct connection *c, int32_t what, struct wb_error *err);
/* Commit, and be sure that it is on disk. */
int own_commit(struct connection *c, struct wb_error *err);
/* One log row and nothing else, in a transaction of its own that is on disk when this returns. */
int own_log(struct connection *c, const struct wb_args *row, struct wb_error *err);
/* The operations `whats` (ends with 0), all with the same arguments: sent ahead where the dialect can, so that they cost
 * one round trip together. No rows are taken. */
int own_together(struct connection *c, const int32_t *whats, const struct wb_args *args,
		 struct wb_error *err);
/* One operation for each of `count` arguments, in a transaction of their own. */
int own_each(struct connection *c, int32_t what, const struct wb_args *args, size_t count,
	     struct wb_error *err);
/* What reading one of our tables has come to: `status` of taking its rows, and the newest format among them. */
int own_check_rows(const char *table, int status, int64_t format, struct wb_error *err);

#endif
