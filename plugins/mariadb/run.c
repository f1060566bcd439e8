/* SPDX-License-Identifier: MIT */
/* Sending. A message is operations of ours and, behind them, at most one statement of the user's:
 * the journal costs no trip of its own. Changes of rows are sent before the answers to earlier ones
 * have come; each such message begins with a stop that fails when the one before it has failed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runner.h"

#define WINDOW_BYTES (48 * 1024)
/* operations of ours wait for a statement up to so many bytes */
#define OWN_BYTES ((size_t)64 << 10)
/* a larger buffer is given back */
#define KEPT_BYTES ((size_t)1 << 20)
#define STOP "EXECUTE IMMEDIATE IF(@@error_count,'whimbrel_stop','DO 0');"

/* ------------------------------------------------------------------ sending */

/* The message that was made moves to those that are under way. */
static struct maria_message *take_slot(struct maria_runner *r)
{
	struct maria_message *slot = &r->ring[(r->head + r->under_way) % (MARIA_WINDOW + 2)];
	const struct maria_message old = *slot;

	*slot = r->now;
	slot->bytes = r->sql.len;
	r->now = (struct maria_message){ .parts = old.parts, .room = old.room };
	r->sql.len = 0;
	return slot;
}

static int send_now(struct maria_runner *r)
{
	struct wb_error ignored = WB_ERROR_INIT;
	struct maria_message *slot;
	size_t len = r->sql.len;

	if (!r->now.count)
		return 0;
	if (!len && !r->under_way) {
		maria_tell_rest(r, &r->now, 0, WB_DONE);
		return r->failed ? r->status : 0;
	}
	if (!len)
		maria_read_down(r, 0, 0);
	if (r->failed) {
		maria_forget_message(r);
		return r->status;
	}
	slot = take_slot(r);
	if (!len) {
		maria_tell_rest(r, slot, 0, WB_DONE);
		return 0;
	}
	/* a server that is busy with what was sent before reads nothing */
	maria_wait_begin(r->c, r->under_way || maria_has_users(slot));
	if (mysql_send_query(r->c->link.db, r->sql.data, (unsigned long)len)) {
		/* answers to what was sent before may still be there; what became of this one
		 * nobody knows */
		maria_read_down(r, 0, 0);
		if (!r->failed)
			maria_fail_at(r, slot, 0);
		else
			maria_tell_rest(r, slot, 0, WB_UNKNOWN);
		return r->status;
	}
	maria_wait_end(r->c, &ignored);
	r->under_way++;
	r->bytes_under_way += len;
	if (r->sql.room > KEPT_BYTES)
		kit_text_release(&r->sql);
	return 0;
}

/* Send what was gathered without a statement of the user's behind it. */
static int flush(struct maria_runner *r)
{
	if (maria_rows_write(r) < 0)
		return r->status;
	maria_read_down(r, 0, 0);
	if (r->failed) {
		maria_forget_message(r);
		return r->status;
	}
	if (r->sql.len)
		r->sql.len--; /* the last semicolon */
	if (send_now(r) < 0)
		return r->status;
	maria_read_down(r, 0, 0);
	return r->failed ? r->status : 0;
}

static int add_restores(struct maria_runner *r)
{
	struct kit_text sql = { 0 };
	size_t part = 0;
	int rc = maria_learn_session(r->c, &r->error);

	while (rc == 0 && maria_restore(r->c, &part, &sql)) {
		rc = maria_rows_wait(r, sql.data) ? 0 : maria_rows_write(r);
		if (rc == 0)
			rc = maria_add_statement(r, 0, WB_OWN_SETTLE, sql.data, sql.len);
	}
	if (rc < 0 && !r->failed) {
		r->failed = true;
		r->status = rc;
	}
	if (sql.failed)
		rc = maria_no_memory(r);
	free(sql.data);
	return rc;
}

/* What the next step remembers and names is made before its first statement is sent: by then this
 * must have been carried out. A step that has left nothing costs no trip. */
static int add_settle(struct maria_runner *r, const struct wb_op *op)
{
	struct maria_part *part;

	maria_read_down(r, 0, 0);
	if (r->failed || add_restores(r) < 0)
		return r->status;
	free(r->c->session.next_transaction);
	free(r->c->session.outside_due);
	r->c->session.next_transaction = NULL;
	r->c->session.outside_due = maria_restore_outside(r->c);
	part = maria_add_part(r, op->id, op->what);
	if (!part)
		return r->status;
	part->silent = true;
	if (maria_leaves_names(r->c) && flush(r) < 0)
		return r->status;
	maria_forget_names(r->c);
	return 0;
}

