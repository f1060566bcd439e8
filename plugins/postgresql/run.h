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
	KIND_NOTHING, /* an operation without SQL: it is answered when those before it are */
	KIND_HIDDEN,  /* a message of our own */
	KIND_SYNC
};

/* A message under way. */
struct pg_slot {
	uint64_t id;
	int32_t op_kind, what;
	uint32_t flags;
	uint32_t part;
	enum pg_message kind;
	bool reading; /* its answer has begun */
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
	char *text; /* an operation's SQL with its NUL */
	size_t room;
	unsigned waiting; /* the number of the message whose answer is waited for … */
	bool armed;       /* … and it has a time limit */
	bool enough;      /* no more rows are wanted of this answer */
	bool failed, lost;
	struct pg_slot
		hidden; /* a message of our own that failed: told of the operation behind it */
	struct wb_error *err; /* the first failure */
};

unsigned pg_under_way(const struct pg_run *r);
/* Say what became of an operation. */
int pg_run_report(struct pg_run *r, struct pg_slot *s);
/* The connection is gone: the first message has the reason, and what became of the others is not
 * known. */
void pg_run_lose(struct pg_run *r);
/* Move bytes both ways until no more than so much is under way. */
void pg_run_pump(struct pg_run *r, unsigned messages, size_t bytes);

#endif
