/* SPDX-License-Identifier: MIT */
#include "driver.h"

#include <string.h>

#include "answer.h"
#include "base/error.h"
#include "base/secrets.h"
#include "lex/lex.h"
#include "masked.h"
#include "statement_timeout.h"
#include "own_answer.h"
#include "portable.h"
#include "slot.h"

int driver_split(const struct plugin *plugin, struct wb_lex *state, const struct lex_text *text,
		 struct wb_piece *out, struct wb_error *err)
{
	const struct wb_dialect *d = &plugin->table;
	int rc;

	if (d->split)
		rc = d->split(state, text->data, text->len, text->last, out, err);
	else
		rc = lex_split(d->lexical, state, text->data, text->len, text->last, out, err);
	rc = slot_check(plugin, "split", rc, 1, err);
	if (rc == 1 && (out->begin > out->token || out->token > out->end || out->end > out->next ||
			out->next > text->len || out->next == 0))
		return wb_error_set(err, WB_E_INTERNAL,
				    "dialect %s: split returned offsets outside the text", d->name);
	return rc;
}

static int check_quotable(const char *text, size_t len, struct wb_error *err)
{
	return memchr(text, '\0', len)
		       ? wb_error_set(err, WB_E_UNSUPPORTED, "a NUL byte can't be quoted")
		       : 0;
}

int driver_quote_name(struct composer by, const char *text, size_t len, struct buf *out,
		      struct wb_error *err)
{
	const struct wb_dialect *d = &by.plugin->table;
	int rc = check_quotable(text, len, err);

	return rc < 0 ? rc
		      : slot_check(by.plugin, "quote",
				   d->quote(by.handle, 0, text, len, text_sink(out), err), 0, err);
}

int driver_quote_literal(struct composer by, const char *text, size_t len, struct buf *out,
			 struct wb_error *err)
{
	const struct wb_dialect *d = &by.plugin->table;
	int rc = check_quotable(text, len, err);

	return rc < 0 ? rc
		      : slot_check(by.plugin, "quote",
				   d->quote(by.handle, 1, text, len, text_sink(out), err), 0, err);
}

int driver_compose(struct composer by, int32_t what, const struct wb_args *args, struct buf *out,
		   struct wb_error *err)
{
	const struct wb_dialect *d = &by.plugin->table;
	int rc;

	if (d->compose)
		rc = d->compose(by.handle, what, args, text_sink(out), err);
	else if (d->portable)
		rc = portable_compose(d->portable, what, args, text_sink(out), err);
	else
		return 0;
	rc = slot_check(by.plugin, "compose", rc, 1, err);
	return rc < 0 || !out->failed ? rc : buf_check(out, err);
}

int driver_probe(struct composer by, const struct statement *statement, struct buf *out_sql,
		 int32_t *out_fate, struct wb_error *err)
{
	const struct wb_dialect *d = &by.plugin->table;
	const uint32_t facts = statement->flags;

	if (!d->probe) {
		*out_fate = facts & WB_PIECE_SESSION ? WB_FATE_REPEAT
			    : facts & WB_PIECE_ROWS  ? WB_FATE_TRANSACTION
						     : WB_FATE_UNKNOWN;
		return 0;
	}
	return slot_check(by.plugin, "probe",
			  d->probe(by.handle, statement->text, statement->len, facts,
				   text_sink(out_sql), out_fate, err),
			  0, err);
}

int driver_remember(struct composer by, const struct statement *statement, bool fresh,
		    struct buf *out_sql, struct wb_error *err)
{
	const struct wb_dialect *d = &by.plugin->table;
	int rc;

	if (!d->remember)
		return 0;
	rc = slot_check(by.plugin, "remember",
			d->remember(by.handle, statement->text, statement->len, statement->flags,
				    fresh, text_sink(out_sql), err),
			1, err);
	return rc < 0 || !out_sql->failed ? rc : buf_check(out_sql, err);
}

int driver_restore_point(struct composer by, const char *table, struct buf *out_sql,
			 struct wb_error *err)
{
	const struct wb_dialect *d = &by.plugin->table;
	int rc;

	if (!d->restore_point)
		return wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s has no restore points",
				    d->name);
	rc = slot_check(by.plugin, "restore_point",
			d->restore_point(by.handle, table, text_sink(out_sql), err), 0, err);
	return rc < 0 ? rc : buf_check(out_sql, err);
}

int driver_recall(struct connection *c, const char *memory, bool undone, struct wb_error *err)
{
	if (!c->plugin->table.recall)
		return 0;
	slot_call(c);
	return slot_return(c, "recall", c->plugin->table.recall(c->handle, memory, undone, err), 0,
			   err);
}

static int execute(struct connection *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	struct own_answer answer;
	struct gate gate;
	struct wb_rows *through;
	uint64_t watch;
	int rc;

	if (own_answer_open(&answer, &c->plugin->table, op, &rows))
		return 0;
	through = gate_open(&gate, rows, gate_columns(op));
	slot_call(c);
	watch = statement_timeout_watch(c, op);
	rc = c->plugin->table.execute(c->handle, op, through, err);
	rc = statement_timeout_end(c, watch, rc, err);
	rc = slot_return(c, "execute", rc, 0, err);
	rc = gate_check(&gate, c->plugin->table.name, "execute", rc, err);
	return own_answer_check(&answer, op, rc, err);
}

int driver_execute(struct connection *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	int rc = execute(c, op, rows, err);

	if (rc < 0 && op->kind == WB_OP_OWN)
		own_answer_name(op->what, err);
	return rc;
}

int driver_own(struct connection *c, int32_t what, const struct wb_args *args, struct wb_rows *rows,
	       struct wb_error *err)
{
	struct wb_args a = *args;
	struct buf sql = { 0 };
	int rc, more;

