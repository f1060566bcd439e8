/* SPDX-License-Identifier: MIT */
/* Sending ahead. Operations go out as messages of one pipeline with one Sync at its end; answers are read in between, so that
 * neither side's buffers can fill up, and what is under way is bounded. After an error the server skips what follows up to the
 * Sync: what was committed before stays, and nothing runs behind it. What a pipeline can't hold (COPY, a statement that refuses
 * a transaction) waits for it to run empty. */
#include <stdlib.h>
#include <string.h>

#include "postgresql.h"

/* What may be under way: enough to hide the latency, little enough for small memory. A power of two. */
#define MESSAGES 2048U
#define BYTES ((size_t)256 << 10)

enum kind {
	KIND_OP,
	KIND_NOTHING, /* an operation without SQL: it is answered when those before it are */
	KIND_HIDDEN,  /* a message of our own */
	KIND_SYNC
};

/* A message under way. */
struct slot {
	uint64_t id;
	int32_t op_kind, what;
	uint32_t flags;
	uint32_t part;
	enum kind kind;
	bool reading;         /* its answer has begun */
	int32_t outcome;
	size_t bytes;
	char *text;           /* its SQL, where a position in it is not plain to tell; NULL */
	struct wb_error *err; /* NULL: none */
};

struct run {
	struct pg_conn *c;
	const struct wb_ops *ops;
	struct slot *slots;
	unsigned head, tail;  /* never wrapped: their difference is what is under way */
	size_t bytes;
	unsigned unflushed;   /* messages since the server was last asked to answer … */
	size_t unflushed_bytes;
	char *text;           /* an operation's SQL with its NUL */
	size_t room;
	bool enough;          /* no more rows are wanted of this answer */
	bool failed, lost;
	struct slot hidden;   /* a message of our own that failed: told of the operation behind it */
	struct wb_error *err; /* the first failure */
};

static unsigned under_way(const struct run *r)
{
	return r->tail - r->head;
}

static struct slot *first(struct run *r)
{
	return &r->slots[r->head % MESSAGES];
}

/* ------------------------------------------------------------------ answers */

/* The failure of a message; its struct is big, and most have none. */
static void fail_slot(struct run *r, struct slot *s, const PGresult *result)
{
	const struct wb_args args = { .part = s->part };
	const struct wb_op op = { .what = s->what, .args = &args };

	r->failed = true;
	s->outcome = WB_FAILED;
	if (s->err)
		return;
	s->err = calloc(1, sizeof(*s->err));
	if (!s->err)
		return;
	s->err->size = sizeof(*s->err);
	pg_fail(r->c, result, s->text, s->err);
	if (s->op_kind == WB_OP_OWN)
		pg_fail_own(&op, s->err);
	if (!s->err->sqlstate[0])
		s->outcome = WB_UNKNOWN;
	else if (s->flags & WB_OP_ALONE)
		s->outcome = pg_may_have_left(s->err) ? WB_FAILED_PARTLY : WB_FAILED;
	else
		s->outcome = WB_FAILED_ALL;
}

static int report(struct run *r, struct slot *s)
{
	struct wb_error nomem = WB_ERROR_INIT;
	const struct wb_error *err = s->err;
	int rc;

	if (s->outcome != WB_DONE && s->outcome != WB_SKIPPED && !err) {
		pg_host->fail(&nomem, WB_E_NOMEM, "out of memory");
		err = &nomem;
	}
	if (err && !r->err->status)
		*r->err = *err;
	rc = r->ops->done(r->ops->ctx, s->id, s->outcome, err);
	if (rc < 0)
		r->failed = true;
	return rc;
}

static void take_hidden(struct run *r, struct slot *s)
{
	if (!r->hidden.err || s->outcome != WB_SKIPPED)
		return;
	s->err = r->hidden.err;
	s->outcome = r->hidden.outcome;
	r->hidden.err = NULL;
}

/* The first message is answered. */
static void finish(struct run *r)
{
	struct slot s = *first(r);

	r->head++;
	r->bytes -= s.bytes;
	free(s.text);
	if (s.kind == KIND_HIDDEN && s.err && !r->hidden.err) {
		r->hidden = s;
		return;
	}
	if (s.kind <= KIND_NOTHING) {
		take_hidden(r, &s);
		report(r, &s);
	}
	free(s.err);
}

