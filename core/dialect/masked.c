/* SPDX-License-Identifier: MIT */
#include "masked.h"

#include "answer.h"
#include "base/secrets.h"
#include "host.h"

void masked_error(struct wb_error *err)
{
	if (!err)
		return;
	answer_end_error(err);
	secrets_mask(err->message);
	secrets_mask(err->detail);
}

static int masked_next(void *ctx, struct wb_op *out, struct wb_error *err)
{
	const struct masking *masking = ctx;
	int rc = masking->ops->next(masking->ops->ctx, out, err);

	if (rc == 1)
		trace_op(masking->client, out);
	return rc;
}

static int masked_data(void *ctx, const char **out_data, size_t *out_len, struct wb_error *err)
{
	const struct wb_ops *ops = ((const struct masking *)ctx)->ops;

	return ops->data(ops->ctx, out_data, out_len, err);
}

static int masked_row(void *ctx, const struct wb_value *values, size_t count)
{
	const struct wb_ops *ops = ((const struct masking *)ctx)->ops;

	return ops->row(ops->ctx, values, count);
}

static int masked_done(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	const struct wb_ops *ops = ((const struct masking *)ctx)->ops;
	struct wb_error masked;

	if (err) {
		masked = *err;
		masked_error(&masked);
	}
	return ops->done(ops->ctx, id, outcome, err ? &masked : NULL);
}

struct wb_ops masked_ops(struct masking *masking)
{
	return (struct wb_ops){ .size = sizeof(struct wb_ops),
				.ctx = masking,
				.next = masked_next,
				.data = masked_data,
				.row = masked_row,
				.done = masked_done };
}
