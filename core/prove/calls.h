/* SPDX-License-Identifier: MIT */
/* The public functions of this folder, behind the border: core/api/ calls them with an `err` that is clear and never
 * NULL, and with structs of our size. whimbrel.h says what they do. */
#ifndef WB_CORE_PROVE_CALLS_H
#define WB_CORE_PROVE_CALLS_H

#include "run/session.h"

int import_replay(struct wb_session *session, const char *command, struct wb_import **out,
		  struct wb_error *err);
int schema_merge(struct wb_session *session, struct wb_names heads,
		 int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		 struct wb_error *err);
int schema_squash(struct wb_session *session, struct wb_squash *squash,
		  int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		  struct wb_error *err);

#endif
