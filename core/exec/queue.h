/* SPDX-License-Identifier: MIT */
/* A queue of operations for a dialect, each with its texts: what is about to be handed out, and what was handed out
 * and is not answered. */
#ifndef WB_CORE_QUEUE_H
#define WB_CORE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/vec.h"
#include "dialect/driver.h"
#include "read/section.h"
#include "read/source.h"

/* What an operation that was handed out is for. */
struct flight {
	uint64_t id;
	size_t step;
	size_t steps_done;  /* once this is done, so many steps are committed; 0: it commits none */
	bool holds;         /* a statement of a user that commits those by itself */
	bool durable;       /* then they are on disk as well */
	uint64_t statement; /* of the section, 0: none of the user's */
	uint64_t commits;   /* the one statement that this commit is about; 0: none, or several */
	/* the first statement of those that share its transaction, which the journal keeps; 0:
	 * none */
	int64_t unit;
	uint32_t line;
	enum section_name section;
	int32_t what;
	bool expects;     /* an expectation hangs on its rows */
	int64_t began_ms; /* if statements are shown */
	char *shown;      /* the statement, if somebody wants to be told of it; owned */
};

VEC(struct flight, flight_vec);

/* A queued operation and everything it borrows. */
struct item {
	struct wb_op op;
	struct wb_args args;
	struct flight flight;
	struct buf sql;
	struct buf probe;
	struct buf hash;
	struct buf detail;
};

struct queue {
	/* who composes our own operations, for whom. Borrowed; queue_run knows them by itself */
	struct composer composer;
	const char *home, *run_id;
	bool shows;  /* statements are kept for whoever wants to be told of them */
	size_t step; /* that what is queued now belongs to */
	uint64_t next_id;
	struct item *items;
	size_t head, count, room;
	struct flight_vec flights;
	size_t flight_head;
};

void queue_release(struct queue *q);
/* Append one of our own operations, in as many parts as it has. `args` is copied with what it points to being
 * borrowed; `hash` and `probe_sql` are copied. */
int queue_own(struct queue *q, int32_t what, const struct wb_args *args, uint32_t flags,
	      struct wb_error *err);
/* Append a statement of a user's; its text is borrowed. */
int queue_statement(struct queue *q, const struct statement *statement, uint32_t flags,
		    struct wb_error *err);
/* What was appended last. */
struct item *queue_last(struct queue *q);
bool queue_is_empty(const struct queue *q);
/* Hand out the next one, which must be there. */
int queue_take(struct queue *q, struct wb_op *out, struct wb_error *err);
/* What is answered next; NULL: nothing is under way. */
const struct flight *queue_flight(const struct queue *q);
/* The operation `id` is answered. WB_E_INTERNAL: it is not its turn. What it was for is the caller's. */
int queue_answer(struct queue *q, uint64_t id, struct flight *out, struct wb_error *err);

/* Who fills a queue while it is run, and hears what came of it. Each may be NULL. */
struct queue_user {
	void *ctx;
	/* queue more; where nothing is queued then, that was all */
	int (*refill)(void *ctx, struct wb_error *err);
	/* of the statement that takes data */
	int (*data)(void *ctx, const char **out, size_t *out_len, struct wb_error *err);
	void (*done)(void *ctx, const struct flight *flight, int32_t outcome);
};

/* Run it on a connection, which composes what is queued meanwhile. No rows are taken. */
int queue_run(struct queue *q, struct connection *c, const struct queue_user *user,
	      struct wb_error *err);

#endif
