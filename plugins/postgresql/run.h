/* SPDX-License-Identifier: MIT */
/* The pipeline: what is under way, and its answers. */
#ifndef WB_POSTGRESQL_RUN_H
#define WB_POSTGRESQL_RUN_H

#include "postgresql.h"

/* What may be under way: enough to hide the latency, little enough for small memory. A power of
 * two. */
#define PG_MESSAGES 2048U
#define PG_BYTES ((size_t)256 << 10)

enum pg_message {
	KIND_OP,
	KIND_JOINED,  /* an operation that went in the message of the one before it */
	KIND_NOTHING, /* an operation without SQL: it is answered when those before it are */
	KIND_HIDDEN,  /* a message of our own */
	KIND_ASK,     /* the same, whose answer says what the database has */
	KIND_SYNC
};

/* What a statement may leave in its session. */
enum pg_leaves {
	LEAVES_NOTHING,
	LEAVES_NUMBERS, /* what its sequences gave last, and constraints that are checked later */
	LEAVES_ANYTHING
};

/* The end of a step, kept until it is whole: its guard, its version row and its event of the log are one
 * statement. */
#define PG_END 3U
struct pg_end {
	unsigned count;
	uint64_t ids[PG_END];
	int32_t whats[PG_END];
	char *texts[PG_END];
};

/* A statement of ours with its values. */
#define PG_PARAMETERS 32
#define PG_FORMS 16U
struct pg_call {
	char name[24];
	const char *form; /* to be prepared under this name; NULL: it is. Borrowed */
	char *values[PG_PARAMETERS];
	int count;
};

/* A message under way. */
struct pg_slot {
	uint64_t id;
	int32_t op_kind, what;
	uint32_t flags;
	uint32_t part;
	enum pg_message kind;
	bool reading; /* its answer has begun */
	bool joins;   /* others went with it, which have its outcome */
	int32_t outcome;
	size_t bytes;
	char *text;           /* its SQL, where a position in it is not plain to tell; NULL */
	struct wb_error *err; /* NULL: none */
};

struct pg_run {
	struct pg_conn *c;
	const struct wb_ops *ops;
	struct pg_slot *slots;
	unsigned head, tail; /* never wrapped: their difference is what is under way */
	size_t bytes;
	unsigned unflushed; /* messages since the server was last asked to answer … */
	size_t unflushed_bytes;
	bool rows;  /* the last statement of users was one of rows */
	char *text; /* an operation's SQL with its NUL */
	size_t room;
	unsigned waiting; /* the number of the message whose answer is waited for … */
	bool armed;       /* … and it has a time limit */
	bool enough;      /* no more rows are wanted of this answer */
	bool failed, lost;
	struct pg_end end;
	int32_t joined;      /* the outcome of the last message that others went with … */
	char joined_row[24]; /* … and its first value; "": none */
	/* the session is as a step may find it: nothing but plain statements has come since it was made so … */
	bool clean;
	bool settled;        /* … as the commit that comes will leave it */
	bool numbers;        /* a plain one may have taken numbers since then */
	bool in_transaction; /* of ours … */
	bool intended;       /* what comes has an intent that is committed */
	bool savepoint;      /* … which has the step's savepoint */
	unsigned steps;
	char *form[PG_FORMS]; /* what is prepared as whimbrel_0, … */
	unsigned forms;
	struct pg_slot
		hidden; /* a message of our own that failed: told of the operation behind it */
	struct wb_error *err; /* the first failure */
};

/* stateless.c: what a statement leaves, and what follows from it for those to come. */
enum pg_leaves pg_leaves(struct pg_conn *c, const struct wb_op *op);
/* A user's statement is sent to a scratch database. */
void pg_scratch_heed(struct pg_conn *c, const struct wb_op *op);
/* Behind what leaves so much, is there nothing that this part of SETTLE would put back? */
bool pg_settle_spared(const struct wb_op *op, enum pg_leaves left);
extern const char pg_is_bare[], pg_is_bare_13[]; /* the server has no BEGIN ATOMIC */

/* prepared.c: make a call of a statement, where it will come again: false, it won't. Release it in any case. */
bool pg_call_make(struct pg_run *r, const char *text, size_t size, struct pg_call *out);
void pg_call_release(struct pg_call *call);
/* As PQsendPrepare. */
int pg_call_prepare(PGconn *db, const struct pg_call *call);
/* They are not there any more. */
void pg_forget_forms(struct pg_run *r);

/* step.c: what belongs to a step's beginning and end, by what its statements may leave. */
/* Is there nothing to send for this operation? */
bool pg_step_spares(struct pg_run *r, const struct wb_op *op);
/* One that needs another session is about to begin. False: it can't, and that is reported. */
bool pg_step_renewed(struct pg_run *r, const struct wb_op *op, struct wb_error *err);
/* Keep it for the step's end? -1: no memory. */
int pg_step_keeps(struct pg_run *r, const struct wb_op *op);
/* The one statement of what was kept, `lazily`: the commit behind it need not wait for the disk. For free(). */
char *pg_step_end(const struct pg_run *r, bool lazily);
void pg_step_forget(struct pg_run *r);

/* answers.c */
unsigned pg_under_way(const struct pg_run *r);
/* Say what became of an operation. */
int pg_run_report(struct pg_run *r, struct pg_slot *s);
/* One that was not run since a message of our own in front of it failed has failed by that. */
void pg_take_hidden(struct pg_run *r, struct pg_slot *s);
/* The connection is gone: the first message has the reason, and what became of the others is not
 * known. */
void pg_run_lose(struct pg_run *r);
/* Move bytes both ways until no more than so much is under way. */
void pg_run_pump(struct pg_run *r, unsigned messages, size_t bytes);

/* ------------------------------------------------------------------ send.c */

/* The SQL with a NUL behind it, which libpq wants, until the next one. NULL: out of memory. */
char *pg_terminated(struct pg_run *r, const char *text, size_t len);
/* The slot of a message that comes. */
struct pg_slot *pg_push(struct pg_run *r, enum pg_message kind);
/* Its message has gone to libpq, if that took it. */
void pg_sent(struct pg_run *r, struct pg_slot *s, size_t len, bool taken);
void pg_send_text(struct pg_run *r, struct pg_slot *s, const char *text, size_t len);
/* A message of our own. */
void pg_send_hidden(struct pg_run *r, enum pg_message kind, const char *sql);
void pg_send_op(struct pg_run *r, const struct wb_op *op);
void pg_ask_for_answers(struct pg_run *r);
/* Sync, and wait until everything is answered. */
void pg_empty(struct pg_run *r);

#endif
