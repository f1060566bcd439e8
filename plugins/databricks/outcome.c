/* SPDX-License-Identifier: MIT */
/* What became of what was handed out. */
#include <whimbrel/kit/split.h>

#include "run.h"

int brick_broken(struct runner *r, int status)
{
	r->failed = true;
	r->status = status;
	return status;
}

void brick_tell(struct runner *r, uint64_t id, int32_t outcome)
{
	bool why = outcome == WB_FAILED || outcome == WB_UNKNOWN || outcome == WB_FAILED_PARTLY;
	int rc = r->ops->done(r->ops->ctx, id, outcome, why ? &r->error : NULL);

	if (rc < 0 && !r->failed)
		brick_broken(r, rc);
}

void brick_tell_all(struct runner *r, int32_t first, int32_t rest)
{
	for (size_t i = 0; i < r->id_count; i++)
		brick_tell(r, r->ids[i], i ? rest : first);
	r->id_count = 0;
}

bool brick_in_parts(const char *text, size_t len)
{
	return kit_begins(text, len, "CALL") || kit_begins(text, len, "EXECUTE") ||
	       brick_is_block(text, len);
}

/* What was cancelled may have ended at that moment; everything else is whole or nothing. */
int32_t brick_outcome(const struct wb_op *op, int rc, bool sent)
{
	if (sent)
		return WB_UNKNOWN;
	return rc == WB_E_CANCELLED || rc == WB_E_TIMEOUT || brick_in_parts(op->text, op->len)
		       ? WB_FAILED_PARTLY
		       : WB_FAILED;
}
