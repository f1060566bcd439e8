/* SPDX-License-Identifier: MIT */
/* The public functions of this folder, behind the border: core/api/ calls them with an `err` that is clear and never
 * NULL, and with structs of our size. whimbrel.h says what they do. */
#ifndef WB_CORE_SCHEMA_CALLS_H
#define WB_CORE_SCHEMA_CALLS_H

#include "run/session.h"

int schema_generate(struct wb_session *session, const struct wb_schema_options *options,
		    struct wb_generated **out, struct wb_error *err);
int schema_diff(struct wb_session *session, struct wb_session *other,
		const struct wb_schema_options *options, struct writing to, struct wb_error *err);
int schema_check(struct wb_session *session, uint32_t flags,
		 int (*take)(void *ctx, const struct wb_drift *drift), void *ctx,
		 struct wb_error *err);
int schema_guard(struct wb_session *session, struct wb_error *err);
void schema_guarded(struct wb_session *session, const struct wb_plan *plan);
int schema_not_compared(struct wb_session *session,
			int (*take)(void *ctx, const struct wb_not_compared *what), void *ctx,
			struct wb_error *err);
int schema_dump(struct wb_session *session, wb_write write, void *ctx, struct wb_error *err);
int schema_load(struct wb_session *session, const char *const *paths, size_t count,
		struct wb_error *err);
int schema_refresh(struct wb_session *session, struct wb_error *err);
int schema_test(struct wb_session *session, struct wb_names targets,
		int (*take)(void *ctx, const struct wb_test_result *result), void *ctx,
		struct wb_error *err);
int schema_dialects(struct wb_project *project,
		    int (*take)(void *ctx, const char *dialect, const char *target), void *ctx,
		    struct wb_error *err);
int schema_outline(struct wb_session *session, int (*take)(void *ctx, const char *line), void *ctx,
		   struct wb_error *err);

#endif
