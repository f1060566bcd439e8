/* SPDX-License-Identifier: MIT */
#include "own.h"

#include "base/error.h"
#include "base/vec.h"

/* One operation. */
struct order {
	int32_t what;
	const struct wb_args *args;
};

VEC(struct order, order_vec);

struct batch {
	struct connection *c;
	const struct order *order; /* the next one */
	size_t left;
	struct wb_args args; /* its own; `part` tells which part of it */
	bool more;           /* the last one was not its last part */
	struct buf sql;
	uint64_t id;
	struct wb_error error; /* of the one that failed */
};

static int batch_next(void *ctx, struct wb_op *out, struct wb_error *err)
{
	struct batch *b = ctx;
	int more;

	if (!b->left)
		return 0;
	if (!b->more) {
		b->args = *b->order->args;
		b->args.size = sizeof(b->args);
		b->args.part = 0;
		b->args.home = b->c->server.home;
	} else {
		b->args.part++;
	}
	buf_clear(&b->sql);
	more = driver_compose(b->c->plugin, b->c->handle, b->order->what, &b->args, &b->sql, err);
	if (more < 0)
		return more;
	*out = (struct wb_op){ .size = sizeof(*out),
			       .kind = WB_OP_OWN,
			       .what = b->order->what,
			       .id = ++b->id,
			       .args = &b->args };
	out->text = buf_text(&b->sql);
	out->len = out->full_len = b->sql.len;
	b->more = more;
	b->order += !more;
	b->left -= !more;
	return 1;
}

static int batch_data(void *ctx, const char **out_data, size_t *out_len, struct wb_error *err)
{
	(void)ctx;
	(void)out_data;
	(void)out_len;
	(void)err;
	return 0;
}

static int batch_row(void *ctx, const struct wb_value *values, size_t count)
{
	(void)ctx;
	(void)values;
	(void)count;
	return 1;
}

static int batch_done(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	struct batch *b = ctx;

	(void)id;
	if (outcome != WB_DONE && outcome != WB_SKIPPED && err && !b->error.status)
		b->error = *err;
	return 0;
}

static int run(struct connection *c, const struct order_vec *orders, struct wb_error *err)
{
	struct batch b = {
		.c = c, .order = orders->items, .left = orders->count, .error = WB_ERROR_INIT
	};
	struct wb_ops ops = { .size = sizeof(ops), .ctx = &b };
	int rc;

	ops.next = batch_next;
	ops.data = batch_data;
	ops.row = batch_row;
	ops.done = batch_done;
	rc = driver_run(c, &ops, err);
	buf_release(&b.sql);
	if (rc < 0 && err && !err->status)
		*err = b.error;
	return rc;
}

int own_together(struct connection *c, const int32_t *whats, const struct wb_args *args,
		 struct wb_error *err)
{
	struct order_vec orders = { 0 };
	int rc = 0;

	for (; *whats && rc == 0; whats++)
		rc = order_vec_push(&orders, (struct order){ *whats, args });
	rc = rc < 0 ? wb_error_nomem(err) : run(c, &orders, err);
	order_vec_release(&orders);
	return rc;
}

int own_each(struct connection *c, int32_t what, const struct wb_args *args, size_t count,
	     struct wb_error *err)
{
	const struct wb_args none = { .size = sizeof(none) };
	struct order_vec orders = { 0 };
	int rc = order_vec_push(&orders, (struct order){ WB_OWN_BEGIN, &none });

	for (size_t i = 0; i < count && rc == 0; i++)
		rc = order_vec_push(&orders, (struct order){ what, &args[i] });
	if (rc == 0)
		rc = order_vec_push(&orders, (struct order){ WB_OWN_COMMIT, &none });
	rc = rc < 0 ? wb_error_nomem(err) : run(c, &orders, err);
	order_vec_release(&orders);
	return rc;
}

int own_run(struct connection *c, int32_t what, struct wb_error *err)
{
	const struct wb_args args = { .size = sizeof(args) };

	return driver_own(c, what, &args, NULL, err);
}

int own_commit(struct connection *c, struct wb_error *err)
{
	const struct wb_args args = { .size = sizeof(args) };
	struct buf sql = { 0 };
	int rc = driver_compose(c->plugin, c->handle, WB_OWN_COMMIT, &args, &sql, err);

	if (rc == 0) {
		const struct wb_op op = { .size = sizeof(op),
					  .kind = WB_OP_OWN,
					  .what = WB_OWN_COMMIT,
					  .flags = WB_OP_DURABLE,
					  .text = buf_text(&sql),
					  .len = sql.len,
					  .full_len = sql.len,
					  .args = &args };

		rc = driver_execute(c, &op, NULL, err);
	}
	buf_release(&sql);
	return rc;
}

int own_log(struct connection *c, const struct wb_args *row, struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = own_run(c, WB_OWN_BEGIN, err);

	if (rc == 0)
		rc = driver_own(c, WB_OWN_LOG, row, NULL, err);
	if (rc == 0)
		rc = own_commit(c, err);
	if (rc < 0)
		own_run(c, WB_OWN_ROLLBACK, &ignored);
	return rc;
}
