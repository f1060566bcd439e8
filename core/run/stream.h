/* SPDX-License-Identifier: MIT */
/* The operations of a run, one after the other, made as they are asked for: a plan's steps become
 * transactions, statements, journal rows and version rows here and nowhere else, whether they are
 * then executed, sent ahead or written as a script. */
#ifndef WB_CORE_STREAM_H
#define WB_CORE_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "exec/expectation.h"
#include "observer.h"
#include "plan.h"

/* For whom and where. Borrowed. */
struct stream_settings {
	struct wb_plan *plan;
	size_t begin, end; /* steps */
	struct wb_client *client;
	void *handle; /* the dialect's connection; NULL: offline */
	const char *home, *run_id, *applied_by, *session;
	struct wb_args guard; /* of WB_OWN_GUARD */
	bool in_transaction;  /* the shared transaction is open already */
	/* for a script: no clock decides anything, and the database says when and by whom */
	bool offline;
};

/* The savepoint that a step is, where steps share a transaction. */
#define STREAM_SAVEPOINT "whimbrel_step"

/* What an operation that was handed out is for. */
struct flight {
	uint64_t id;
	size_t step;
	size_t steps_done;  /* once this is done, so many steps are committed; 0: it commits none */
	bool holds;         /* a statement of a user that commits those by itself */
	bool durable;       /* then they are on disk as well */
	uint64_t statement; /* of the section, 0: none of the user's */
	/* the first statement of those that share its transaction, which the journal keeps; 0:
	 * none */
	int64_t unit;
	uint32_t line;
	enum section_name section;
	int32_t what;
	bool expects; /* an expectation hangs on its rows */
	int64_t began_ms;
	char *shown; /* the statement, if somebody wants to be told of it; owned */
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
};

enum stream_phase {
	PHASE_STEP,
	PHASE_REQUIRE,
	PHASE_START,
	PHASE_BODY,
	PHASE_VERIFY,
	PHASE_CLOSE,
	PHASE_END
};

struct stream {
	struct stream_settings settings;
	enum stream_phase phase;
	size_t step;
	struct source *source;
	uint64_t next_id;
	/* the queue */
	struct item *items;
	size_t head, count, room;
	/* what was handed out and is not done */
	struct flight_vec flights;
	size_t flight_head;
	/* the transaction that steps share: as what is queued will leave it … */
	bool in_transaction;
	/* … and as what is done has left it */
	bool transaction_open, savepoint_open;
	/* so many steps are whole, and wait in the shared transaction at the most */
	size_t released;
	uint64_t shown_id;   /* the flight that progress was last told of */
	int64_t answered_ms; /* when the last answer came */
	int64_t group_began_ms, step_began_ms, unit_began_ms;
	int64_t durable_ms; /* when the last commit was queued that waits for the disk */
	/* outside of them: the journal's protocol */
	char chain[CHECKSUM_SIZE];
	struct own_hash_vec own; /* of the statements since the last `done` row … */
	int64_t owned;           /* … which was about this one */
	int64_t last;            /* statement that was read */
	int64_t pending;         /* a statement whose end row is not written yet */
	unsigned unit;           /* statements in the open unit */
	int64_t unit_first;
	bool unit_of_rows; /* which only changes rows, so more may join */
	/* what is pending has committed by itself, and a probe tells that it is done */
	bool unit_judged;
	struct buf memory; /* SQL of what the next `done` row remembers */
	bool starting;     /* the `started` row is not queued yet */
	/* so many steps are done once the open transaction commits, which the next statement may
	 * do */
	size_t held;
	bool user_transaction, user_began; /* one of the user's own, which has done something */
	bool user_chaining;                /* each end of one begins another */
	bool user_reads;                   /* it may only read, so no row of ours can stand in it */
	bool user_again;                   /* one that was done comes again, for what it set up */
	bool user_stays; /* it may do what no rollback takes back: its intent is committed */
	struct expectation expectation; /* of the EXPECT that is under way */
	struct buf way;                 /* what takes the step back whose row was queued last */
	/* results */
	size_t steps_done; /* committed so far */
	bool failed;
	struct flight failure;
	int32_t outcome;           /* of the operation that failed: enum wb_outcome */
	struct wb_error error;     /* of the failure */
	struct observer *observer; /* told of every answer; NULL: none */
	void (*on_commit)(void *ctx, size_t steps_done, bool durable);
	void *ctx;
};

void stream_init(struct stream *s, const struct stream_settings *settings);
void stream_release(struct stream *s);
/* For driver_run. */
struct wb_ops stream_ops(struct stream *s);
/* The next operation, as wb_ops.next. */
int stream_next(void *stream, struct wb_op *out, struct wb_error *err);
int stream_done(void *stream, uint64_t id, int32_t outcome, const struct wb_error *err);

/* Queue what comes next, if anything does. */
int stream_refill(struct stream *s, struct wb_error *err);

/* For journaling.c: add operations to the queue. `args` is copied with what it points to being
 * borrowed; `hash` as well. */
int stream_push_own(struct stream *s, int32_t what, const struct wb_args *args, uint32_t flags,
		    struct wb_error *err);
int stream_push_simple(struct stream *s, int32_t what, uint32_t flags, struct wb_error *err);
int stream_push_statement(struct stream *s, const struct statement *statement, uint32_t flags,
			  struct wb_error *err);
int stream_push_log(struct stream *s, const char *event, int64_t statement, const char *probe_sql,
		    const char *hash, uint32_t flags, struct wb_error *err);
const struct step *stream_step(const struct stream *s);
/* Where a stream that broke off stands: the step that failed, or the one that was to go on. */
size_t stream_broken(const struct stream *s);

#endif
