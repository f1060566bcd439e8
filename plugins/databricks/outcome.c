/* SPDX-License-Identifier: MIT */
/* What became of what was handed out. */
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

/* A script of the user's may have done a part, and what was cancelled may have ended at that moment; everything
 * else is whole or nothing. */
int32_t brick_outcome(const struct wb_op *op, int rc, bool sent)
{
	static const char *const parts[] = { "CALL", "EXECUTE", "COPY", NULL };
	struct kit_words w;

	if (sent)
		return WB_UNKNOWN;
	kit_words_begin(&w, op->text, op->len, 0);
	return rc == WB_E_CANCELLED || rc == WB_E_TIMEOUT || kit_word_is_any(&w, parts) ||
			       brick_is_block(op->text, op->len)
		       ? WB_FAILED_PARTLY
		       : WB_FAILED;
}
