/* SPDX-License-Identifier: MIT */
/* What stands behind the opaque types of whimbrel/host.h. */
#ifndef WB_CORE_HOST_H
#define WB_CORE_HOST_H

#include <stdbool.h>

#include <whimbrel/dialect.h>
#include <whimbrel/whimbrel.h>

#include "base/buf.h"
#include "client.h"

/* wb_text is a buf. */
static inline struct wb_text *text_sink(struct buf *b)
{
	return (struct wb_text *)(void *)b;
}

static inline struct buf *sink_buf(struct wb_text *text)
{
	return (struct buf *)(void *)text;
}

/* A taker of rows: `take` returns nonzero when it wants no more. */
struct wb_rows {
	int (*take)(void *ctx, const struct wb_value *values, size_t count);
	void *ctx;
};

/* Is it an enum wb_edge? One that is not is never taken for a mere need: what must stay might be dropped. */
static inline bool edge_is_known(int32_t flavour)
{
	return flavour >= WB_EDGE_NEEDS && flavour <= WB_EDGE_NAMED_BY;
}

/* A taker of schema objects: both return 0 or a negative status. */
struct wb_schema {
	int (*object)(void *ctx, const struct wb_object *object);
	/* `flavour` as the dialect says it */
	int (*edge)(void *ctx, int32_t flavour, const struct wb_object *from,
		    const struct wb_object *to);
	void *ctx;
};

#endif
