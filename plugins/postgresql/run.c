/* SPDX-License-Identifier: MIT */
/* Sending ahead. Operations go out as messages of one pipeline with one Sync at its end; answers
 * are read in between, so that neither side's buffers can fill up, and what is under way is
 * bounded. After an error the server skips what follows up to the Sync: what was committed before
 * stays, and nothing runs behind it. What a pipeline can't hold (COPY, a statement that refuses a
 * transaction) waits for it to run empty. */
#include <stdlib.h>
#include <string.h>

#include "elsewhere.h"
#include "run.h"
#include "schema.h"
#include "sets.h"

/* So many rows pay for a question. */
#define MANY 8

static void report_skipped(struct pg_run *r, uint64_t id)
{
	r->ops->done(r->ops->ctx, id, WB_SKIPPED, NULL);
}

/* A COPY, outside the pipeline, which has run empty. */
static void send_copy(struct pg_run *r, const struct wb_op *op)
{
	struct pg_slot s = { .id = op->id, .outcome = WB_DONE, .op_kind = op->kind };
	char *sql = pg_terminated(r, op->text, op->len);
	struct wb_error *err = calloc(1, sizeof(*err));

	if (sql && err && PQexitPipelineMode(r->c->db)) {
		err->size = sizeof(*err);
		pg_copy(r->c, sql, op->facts & WB_PIECE_COPY_IN ? r->ops : NULL, err);
		if (err->status)
			s.outcome = err->status == WB_E_LOST ? WB_UNKNOWN : WB_FAILED_ALL;
		r->lost = PQstatus(r->c->db) == CONNECTION_BAD || !PQenterPipelineMode(r->c->db);
	} else {
		s.outcome = WB_FAILED;
	}
	if (s.outcome == WB_DONE) {
		free(err);
		err = NULL;
	} else {
		r->failed = true;
	}
	s.err = err;
	pg_run_report(r, &s);
	free(err);
}

/* What the pipeline can't hold. */
static void send_apart(struct pg_run *r, const struct wb_op *op)
{
	struct pg_slot skipped = { .id = op->id, .outcome = WB_SKIPPED, .op_kind = op->kind };

	pg_empty(r);
	if (r->failed) {
		pg_take_hidden(r, &skipped);
		pg_run_report(r, &skipped);
		free(skipped.err);
		return;
	}
	if (op->facts & (WB_PIECE_COPY_IN | WB_PIECE_COPY_OUT)) {
		send_copy(r, op);
		return;
	}
	pg_send_op(r, op);
	pg_empty(r);
}

/* The parts of a step's end that was not whole, each for itself. */
static void send_parts(struct pg_run *r)
{
	for (unsigned i = 0; i < r->end.count; i++) {
		struct pg_slot *s;

		if (r->lost) {
			report_skipped(r, r->end.ids[i]);
			continue;
		}
		s = pg_push(r, KIND_OP);
		s->id = r->end.ids[i];
		s->what = r->end.whats[i];
		s->flags = WB_OP_WITH_NEXT;
		pg_send_text(r, s, r->end.texts[i], strlen(r->end.texts[i]));
	}
}

/* The slots of all operations of a step's end: that of the one message. */
static struct pg_slot *push_end(struct pg_run *r)
{
	struct pg_slot *message = pg_push(r, KIND_OP);

	message->joins = true;
	message->id = r->end.ids[0];
	message->what = r->end.whats[0];
	for (unsigned i = 1; i < r->end.count; i++) {
		struct pg_slot *s = pg_push(r, KIND_JOINED);

		s->id = r->end.ids[i];
		s->what = r->end.whats[i];
	}
	return message;
}

/* One that comes again is prepared once. */
static void send_whole(struct pg_run *r, const char *sql)
{
	const size_t len = strlen(sql);
	struct pg_call call;

	if (!pg_call_make(r, sql, len, &call)) {
		pg_send_text(r, push_end(r), sql, len);
		pg_call_release(&call);
		return;
	}
	if (call.form)
		pg_sent(r, pg_push(r, KIND_HIDDEN), len, pg_call_prepare(r->c->db, &call));
	if (r->lost)
		send_parts(r);
	else
		pg_sent(r, push_end(r), len,
			PQsendQueryPrepared(r->c->db, call.name, call.count,
					    (const char *const *)call.values, NULL, NULL, 0));
	pg_call_release(&call);
}

/* What was kept of a step's end. Returns whether it says that the commit behind it need not wait. */
static bool send_end(struct pg_run *r, bool lazily)
{
	char *whole = pg_step_end(r, lazily);

	if (whole)
		send_whole(r, whole);
	else
		send_parts(r);
	pg_step_forget(r);
	lazily = lazily && whole;
	free(whole);
	return lazily;
}

/* Answered before anything else is sent. */
static void ask(struct pg_run *r, enum pg_message kind, const char *sql)
{
	pg_send_hidden(r, kind, sql);
	pg_ask_for_answers(r);
	pg_run_pump(r, 0, 0);
}