/* Behind the COMMIT of a step: what could not be put back inside it. */
static int add_outside(struct maria_runner *r)
{
	char *sql = r->c->session.outside_due;
	int rc = sql ? maria_add_statement(r, 0, WB_OWN_COMMIT, sql, strlen(sql)) : 0;

	free(sql);
	r->c->session.outside_due = NULL;
	return rc;
}

/* What a step that is taken up has left in the session before, in front of all that is new of it. */
static int add_due(struct maria_runner *r)
{
	const char *sql = maria_set_inside_due(r->c);
	int rc = sql ? maria_add_statement(r, 0, WB_OWN_SETTLE, sql, strlen(sql)) : 0;

	maria_set_inside_done(r->c);
	return rc;
}

static int add_text(struct maria_runner *r, const struct wb_op *op)
{
	const char *text = maria_own_text(r->c, op);

	if (maria_add_statement(r, op->id, op->what, text ? text : op->text,
				text ? strlen(text) : op->len) < 0)
		return r->status;
	r->ended = op->what == WB_OWN_COMMIT || (r->ended && op->what != WB_OWN_BEGIN);
	r->begun = op->what == WB_OWN_BEGIN || (r->begun && op->what != WB_OWN_COMMIT);
	if (op->what == WB_OWN_COMMIT && add_outside(r) < 0)
		return r->status;
	if (op->what == WB_OWN_COMMIT && maria_autocommit_due(r->c) &&
	    maria_add_statement(r, 0, WB_OWN_COMMIT, "SET autocommit=1", 16) < 0)
		return r->status;
	return 0;
}

static int add_own(struct maria_runner *r, const struct wb_op *op)
{
	struct maria_part *part;

	if (op->what == WB_OWN_SETTLE)
		return add_settle(r, op);
	if ((!maria_own_text(r->c, op) && !op->len) || maria_guard_spared(r, op)) {
		part = maria_add_part(r, op->id, op->what);
		if (part)
			part->silent = true;
		return part ? 0 : r->status;
	}
	if (maria_rows_take(r, op) < 0)
		return r->status;
	if (op->what != WB_OWN_LOG && add_text(r, op) < 0)
		return r->status;
	return r->sql.len + r->rows.len > OWN_BYTES ? flush(r) : 0;
}

/* A statement goes behind what was gathered, if both fit the server's limit. */
static int make_room(struct maria_runner *r, size_t len)
{
	size_t limit = r->c->link.max_packet;

	if (!r->now.count || !limit || r->sql.len + len + 256 < limit)
		return 0;
	return flush(r);
}

static int put_stop(struct maria_runner *r)
{
	size_t len = r->sql.len, stop = sizeof(STOP) - 1;

	if (maria_add_sql(r, STOP, stop) < 0)
		return r->status;
	memmove(r->sql.data + stop, r->sql.data, len);
	memcpy(r->sql.data, STOP, stop);
	r->now.stop = true;
	return 0;
}

/* A statement that the server refuses inside a transaction comes behind the COMMIT of ours, which
 * holds its intent and nothing else; a transaction of the user's is left alone. What was set for the
 * next transaction is set again in front of that: one of ours may have come between. */
static int step_outside(struct maria_runner *r, const struct wb_op *op)
{
	const struct maria_message *m = &r->now;
	int where = maria_outside(op->text, op->len, r->c->lex_mode);
	bool begins = op->facts & WB_PIECE_TX_BEGIN && r->c->session.next_transaction;

	if (where == MARIA_INSIDE && !begins)
		return 0;
	if (m->count && m->parts[m->count - 1].what == WB_OWN_LOG && !r->c->session.tables_locked &&
	    maria_add_statement(r, 0, WB_OWN_COMMIT, "COMMIT", 6) < 0)
		return r->status;
	if (begins && maria_add_statement(r, 0, WB_OWN_COMMIT, r->c->session.next_transaction,
					  strlen(r->c->session.next_transaction)) < 0)
		return r->status;
	free(r->c->session.next_transaction);
	r->c->session.next_transaction =
		where == MARIA_OUTSIDE_ONCE ? strndup(op->text, op->len) : NULL;
	return 0;
}

