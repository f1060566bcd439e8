/* SPDX-License-Identifier: MIT */
/* Sending ahead. Operations go out as messages of one pipeline with one Sync at its end; answers
 * are read in between, so that neither side's buffers can fill up, and what is under way is
 * bounded. After an error the server skips what follows up to the Sync: what was committed before
 * stays, and nothing runs behind it. What a pipeline can't hold (COPY, a statement that refuses a
 * transaction) waits for it to run empty. */
#include <stdlib.h>
#include <string.h>

#include "run.h"

static bool is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

/* The SQL with a NUL behind it, which libpq wants. NULL: out of memory. */
static char *terminated(struct pg_run *r, const char *text, size_t len)
{
	if (len >= r->room) {
		size_t room = len + 1 > 4096 ? len + 1 : 4096;
		char *grown = realloc(r->text, room);

		if (!grown)
			return NULL;
		r->text = grown;
		r->room = room;
	}
	if (len)
		memcpy(r->text, text, len);
	r->text[len] = '\0';
	return r->text;
}

static struct pg_slot *push(struct pg_run *r, enum pg_message kind)
{
	struct pg_slot *s = &r->slots[r->tail++ % PG_MESSAGES];

	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->op_kind = WB_OP_OWN;
	s->outcome = WB_DONE;
	return s;
}

static void ask_for_answers(struct pg_run *r)
{
	PQsendFlushRequest(r->c->db);
	PQflush(r->c->db);
	r->unflushed = 0;
	r->unflushed_bytes = 0;
}

static void send_text(struct pg_run *r, struct pg_slot *s, const char *text, size_t len)
{
	char *sql = terminated(r, text, len);

	s->bytes = len + 64;
	r->bytes += s->bytes;
	if (sql && s->op_kind != WB_OP_OWN && !is_ascii(text, len))
		s->text = strdup(sql);
	if (!sql || !PQsendQueryParams(r->c->db, sql, 0, NULL, NULL, NULL, NULL, 0)) {
		pg_run_lose(r);
		return;
	}
	r->unflushed++;
	r->unflushed_bytes += s->bytes;
	if (r->unflushed >= PG_MESSAGES / 4 || r->unflushed_bytes >= PG_BYTES / 4)
		ask_for_answers(r);
}

static void send_hidden(struct pg_run *r, const char *sql)
{
	send_text(r, push(r, KIND_HIDDEN), sql, strlen(sql));
}

static void send_op(struct pg_run *r, const struct wb_op *op)
{
	struct pg_slot *s = push(r, KIND_OP);

	s->id = op->id;
	s->op_kind = op->kind;
	s->what = op->what;
	s->flags = op->flags;
	s->part = op->args ? op->args->part : 0;
	send_text(r, s, op->text, op->len);
}

/* Sync, and wait until everything is answered. */
static void empty(struct pg_run *r)
{
	if (r->lost)
		return;
	push(r, KIND_SYNC);
	if (!PQpipelineSync(r->c->db)) {
		pg_run_lose(r);
		return;
	}
	r->unflushed = 0;
	r->unflushed_bytes = 0;
	pg_run_pump(r, 0, 0);
}

static void skip(struct pg_run *r, const struct wb_op *op)
{
	r->ops->done(r->ops->ctx, op->id, WB_SKIPPED, NULL);
}

/* A COPY, outside the pipeline, which has run empty. */
static void send_copy(struct pg_run *r, const struct wb_op *op)
{
	struct pg_slot s = { .id = op->id, .outcome = WB_DONE, .op_kind = op->kind };
	char *sql = terminated(r, op->text, op->len);
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
	empty(r);
	if (r->failed) {
		skip(r, op);
		return;
	}
	if (op->facts & (WB_PIECE_COPY_IN | WB_PIECE_COPY_OUT)) {
		send_copy(r, op);
		return;
	}
	send_op(r, op);
	empty(r);
}

static void send_one(struct pg_run *r, const struct wb_op *op)
{
	if (op->kind == WB_OP_OWN && !op->len) {
		push(r, KIND_NOTHING)->id = op->id;
		return;
	}
	if ((op->flags & WB_OP_ALONE) || (op->facts & (WB_PIECE_COPY_IN | WB_PIECE_COPY_OUT))) {
		send_apart(r, op);
		return;
	}
	if (op->kind == WB_OP_OWN && op->what == WB_OWN_COMMIT && !(op->flags & WB_OP_DURABLE))
		send_hidden(r, "SET LOCAL synchronous_commit = off");
	if (!r->lost)
		send_op(r, op);
	else
		skip(r, op);
	if (r->lost)
		return;
	if (op->kind == WB_OP_EXPECT) {
		/* its answer decides what is asked for next; the pipeline stays as it is */
		r->enough = false;
		ask_for_answers(r);
		pg_run_pump(r, 0, 0);
	} else if (pg_under_way(r) > PG_MESSAGES - 8 || r->bytes > PG_BYTES) {
		pg_run_pump(r, PG_MESSAGES / 2, PG_BYTES / 2);
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
	empty(r);
	if (!r->lost)
		PQexitPipelineMode(r->c->db);
	PQsetnonblocking(r->c->db, 0);
	r->c->own = false;
	free(r->hidden.err);
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
	return r.failed ? err->status : 0;
}
