/* SPDX-License-Identifier: MIT */
/* A plan under way: its streams, one behind the other where one breaks off. */
#ifndef WB_CORE_RUN_STREAM_H
#define WB_CORE_RUN_STREAM_H

#include "run.h"

struct run {
	struct wb_session *s;
	struct wb_plan *plan;
	struct committed steps;
	size_t told; /* of those that are committed, told to the listener */
	/* where the next stream begins: behind those if a shared transaction is open */
	size_t from;
	size_t end; /* where it ends */
	bool in_transaction;
	unsigned tries; /* of the step `tried` */
	size_t tried;
	bool again; /* it was run once more because the dialect asked for it */
};

/* So many steps are committed: tell the listener. What is on disk takes all that was committed before with
 * it. */
void run_committed(struct run *run, size_t steps_done, bool durable);
void run_open_stream(struct run *run, struct stream *stream, size_t begin, size_t end);

/* ---- run_retry.c */

/* After a stream broke off. 1: open another one; 0: all is done. */
int run_retry(struct run *run, struct stream *stream, struct wb_error *err);

#endif