/* The connection is gone: the first message has the reason, and what became of the others is not known. */
static void lose(struct run *r)
{
	r->lost = r->failed = true;
	if (under_way(r) && first(r)->outcome == WB_DONE)
		fail_slot(r, first(r), NULL);
	while (under_way(r)) {
		struct slot *s = first(r);

		if (s->outcome == WB_DONE)
			s->outcome = WB_UNKNOWN;
		if (s->outcome == WB_UNKNOWN && !s->err && (s->err = calloc(1, sizeof(*s->err)))) {
			s->err->size = sizeof(*s->err);
			pg_host->fail(s->err, WB_E_LOST, "the connection broke before the answer came");
		}
		finish(r);
	}
	pg_fail(r->c, NULL, NULL, r->err);
}

static void take_row(struct run *r, const struct slot *s, const PGresult *result)
{
	struct wb_value values[1];

	if (s->op_kind != WB_OP_EXPECT || r->enough || !PQntuples(result))
		return;
	values[0].data = PQgetisnull(result, 0, 0) ? NULL : PQgetvalue(result, 0, 0);
	values[0].len = (size_t)PQgetlength(result, 0, 0);
	r->enough = r->ops->row(r->ops->ctx, values, PQnfields(result) ? 1 : 0) != 0;
}

/* A COMMIT of a failed transaction answers ROLLBACK, and no error. */
static void check_commit(struct run *r, struct slot *s, const PGresult *result)
{
	const char *tag = PQcmdStatus((PGresult *)(uintptr_t)result);

	if (s->op_kind != WB_OP_OWN || s->what != WB_OWN_COMMIT || strcmp(tag, "COMMIT") == 0)
		return;
	s->err = calloc(1, sizeof(*s->err));
	r->failed = true;
	s->outcome = WB_FAILED_ALL;
	if (s->err) {
		s->err->size = sizeof(*s->err);
		pg_host->fail(s->err, WB_E_SQL, "the transaction had failed, and was rolled back");
	}
}

static void take_result(struct run *r, struct slot *s, const PGresult *result)
{
	switch (PQresultStatus(result)) {
	case PGRES_SINGLE_TUPLE:
		take_row(r, s, result);
		break;
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
	case PGRES_EMPTY_QUERY:
		check_commit(r, s, result);
		break;
	case PGRES_PIPELINE_ABORTED:
		s->outcome = WB_SKIPPED;
		break;
	case PGRES_COPY_IN:
	case PGRES_COPY_OUT:
	case PGRES_COPY_BOTH:
		/* one that the words did not show: there is no way out of it in a pipeline */
		r->failed = r->lost = true;
		s->outcome = WB_FAILED_ALL;
		s->err = calloc(1, sizeof(*s->err));
		if (s->err) {
			s->err->size = sizeof(*s->err);
			pg_host->fail(s->err, WB_E_UNSUPPORTED, "a COPY to or from the client that can't be done here");
		}
		break;
	default:
		fail_slot(r, s, result);
	}
}

/* One result, if there is one to be had without waiting. */
static bool take_one(struct run *r)
{
	struct slot *s = first(r);
	PGresult *result;

	if (s->kind == KIND_NOTHING) {
		s->outcome = r->failed ? WB_SKIPPED : WB_DONE;
		finish(r);
		return true;
	}
	if (s->kind != KIND_SYNC && !s->reading) {
		/* before PQisBusy, which parses, and would begin to collect rows */
		PQsetSingleRowMode(r->c->db);
		s->reading = true;
		r->c->own = s->op_kind == WB_OP_OWN;
	}
	if (PQisBusy(r->c->db))
		return false;
	result = PQgetResult(r->c->db);
	if (!result) {
		if (PQstatus(r->c->db) == CONNECTION_BAD)
			lose(r);
		else if (s->kind != KIND_SYNC)
			finish(r);
		return true;
	}
	if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
		finish(r);
	else
		take_result(r, s, result);
	PQclear(result);
	if (!r->lost && PQstatus(r->c->db) != CONNECTION_BAD)
		return true;
	lose(r);
	return true;
}

