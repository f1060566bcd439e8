/* SPDX-License-Identifier: MIT */
/* What servers answer may hold what they were sent: it is masked where it comes in. */
#ifndef WB_CORE_MASKED_H
#define WB_CORE_MASKED_H

#include <whimbrel/operation.h>

struct wb_client;

void masked_error(struct wb_error *err); /* NULL is fine */
/* A queue, and who listens to it. Borrowed. */
struct masking {
	const struct wb_ops *ops;
	struct wb_client *client;
};

/* The same queue, whose operations are traced and whose errors are masked on their way to it. */
struct wb_ops masked_ops(struct masking *masking);
/* What is about to be done, for those who want to see it: see wb_listener.trace. */
void trace_op(struct wb_client *client, const struct wb_op *op);
/* Something else that it is asked: "introspect". */
void trace_call(struct wb_client *client, const char *what, const char *name);

#endif