/* What no reset takes away. */
static void send_left(struct pg_run *r)
{
	struct kit_text sql = { 0 };

	for (int i = 0; !r->lost && pg_left_sql(r->c, i, &sql); i++)
		if (sql.len && !sql.failed)
			pg_send_hidden(r, KIND_HIDDEN, sql.data);
	kit_text_release(&sql);
}

/* Is the database bare? Answered before the step's statements. */
static void ask_bare(struct pg_run *r)
{
	if (r->c->bare_known || r->c->pooled || !(r->c->lock_key[0] || r->c->leased))
		return;
	r->c->bare_known = true;
	ask(r, KIND_ASK, PQserverVersion(r->c->db) >= 140000 ? pg_is_bare : pg_is_bare_13);
	/* the step before may have come to such a routine */
	r->c->left_locks |= r->c->hides_locks;
	r->c->left_defaults |= r->c->hides_defaults;
	r->c->left_links |= r->c->hides_links;
	/* in a session of which nothing was asked yet it has not: this is the step's own, to its end */
	if (r->c->hides_custom && r->c->ran_users)
		pg_left_renews(r->c);
	if (r->c->hides_locks || r->c->hides_defaults || r->c->hides_links)
		send_left(r);
}

/* Is that worth a question? For a step behind others, and for one of many statements that each have a row of what they
 * leave in the session, as long as none has left anything. */
static bool bare_counts(const struct pg_run *r, const struct wb_op *op)
{
	if (op->kind != WB_OP_OWN)
		return false;
	if (op->what == WB_OWN_BEGIN)
		return !op->args->part && r->steps >= 1 && r->clean;
	return op->what == WB_OWN_LOG && op->args->event &&
	       strcmp(op->args->event, "started") == 0 && op->args->statements >= MANY &&
	       !r->c->ran_users;
}

/* A statement of a user's is about to be sent. */
static void heed(struct pg_run *r, const struct wb_op *op)
{
	enum pg_leaves leaves;

	if (r->c->scratch) {
		pg_scratch_heed(r->c, op);
		return;
	}
	leaves = pg_leaves(r->c, op);
	if (pg_left_learn(r->c, op->text, op->len))
		leaves = LEAVES_ANYTHING;
	r->numbers |= leaves != LEAVES_NOTHING;
	if (leaves != LEAVES_ANYTHING)
		return;
	if (!r->savepoint && r->clean && r->in_transaction && !(op->flags & WB_OP_ALONE))
		pg_send_hidden(r, KIND_HIDDEN, "SAVEPOINT whimbrel_step");
	r->savepoint = true;
	r->clean = false;
}

/* A COMMIT that need not wait for the disk; a scratch database's never does. */
static bool is_lazy(const struct pg_run *r, const struct wb_op *op)
{
	return !r->c->scratch && op->kind == WB_OP_OWN && op->what == WB_OWN_COMMIT &&
	       !(op->flags & WB_OP_DURABLE);
}

/* Its answer decides what is asked for next; the pipeline stays as it is. */
static void await(struct pg_run *r)
{
	r->enough = false;
	pg_ask_for_answers(r);
	pg_run_pump(r, 0, 0);
}

static void send_message(struct pg_run *r, const struct wb_op *op)
{
	if (op->kind != WB_OP_OWN)
		heed(r, op);
	if (r->lost) {
		report_skipped(r, op->id);
		return;
	}
	/* what is before it answers before it begins, so that the time between is its own */
	if (op->flags & WB_OP_WATCHED)
		pg_ask_for_answers(r);
	pg_send_op(r, op);
	if (r->lost)
		return;
	if (op->flags & WB_OP_WATCHED)
		pg_ask_for_answers(r);
	if (op->kind == WB_OP_EXPECT)
		await(r);
	else if (pg_under_way(r) > PG_MESSAGES - 16 || r->bytes > PG_BYTES)
		pg_run_pump(r, PG_MESSAGES / 2, PG_BYTES / 2);
}

/* What a step that is taken up has set in the session before. */
static void set_again(struct pg_run *r)
{
	if (!r->c->again_due)
		return;
	r->c->again_due = r->clean = false;
	if (!r->lost && !r->c->again.failed)
		pg_send_hidden(r, KIND_HIDDEN, r->c->again.data);
	r->c->again.len = 0;
}

/* One that a scratch database runs as it stands: what reaches out of it is refused, and what a server for
 * this purpose has or misses takes looking at. */
static bool is_ordinary(struct pg_run *r, const struct wb_op *op, struct wb_error *err)
{
	struct pg_conn *c = r->c;

	if (!c->scratch || op->kind != WB_OP_USER || op->facts & WB_PIECE_COPY_IN)
		return true;
	if (op->facts & WB_PIECE_PRIVILEGES)
		return false;
	return c->filtered ? pg_refuse_outside(c, op->text, op->len, err) == 0
			   : !pg_is_of_own_server(c, op);
}

