/* SPDX-License-Identifier: MIT */
/* The public function of this folder, behind the border: core/api/ calls it with an `err` that is clear and never
 * NULL, and with structs of our size. whimbrel.h says what it does. */
#ifndef WB_CORE_LINT_CALLS_H
#define WB_CORE_LINT_CALLS_H

#include "run/session.h"

int schema_lint(struct wb_session *session, struct wb_names targets,
		int (*take)(void *ctx, const struct wb_finding *finding), void *ctx,
		struct wb_error *err);

#endif
