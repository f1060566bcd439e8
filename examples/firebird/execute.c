/* SPDX-License-Identifier: MIT */
/* Operations: transactions, and what is stopped while it runs. */
#include <stdio.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ being stopped */

void fb_stop(void *conn)
{
	struct conn *c = conn;
	ISC_STATUS_ARRAY status;

	fb_cancel_operation(status, &c->db, fb_cancel_raise);
}

int fb_cancel(void *conn, struct wb_error *err)
{
	(void)err;
	kit_running_cancel(&((struct conn *)conn)->running);
	return 0;
}

/* ------------------------------------------------------------------ transactions */

int fb_start(struct conn *c, isc_tr_handle *out, const char *table, int seconds,
	     struct wb_error *err)
{
	char tpb[64] = { isc_tpb_version3, isc_tpb_write, isc_tpb_read_committed,
			 isc_tpb_rec_version, seconds < 0 ? isc_tpb_nowait : isc_tpb_wait };
	short len = 5;
	ISC_STATUS_ARRAY status = { 0 };

	if (c->lost)
		return fb_host->fail(err, WB_E_LOST, "the connection is lost");
	if (seconds > 0) {
		tpb[len++] = isc_tpb_lock_timeout;
		tpb[len++] = 4;
		for (int i = 0; i < 4; i++)
			tpb[len++] = (char)(seconds >> (8 * i));
	}
	if (table) {
		tpb[len++] = isc_tpb_lock_write;
		tpb[len++] = (char)strlen(table);
		while (*table)
			tpb[len++] = *table++;
		tpb[len++] = isc_tpb_protected;
	}
	*out = 0;
	isc_start_transaction(status, out, 1, &c->db, len, tpb);
	return fb_failed(status) ? fb_fail(c, status, err) : 0;
}

static int begin(struct conn *c, isc_tr_handle *out, struct wb_error *err)
{
	return fb_start(c, out, NULL, (int)((c->lock_timeout_ms + 999) / 1000), err);
}

static int commit(struct conn *c, isc_tr_handle *tx, struct wb_error *err)
{
	ISC_STATUS_ARRAY status = { 0 };
	int rc;

	if (!*tx)
		return 0;
	isc_commit_transaction(status, tx);
	if (!fb_failed(status))
		return 0;
	rc = fb_fail(c, status, err);
	return rc == WB_E_LOST ? err->status = WB_E_UNCERTAIN : rc;
}

/* Where the connection is lost there is nothing left to roll back. */
static int rollback(struct conn *c, isc_tr_handle *tx, struct wb_error *err)
{
	ISC_STATUS_ARRAY status = { 0 };

	if (!*tx)
		return 0;
	isc_rollback_transaction(status, tx);
	*tx = 0;
	return fb_failed(status) ? fb_fail(c, status, err) : 0;
}

static int run_op(struct conn *c, const struct wb_op *op, const struct fb_sink *rows,
		  struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;
	isc_tr_handle own = 0, *tx = c->tx ? &c->tx : &own;
	int rc = c->tx ? 0 : begin(c, &own, err);

	if (rc < 0)
		return rc;
	rc = kit_running_begin(&c->running, 0, err);
	if (rc == 0)
		rc = fb_statement(c, tx, op->text, op->len, rows, err);
	kit_running_end(&c->running);
	if (rc < 0)
		rollback(c, &own, &ignored);
	return rc < 0 ? rc : commit(c, &own, err);
}

/* ------------------------------------------------------------------ operations */

int fb_run(struct conn *c, const char *sql, const struct fb_sink *rows, struct wb_error *err)
{
	const struct wb_op op = {
		.size = sizeof(op), .kind = WB_OP_OWN, .text = sql, .len = strlen(sql)
	};

	return run_op(c, &op, rows, err);
}

struct first {
	char *out;
	size_t size;
};

static int take_first(void *ctx, const struct wb_value *values, size_t count)
{
	struct first *first = ctx;

	if (count && values[0].data)
		snprintf(first->out, first->size, "%.*s", (int)values[0].len, values[0].data);
	return 1;
}

int fb_ask(struct conn *c, const char *sql, char *out, size_t size, struct wb_error *err)
{
	struct first first = { out, size };
	const struct fb_sink sink = { take_first, &first };

	out[0] = '\0';
	return fb_run(c, sql, &sink, err);
}

static int own(struct conn *c, const struct wb_op *op, const struct fb_sink *rows,
	       struct wb_error *err)
{
	switch (op->what) {
	case WB_OWN_BEGIN:
		return begin(c, &c->tx, err);
	case WB_OWN_COMMIT:
		return commit(c, &c->tx, err);
	case WB_OWN_ROLLBACK:
		return rollback(c, &c->tx, err);
	default:
		return run_op(c, op, rows, err);
	}
}

/* A user's own COMMIT and SET TRANSACTION are calls of the client library as well. */
int fb_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct conn *c = conn;
	struct fb_sink room;
	const struct fb_sink *sink = fb_sink_of(op->kind == WB_OP_USER ? NULL : rows, &room);

	if (op->kind == WB_OP_OWN)
		return own(c, op, sink, err);
	if (fb_scratch_check(c, op, err) < 0)
		return err->status;
	if (op->facts & WB_PIECE_TX_BEGIN)
		return c->tx ? fb_host->fail(err, WB_E_SQL, "a transaction is open already")
			     : begin(c, &c->tx, err);
	if (op->facts & WB_PIECE_TX_END)
		return op->text[0] == 'R' || op->text[0] == 'r' ? rollback(c, &c->tx, err)
								: commit(c, &c->tx, err);
	return run_op(c, op, sink, err);
}
