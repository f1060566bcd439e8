/* SPDX-License-Identifier: MIT */
/* What stands behind the opaque types of whimbrel/host.h. */
#ifndef WB_CORE_HOST_H
#define WB_CORE_HOST_H

#include <stdatomic.h>

#include <whimbrel/dialect.h>
#include <whimbrel/whimbrel.h>

#include "base/buf.h"

/* wb_text is a buf. */
static inline struct wb_text *text_sink(struct buf *b)
{
	return (struct wb_text *)(void *)b;
}

static inline struct buf *sink_buf(struct wb_text *text)
{
	return (struct buf *)(void *)text;
}

/* Whom a connection works for. */
struct wb_client {
	struct wb_listener listener;
	atomic_int stopping;
	struct wb_progress progress; /* the run fills in the step; host_progress adds the phase */
};

/* A taker of rows: `take` returns nonzero when it wants no more. */
struct wb_rows {
	int (*take)(void *ctx, const struct wb_value *values, size_t count);
	void *ctx;
};

/* A taker of schema objects: both return 0 or a negative status. */
struct wb_schema {
	int (*object)(void *ctx, const struct wb_object *object);
	int (*edge)(void *ctx, const struct wb_object *from, const struct wb_object *to);
	void *ctx;
};

/* Log through a client's listener. */
/* Tell the listener where the run stands: client->progress. */
void client_progress(struct wb_client *client);
void client_log(struct wb_client *client, int level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
