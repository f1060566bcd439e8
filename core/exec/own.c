/* SPDX-License-Identifier: MIT */
#include "own.h"

#include "base/error.h"
#include "base/vec.h"
#include "dialect/portable.h"
#include "queue.h"

/* One operation. */
struct order {
	int32_t what;
	const struct wb_args *args;
};

VEC(struct order, order_vec);

/* What is composed when the one before is handed out: a long list needs no memory. */
struct batch {
	struct queue queue;
	const struct order *order, *end;
};

static int next_order(void *ctx, struct wb_error *err)
{
	struct batch *b = ctx;
	const struct order *order = b->order;

	if (order == b->end)
		return 0;
	b->order++;
	return queue_own(&b->queue, order->what, order->args, 0, err);
}

static int run(struct connection *c, const struct order_vec *orders, struct wb_error *err)
{
	struct batch b = { .order = orders->items, .end = orders->items + orders->count };
	const struct queue_user user = { .ctx = &b, .refill = next_order };
	int rc = queue_run(&b.queue, c, &user, err);

	queue_release(&b.queue);
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
	int rc = driver_compose(composer_of(c), WB_OWN_COMMIT, &args, &sql, err);

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

int own_check_rows(const char *table, int status, int64_t format, struct wb_error *err)
{
	if (status)
		return wb_error_set(err, status, "%s could not be read: %s", table,
				    status == WB_E_NOMEM ? "out of memory"
							 : "the dialect returned too few columns");
	if (format > WB_TABLE_FORMAT)
		return wb_error_set(err, WB_E_FORMAT,
				    "the tables whimbrel_* of this database are of format %lld, "
				    "this program knows %d: use the newer whimbrel that made them",
				    (long long)format, WB_TABLE_FORMAT);
	return 0;
}
