/* SPDX-License-Identifier: MIT */
/* Offline scripts: what is written down for the native client instead of executed. */
#ifndef WHIMBREL_SCRIPT_WRITER_H
#define WHIMBREL_SCRIPT_WRITER_H

#include <stdbool.h>

#include "base/buf.h"
#include "plan.h"

#define OFFLINE_RUN "offline"

struct script {
	struct writing to;
	const struct wb_plan *plan;
	struct buf text; /* of the operation that is being written; let go of by script_end */
};

/* The client's settings, the lock and our tables; refused before a line is written where the dialect has no scripts. */
int script_begin(struct script *s, struct wb_error *err);
/* Its last line, unless what was written before it failed with `rc`, which is handed on. */
int script_end(struct script *s, int rc, struct wb_error *err);

int script_put(struct script *s, const char *text, size_t len, struct wb_error *err);
int script_text(struct script *s, const char *text, struct wb_error *err);
/* A line of its own; what would end it is a blank. */
int script_comment(struct script *s, const char *text, struct wb_error *err);
/* An operation of ours, all its statements. `raw`: what the dialect composes is in the client's own form already; else it
 * is SQL, and ended here. */
int script_own(struct script *s, int32_t what, const struct wb_args *args, bool raw,
	       struct wb_error *err);
/* One without arguments. */
int script_simple(struct script *s, int32_t what, bool raw, struct wb_error *err);

#endif