	a.size = sizeof(a);
	a.home = c->server.home;
	do {
		struct wb_op op = {
			.size = sizeof(op), .kind = WB_OP_OWN, .what = what, .args = &a
		};

		buf_clear(&sql);
		rc = more = driver_compose(composer_of(c), what, &a, &sql, err);
		if (rc < 0)
			break;
		op.text = buf_text(&sql);
		op.len = op.full_len = sql.len;
		trace_op(c->client, &op);
		rc = driver_execute(c, &op, rows, err);
		a.part++;
	} while (rc == 0 && more);
	buf_release(&sql);
	return rc < 0 ? rc : 0;
}

/* Data of a COPY can't be sent one operation at a time. */
static int no_copy(const struct connection *c, struct wb_error *err)
{
	return wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s can't copy data from a file",
			    c->plugin->table.name);
}

struct row_relay {
	const struct wb_ops *ops;
};

static int relay_row(void *ctx, const struct wb_value *values, size_t count)
{
	struct row_relay *relay = ctx;

	return relay->ops->row(relay->ops->ctx, values, count);
}

/* An expectation its first row, the row of a step its duration. */
static bool hands_out(const struct wb_op *op)
{
	return op->kind == WB_OP_EXPECT ||
	       (op->kind == WB_OP_OWN && (op->what == WB_OWN_RECORD || op->what == WB_OWN_ERASE));
}

/* `run` for dialects that have none. */
static int run_one_by_one(struct connection *c, const struct wb_ops *ops, struct wb_error *err)
{
	struct row_relay relay = { ops };
	struct wb_rows rows = { relay_row, &relay };
	struct wb_op op = { .size = sizeof(op) };
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	while ((rc = ops->next(ops->ctx, &op, err)) == 1) {
		/* it is large: to clear it for each of many statements would take longer than some */
		if (why.status)
			wb_error_clear(&why);
		if (op.facts & WB_PIECE_COPY_IN)
			rc = no_copy(c, &why);
		else
			rc = execute(c, &op, hands_out(&op) ? &rows : NULL, &why);
		if (rc < 0) {
			ops->done(ops->ctx, op.id, rc == WB_E_LOST ? WB_UNKNOWN : WB_FAILED, &why);
			wb_error_take(err, &why);
			return rc;
		}
		rc = ops->done(ops->ctx, op.id, WB_DONE, NULL);
		if (rc < 0)
			return rc;
	}
	return rc;
}

int driver_run(struct connection *c, const struct wb_ops *ops, struct wb_error *err)
{
	struct masking masking = { ops, c->client };
	const struct wb_ops masked = masked_ops(&masking);

	if (!c->plugin->table.run)
		return run_one_by_one(c, &masked, err);
	slot_call(c);
	return slot_return(c, "run", c->plugin->table.run(c->handle, &masked, err), 0, err);
}

int driver_lock(struct connection *c, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	if (!c->plugin->table.lock)
		return wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s has no lock of its own",
				    c->plugin->table.name);
	slot_call(c);
	return slot_return(c, "lock", c->plugin->table.lock(c->handle, key, timeout_ms, err),
			   driver_can(c, CAN_LEASE) ? 1 : 0, err);
}

int driver_unlock(struct connection *c, const char *key, struct wb_error *err)
{
	slot_call(c);
	return slot_return(c, "unlock", c->plugin->table.unlock(c->handle, key, err), 0, err);
}

int driver_holder(struct connection *c, const char *key, struct buf *out, struct buf *out_session,
		  struct wb_error *err)
{
	int rc;

	if (!c->plugin->table.holder)
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "dialect %s can't tell who holds its lock",
				    c->plugin->table.name);
	slot_call(c);
	rc = slot_return(c, "holder",
			 c->plugin->table.holder(c->handle, key, text_sink(out),
						 text_sink(out_session), err),
			 1, err);
	secrets_mask_buf(out);
	return rc;
}

int driver_observe(struct connection *c, const char *session, struct wb_activity *out,
		   struct wb_rows *blockers, struct wb_error *err)
{
	struct wb_rows *through;
	struct gate gate;
	int rc;

	if (!c->plugin->table.observe)
		return wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s can't observe a session",
				    c->plugin->table.name);
	through = gate_open(&gate, blockers, 5);
	slot_call(c);
	rc = slot_return(c, "observe",
			 c->plugin->table.observe(c->handle, session, out, through, err), 0, err);
	rc = gate_check(&gate, c->plugin->table.name, "observe", rc, err);
	answer_end_activity(out);
	secrets_mask(out->phase);
	secrets_mask(out->statement);
	secrets_mask(out->waits_for);
	return rc;
}

int driver_end_session(struct connection *c, const char *session, bool gently, struct wb_error *err)
{
	if (!c->plugin->table.end_session)
		return wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s can't end another session",
				    c->plugin->table.name);
	slot_call(c);
	return slot_return(c, "end_session",
			   c->plugin->table.end_session(c->handle, session, gently, err), 0, err);
}

int driver_judge(struct connection *c, const struct wb_intent *intent, struct judgement *out,
		 struct wb_error *err)
{
	struct wb_rows *through;
	struct gate gate;
	int rc;

	if (!c->plugin->table.judge) {
		out->verdict = WB_VERDICT_UNKNOWN;
		return 0;
	}
	through = gate_open(&gate, out->repairs, 2);
	slot_call(c);
	rc = slot_return(c, "judge",
			 c->plugin->table.judge(c->handle, intent, &out->verdict, through,
						text_sink(out->seen), err),
			 0, err);
	rc = gate_check(&gate, c->plugin->table.name, "judge", rc, err);
	secrets_mask_buf(out->seen);
	return rc;
}