/* Move bytes both ways until no more than so much is under way. */
static void pump(struct run *r, unsigned messages, size_t bytes)
{
	while (!r->lost && (under_way(r) > messages || r->bytes > bytes)) {
		/* a failure to send is no reason to stop: answers may still be there */
		bool more = PQflush(r->c->db) == 1;

		while (!r->lost && under_way(r) && take_one(r))
			;
		if (r->lost || (under_way(r) <= messages && r->bytes <= bytes))
			return;
		if (pg_ready(r->c, more, 1000) > 0)
			PQconsumeInput(r->c->db);
	}
}

/* ------------------------------------------------------------------ sending */

static bool is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

/* The SQL with a NUL behind it, which libpq wants. NULL: out of memory. */
static char *terminated(struct run *r, const char *text, size_t len)
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

static struct slot *push(struct run *r, enum kind kind)
{
	struct slot *s = &r->slots[r->tail++ % MESSAGES];

	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->op_kind = WB_OP_OWN;
	s->outcome = WB_DONE;
	return s;
}

static void ask_for_answers(struct run *r)
{
	PQsendFlushRequest(r->c->db);
	PQflush(r->c->db);
	r->unflushed = 0;
	r->unflushed_bytes = 0;
}

static void send_text(struct run *r, struct slot *s, const char *text, size_t len)
{
	char *sql = terminated(r, text, len);

	s->bytes = len + 64;
	r->bytes += s->bytes;
	if (sql && s->op_kind != WB_OP_OWN && !is_ascii(text, len))
		s->text = strdup(sql);
	if (!sql || !PQsendQueryParams(r->c->db, sql, 0, NULL, NULL, NULL, NULL, 0)) {
		lose(r);
		return;
	}
	r->unflushed++;
	r->unflushed_bytes += s->bytes;
	if (r->unflushed >= MESSAGES / 4 || r->unflushed_bytes >= BYTES / 4)
		ask_for_answers(r);
}

static void send_hidden(struct run *r, const char *sql)
{
	send_text(r, push(r, KIND_HIDDEN), sql, strlen(sql));
}

static void send_op(struct run *r, const struct wb_op *op)
{
	struct slot *s = push(r, KIND_OP);

	s->id = op->id;
	s->op_kind = op->kind;
	s->what = op->what;
	s->flags = op->flags;
	s->part = op->args ? op->args->part : 0;
	send_text(r, s, op->text, op->len);
}

/* Sync, and wait until everything is answered. */
static void empty(struct run *r)
{
	if (r->lost)
		return;
	push(r, KIND_SYNC);
	if (!PQpipelineSync(r->c->db)) {
		lose(r);
		return;
	}
	r->unflushed = 0;
	r->unflushed_bytes = 0;
	pump(r, 0, 0);
}

static void skip(struct run *r, const struct wb_op *op)
{
	r->ops->done(r->ops->ctx, op->id, WB_SKIPPED, NULL);
}

/* A COPY, outside the pipeline, which has run empty. */
static void send_copy(struct run *r, const struct wb_op *op)
{
	struct slot s = { .id = op->id, .outcome = WB_DONE, .op_kind = op->kind };
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
	report(r, &s);
	free(err);
}

/* What the pipeline can't hold. */
static void send_apart(struct run *r, const struct wb_op *op)
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

static void send_one(struct run *r, const struct wb_op *op)
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
		pump(r, 0, 0);
	} else if (under_way(r) > MESSAGES - 8 || r->bytes > BYTES) {
		pump(r, MESSAGES / 2, BYTES / 2);
	}
}

static int begin(struct run *r, struct wb_error *err)
{
	r->slots = calloc(MESSAGES, sizeof(*r->slots));
	if (!r->slots)
		return pg_host->fail(err, WB_E_NOMEM, "out of memory");
	PQsetnonblocking(r->c->db, 1);
	if (!PQenterPipelineMode(r->c->db))
		return pg_fail(r->c, NULL, NULL, err);
	return 0;
}

static void end(struct run *r)
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
	struct run r = { .c = conn, .ops = ops, .err = &why };
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
