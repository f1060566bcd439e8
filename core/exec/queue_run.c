/* SPDX-License-Identifier: MIT */
/* A queue that is run on a connection. */
#include "base/error.h"
#include "dialect/own_answer.h"
#include "queue.h"

struct running {
	struct queue *queue;
	const struct queue_user *user;
	struct wb_error error; /* of the one that failed */
};

static int next(void *ctx, struct wb_op *out, struct wb_error *err)
{
	struct running *r = ctx;
	int rc = queue_is_empty(r->queue) && r->user->refill ? r->user->refill(r->user->ctx, err)
							     : 0;

	if (rc < 0 || queue_is_empty(r->queue))
		return rc;
	return queue_take(r->queue, out, err);
}

static int data(void *ctx, const char **out_data, size_t *out_len, struct wb_error *err)
{
	const struct running *r = ctx;

	return r->user->data ? r->user->data(r->user->ctx, out_data, out_len, err) : 0;
}

/* The first row is enough where nobody asked for any. */
static int row(void *ctx, const struct wb_value *values, size_t count)
{
	(void)ctx;
	(void)values;
	(void)count;
	return 1;
}

static int done(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	struct running *r = ctx;
	struct flight flight;
	int rc = queue_answer(r->queue, id, &flight, &r->error);

	if (rc == 0 && outcome != WB_DONE && outcome != WB_SKIPPED && err && !r->error.status) {
		r->error = *err;
		own_answer_name(flight.what, &r->error);
	}
	if (rc == 0 && r->user->done)
		r->user->done(r->user->ctx, &flight, outcome);
	return rc;
}

int queue_run(struct queue *q, struct connection *c, const struct queue_user *user,
	      struct wb_error *err)
{
	struct running r = { .queue = q, .user = user, .error = WB_ERROR_INIT };
	const struct wb_ops ops = {
		.size = sizeof(ops), .ctx = &r, .next = next, .data = data, .row = row, .done = done
	};
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	q->composer = composer_of(c);
	q->home = c->server.home;
	rc = driver_run(c, &ops, &why);
	if (rc < 0)
		/* of the one that failed it is known what it was */
		wb_error_take(err, r.error.status ? &r.error : &why);
	return rc;
}
