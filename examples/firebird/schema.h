/* SPDX-License-Identifier: MIT */
/* The slots of schemas, which a dialect can do without. */
#ifndef FIREBIRD_SCHEMA_H
#define FIREBIRD_SCHEMA_H

#include <whimbrel/kit/defines.h>

#include "firebird.h"

/* introspect.c */
int fb_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		  struct wb_error *err);
/* render.c */
int fb_render(void *conn, const struct wb_change *change, struct wb_text *out, struct wb_risk *risk,
	      struct wb_error *err);
uint32_t fb_effects(const char *text, size_t len);
/* scratch.c */
int fb_scratch(void *conn, int32_t what, const char *name, void **out, struct wb_rows *rows,
	       struct wb_error *err);
int fb_scratch_check(const struct conn *c, const struct wb_op *op, struct wb_error *err);

#endif
