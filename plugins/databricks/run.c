/* SPDX-License-Identifier: MIT */
/* The queue. A statement of a user's is a request; what the journal has to say before it goes in one request in
 * front of it, whose rows also renew the lease, or fail since it is gone. What needs no intent, since it may be
 * repeated together with its neighbours, waits with its rows until something else has to be written. */
#include <stdlib.h>

#include "run.h"

static int give(void *ctx, json_t *row)
{
	struct wb_value values[BRICK_VALUES];
	struct runner *r = ctx;

	r->ops->row(r->ops->ctx, values, brick_values(row, values, BRICK_VALUES));
	return 1; /* the first one is asked for */
}

static int add_user(struct runner *r, const struct wb_op *op)
{
	const enum brick_join how = brick_join(r, op);
	bool sent = false, expects = op->kind == WB_OP_EXPECT;
	int rc = 0;

	/* there is always something to write then, which proves the lock as near as can be */
	if (how == BRICK_APART)
		brick_take_lazy(r);
	/* names in whimbrel_version's statements are looked up where USE says */
	if (how <= BRICK_APART || (r->others.len && (r->c->used_catalog || r->c->used_schema)))
		rc = brick_flush(r);
	if (rc < 0) {
		brick_tell(r, op->id, WB_SKIPPED);
		return rc;
	}
	if (how > BRICK_APART && (rc = brick_run_both(r, op, how)) != 1)
		return rc;
	rc = brick_run_users(r->c, op, (struct brick_rows){ expects ? give : NULL, r }, &sent,
			     &r->error);
	r->ran_lazy = r->c->lazy;
	r->c->lazy = false;
	r->unproved |= how != BRICK_ALONE;
	if (rc == 0) {
		brick_tell(r, op->id, WB_DONE);
		return r->failed ? r->status : 0;
	}
	brick_broken(r, rc);
	brick_tell(r, op->id, brick_outcome(op, rc, sent));
	return rc;
}

int brick_run(void *conn, const struct wb_ops *ops, struct wb_error *err)
{
	struct runner r = { .c = conn, .ops = ops, .error = WB_ERROR_INIT };
	struct wb_op op = { .size = sizeof(op) };
	int rc = 1;

	atomic_store(&r.c->cancelled, false);
	r.c->lazy = false;
	while (!r.failed && (rc = ops->next(ops->ctx, &op, err)) == 1)
		if (op.kind == WB_OP_OWN)
			brick_add_own(&r, &op);
		else
			add_user(&r, &op);
	if (!r.failed && rc == 0)
		brick_flush(&r);
	brick_tell_all(&r, WB_SKIPPED, WB_SKIPPED);
	brick_keep_lazy(&r);
	if (r.failed && err && !err->status)
		*err = r.error;
	brick_forget(&r);
	brick_drop_lazy(&r);
	free(r.ids);
	free(r.log);
	return r.failed ? r.status : rc < 0 ? rc : 0;
}
