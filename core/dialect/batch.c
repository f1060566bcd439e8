/* SPDX-License-Identifier: MIT */
#include "batch.h"

#include "base/error.h"

struct batch {
	struct connection *c;
	const int32_t *what; /* the next one */
	struct wb_args args; /* `part` tells which part of it */
	struct buf sql;
	uint64_t id;
	struct wb_error error; /* of the one that failed */
};

static int batch_next(void *ctx, struct wb_op *out, struct wb_error *err)
{
	struct batch *b = ctx;
	int more;

	if (!*b->what)
		return 0;
	buf_clear(&b->sql);
	more = driver_compose(b->c->plugin, b->c->handle, *b->what, &b->args, &b->sql, err);
	if (more < 0)
		return more;
	*out = (struct wb_op){ .size = sizeof(*out),
			       .kind = WB_OP_OWN,
			       .what = *b->what,
			       .id = ++b->id,
			       .args = &b->args };
	out->text = buf_text(&b->sql);
	out->len = out->full_len = b->sql.len;
	if (more) {
		b->args.part++;
	} else {
		b->args.part = 0;
		b->what++;
	}
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

int batch_run(struct connection *c, const int32_t *whats, const struct wb_args *args,
	      struct wb_error *err)
{
	struct batch b = { .c = c, .what = whats, .args = *args, .error = WB_ERROR_INIT };
	struct wb_ops ops = { .size = sizeof(ops), .ctx = &b };
	int rc;

	b.args.size = sizeof(b.args);
	b.args.part = 0;
	b.args.home = c->server.home;
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
