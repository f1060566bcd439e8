/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "calls.h"

int schema_not_compared(struct wb_session *session,
			int (*take)(void *ctx, const struct wb_not_compared *what), void *ctx,
			struct wb_error *err)
{
	const struct uncompared_vec *v = &session->uncompared;

	for (size_t i = 0; take && i < v->count; i++) {
		const struct wb_not_compared what = { .size = sizeof(what),
						      .kind = v->items[i].kind,
						      .name = v->items[i].name,
						      .reason = v->items[i].reason,
						      .remedy = v->items[i].remedy };

		if (take(ctx, &what) != 0)
			return wb_error_set(err, WB_E_NOMEM,
					    "what was not compared could not be taken");
	}
	return (int)v->count;
}