/* A program may end our transaction and leave another one open. */
static int mark_open(struct maria_runner *r, const struct wb_op *op)
{
	const char *sql = r->begun && op->facts & WB_PIECE_CALLS
				  ? maria_open_mark(r->c, op->text, op->len)
				  : NULL;

	r->before.none = r->ended && !r->c->session.autocommit_off;
	r->begun = r->ended = false;
	r->before.marked = sql != NULL;
	return sql ? maria_add_statement(r, 0, WB_OWN_BEGIN, sql, strlen(sql)) : 0;
}

static int add_user_text(struct maria_runner *r, const struct wb_op *op, const char *text,
			 size_t len, bool ahead)
{
	struct maria_part *part;

	if (maria_rows_write(r) < 0 || make_room(r, len) < 0)
		return r->status;
	if (!ahead)
		maria_read_down(r, 0, 0);
	else if (r->under_way && put_stop(r) < 0)
		return r->status;
	if (!r->failed && (step_outside(r, op) < 0 || mark_open(r, op) < 0))
		return r->status;
	part = r->failed ? NULL : maria_add_part(r, op->id, 0);
	if (!part || maria_add_sql(r, text, len) < 0)
		return r->status;
	maria_guard_heed(r, op);
	maria_counts_forget(r->c, false);
	maria_counts_query(r->c, op->text, op->len);
	part->expects = op->kind == WB_OP_EXPECT;
	part->facts = op->facts;
	part->text = ahead ? NULL : op->text;
	part->len = op->len;
	if (send_now(r) < 0)
		return r->status;
	maria_read_down(r, ahead ? MARIA_WINDOW : 0, ahead ? WINDOW_BYTES : 0);
	return r->failed ? r->status : 0;
}

static int add_user(struct maria_runner *r, const struct wb_op *op)
{
	bool ahead = op->kind == WB_OP_USER && !r->c->mysql && (op->facts & WB_PIECE_ROWS) &&
		     maria_sends_nothing(op->text, op->len, r->c->lex_mode);
	struct kit_text changed = { 0 };
	int rc = maria_before(r->c, op->text, op->len, &changed, &r->error);

	if (rc < 0) {
		r->failed = true;
		r->status = rc;
	} else if (changed.len) {
		rc = add_user_text(r, op, changed.data, changed.len, ahead);
	} else {
		rc = add_user_text(r, op, op->text, op->len, ahead);
	}
	kit_text_release(&changed);
	return rc < 0 ? rc : 0;
}

/* Take an operation; one that came into no message because of a failure is told of here. */
static void take(struct maria_runner *r, const struct wb_op *op)
{
	const struct maria_part part = { .id = op->id,
					 .what = op->kind == WB_OP_OWN ? op->what : 0 };

	if (maria_set_inside_due(r->c))
		add_due(r);
	if (op->kind == WB_OP_OWN)
		add_own(r, op);
	else
		add_user(r, op);
	if (!r->failed || r->added == op->id)
		return;
	maria_forget_message(r);
	maria_tell(r, &part, WB_SKIPPED, NULL);
}

static void finish(struct maria_runner *r)
{
	maria_read_down(r, 0, 0);
}

int maria_run(void *conn, const struct wb_ops *ops, struct wb_error *err)
{
	struct maria_conn *c = conn;
	struct maria_runner *r = calloc(1, sizeof(*r));
	struct wb_op op = { .size = sizeof(op) };
	int rc = 1, status;

	if (!r)
		return kit_no_memory(err);
	if (maria_learn_log_id(c, err) < 0) {
		free(r);
		return kit_failed(err);
	}
	r->c = c;
	r->ops = ops;
	r->error.size = sizeof(r->error);
	c->link.runner = r;
	c->link.finish = finish;
	while (!r->failed && (rc = ops->next(ops->ctx, &op, err)) == 1)
		take(r, &op);
	maria_read_down(r, 0, 0);
	if (!r->failed && rc == 0)
		flush(r);
	maria_forget_message(r);
	c->link.runner = NULL;
	if (r->failed && !err->status)
		*err = r->error;
	status = r->failed ? r->status : rc < 0 ? rc : 0;
	for (size_t i = 0; i < MARIA_WINDOW + 2; i++)
		free(r->ring[i].parts);
	free(r->now.parts);
	kit_text_release(&r->rows);
	kit_text_release(&r->guard);
	kit_text_release(&r->sql);
	free(r);
	return status;
}
