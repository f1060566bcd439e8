/* SPDX-License-Identifier: MIT */
/* The operations of a run, one after the other, made as they are asked for: steps become
 * transactions, statements, journal rows and version rows here and nowhere else, whether they are
 * then executed, sent ahead or written as a script. */
#ifndef WB_CORE_STREAM_H
#define WB_CORE_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "expectation.h"
#include "journalling.h"
#include "queue.h"
#include "step.h"
#include "transaction.h"

/* For whom and where. Borrowed. */
struct stream_settings {
	struct composer composer;
	uint64_t features; /* WB_F_… of the connection, or of what stands for one */
	struct stream_steps steps;
	struct source_settings source;
	size_t begin, end; /* of the steps */
	struct wb_client *client;
	const char *home, *run_id, *applied_by, *session;
	struct wb_args guard; /* of WB_OWN_GUARD */
	bool in_transaction;  /* the shared transaction is open already */
	/* for a script: no clock decides anything, and the database says when and by whom */
	bool offline;
	/* Who wants to know. NULL: nobody */
	void *ctx;
	void (*answered)(void *ctx);
	void (*committed)(void *ctx, size_t steps_done, bool durable);
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
	struct stream_step now; /* that step */
	struct source *source;
	struct queue queue;
	struct transaction transaction;
	struct journalling journalling; /* outside of transactions */
	struct expectation expectation; /* of the EXPECT that is under way */
	struct buf way;                 /* what takes the step back whose row was queued last */
	uint64_t shown_id;              /* the flight that progress was last told of */
	int64_t answered_ms;            /* when the last answer came, if statements are shown */
	int64_t step_began_ms;
	/* results */
	size_t steps_done; /* committed so far */
	bool failed;
	struct flight failure;
	int32_t outcome;       /* of the operation that failed: enum wb_outcome */
	struct wb_error error; /* of the failure */
};

void stream_init(struct stream *s, const struct stream_settings *settings);
void stream_release(struct stream *s);
/* For driver_run. */
struct wb_ops stream_ops(struct stream *s);
/* Where a stream that broke off stands: the step that failed, or the one that was to go on. */
size_t stream_broken(const struct stream *s);

/* For the files that make the operations: queue what comes next, if anything does. */
int stream_refill(struct stream *s, struct wb_error *err);
/* Go on with this step. */
void stream_enter(struct stream *s, size_t step);
const struct stream_step *stream_step(const struct stream *s);
int stream_push_simple(struct stream *s, int32_t what, uint32_t flags, struct wb_error *err);
int stream_push_statement(struct stream *s, const struct statement *statement, uint32_t flags,
			  struct wb_error *err);
/* A row of the log about the step: `event`, `statement`, `hash` and `probe_sql` are the caller's. */
int stream_push_log(struct stream *s, const struct wb_args *row, struct wb_error *err);

#endif
