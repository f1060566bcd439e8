/* SPDX-License-Identifier: MIT */
#include "findings.h"

#include "base/error.h"
#include "base/lines.h"
#include "base/text.h"
#include "base/vec.h"
#include "run/session.h"

int findings_tell(const struct string_vec *lines, int kind,
		  int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		  struct wb_error *err)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct wb_merge_finding finding = { .size = sizeof(finding),
							  .kind = kind,
							  .text = lines->items[i] };

		if (take(ctx, &finding) != 0)
			return wb_error_set(err, WB_E_NOMEM, "what was found could not be taken");
	}
	return 0;
}

int findings_doubt(struct wb_session *session, struct string_vec *unproved, struct wb_error *err)
{
	const struct uncompared_vec *v = &session->uncompared;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < v->count; i++)
		rc = lines_add(unproved, err, "not run: %s: %s", v->items[i].name,
			       v->items[i].reason);
	return rc;
}