/* Outside the pipeline, which has run empty, as `execute` does it; it may have been refused already. */
static void send_with_care(struct pg_run *r, const struct wb_op *op, struct wb_error *err)
{
	struct pg_slot s = { .id = op->id, .outcome = WB_DONE, .op_kind = op->kind, .err = err };

	pg_empty(r);
	if (r->failed) {
		report_skipped(r, op->id);
		return;
	}
	if (!err->status && PQexitPipelineMode(r->c->db)) {
		PQsetnonblocking(r->c->db, 0);
		if (pg_execute(r->c, op, NULL, err) < 0)
			s.outcome = err->status == WB_E_LOST ? WB_UNKNOWN : WB_FAILED;
		PQsetnonblocking(r->c->db, 1);
		r->lost = PQstatus(r->c->db) == CONNECTION_BAD || !PQenterPipelineMode(r->c->db);
	} else {
		s.outcome = WB_FAILED;
	}
	if (s.outcome == WB_DONE)
		s.err = NULL;
	r->failed = s.outcome != WB_DONE || r->lost;
	pg_run_report(r, &s);
}

/* A transaction of a step's is about to begin. False: it can't. */
static bool begins(struct pg_run *r, const struct wb_op *op, struct wb_error *err)
{
	if (op->kind != WB_OP_OWN || op->what != WB_OWN_BEGIN || op->args->part)
		return true;
	if (bare_counts(r, op))
		ask_bare(r);
	return r->c->renew == RENEW_NO || r->lost || pg_step_renewed(r, op, err);
}

/* What no rollback takes back has no place in a transaction with other things. */
static void refuse_elsewhere(struct pg_run *r, const struct wb_op *op)
{
	struct kit_text sql = { 0 };

	if (op->kind == WB_OP_OWN && op->what == WB_OWN_LOG && op->args->event)
		r->intended = strcmp(op->args->event, "intent") == 0;
	if (op->kind != WB_OP_USER || r->intended || r->lost || r->c->scratch || !r->in_transaction)
		return;
	pg_elsewhere_refuse(r->c, op->text, op->len, &sql);
	if (sql.len && !sql.failed)
		pg_send_hidden(r, KIND_HIDDEN, sql.data);
	kit_text_release(&sql);
}

static void send_one(struct pg_run *r, const struct wb_op *op)
{
	struct wb_error why = WB_ERROR_INIT;
	bool lazily = is_lazy(r, op);

	r->c->ran_users |= op->kind != WB_OP_OWN;
	if (!begins(r, op, &why))
		return;
	if (!is_ordinary(r, op, &why)) {
		send_with_care(r, op, &why);
		return;
	}
	set_again(r);
	refuse_elsewhere(r, op);
	if (pg_step_keeps(r, op) == 1)
		return;
	if (r->end.count && send_end(r, lazily))
		lazily = false;
	if (r->lost) {
		report_skipped(r, op->id);
	} else if (op->kind == WB_OP_OWN && (!op->len || pg_step_spares(r, op))) {
		struct pg_slot *s = pg_push(r, KIND_NOTHING);

		s->id = op->id;
		s->what = op->what;
	} else if ((op->flags & WB_OP_ALONE) ||
		   (op->facts & (WB_PIECE_COPY_IN | WB_PIECE_COPY_OUT))) {
		heed(r, op);
		send_apart(r, op);
	} else {
		if (lazily)
			pg_send_hidden(r, KIND_HIDDEN, "SET LOCAL synchronous_commit = off");
		if (pg_is_settled(op))
			send_left(r);
		send_message(r, op);
		if (op->what != WB_OWN_BEGIN && bare_counts(r, op))
			ask_bare(r);
	}
}

static int begin(struct pg_run *r, struct wb_error *err)
{
	r->slots = calloc(PG_MESSAGES, sizeof(*r->slots));
	if (!r->slots)
		return kit_no_memory(err);
	PQsetnonblocking(r->c->db, 1);
	if (!PQenterPipelineMode(r->c->db))
		return pg_fail(r->c, NULL, NULL, err);
	return 0;
}

static void end(struct pg_run *r)
{
	if (r->end.count && !r->failed)
		send_end(r, false);
	pg_empty(r);
	for (unsigned i = 0; i < r->end.count; i++)
		report_skipped(r, r->end.ids[i]);
	pg_step_forget(r);
	if (!r->lost)
		PQexitPipelineMode(r->c->db);
	PQsetnonblocking(r->c->db, 0);
	r->c->own = false;
	free(r->hidden.err);
	pg_forget_forms(r);
	free(r->text);
	free(r->slots);
}

int pg_run(void *conn, const struct wb_ops *ops, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	struct pg_run r = { .c = conn, .ops = ops, .err = &why };
	struct wb_op op = { .size = sizeof(op) };
	int more = 0, status = begin(&r, err);

	if (status < 0) {
		free(r.slots);
		return status;
	}
	while (!r.failed && (more = ops->next(ops->ctx, &op, err)) == 1)
		send_one(&r, &op);
	end(&r);
	if (more < 0)
		return more;
	if (why.status && !err->status)
		*err = why;
	if (r.failed && !err->status)
		return pg_host->fail(err, WB_E_EXPECT, "stopped");
	return r.failed ? kit_failed(err) : 0;
}
