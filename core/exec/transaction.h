/* SPDX-License-Identifier: MIT */
/* The transactions of a stream's steps: the one that several share where the dialect can, and when it is committed. */
#ifndef WB_CORE_TRANSACTION_H
#define WB_CORE_TRANSACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flight;
struct stream;
struct wb_error;

/* The savepoint that a step is, where steps share a transaction. */
#define STREAM_SAVEPOINT "whimbrel_step"

struct transaction {
	/* as what is queued will leave it … */
	bool queued;
	bool ends; /* the step that is at its end is the last one of its transaction */
	/* … and as what is done has left it */
	bool open, savepoint_open;
	/* so many steps are whole, and wait in the shared transaction at the most */
	size_t released;
	/* so many steps are done once the open transaction commits, which the next statement may
	 * do */
	size_t held;
	int64_t began_ms;
	int64_t durable_ms; /* when the last commit was queued that waits for the disk */
};

/* In front of a step that a transaction holds. */
int transaction_begin(struct stream *s, struct wb_error *err);
/* Behind the SQL of a step: the guard of what commits it. Steps that share a commit share that as well. */
int transaction_guard(struct stream *s, struct wb_error *err);
/* Behind any step: commits it, unless it shares that with the next one. */
int transaction_end(struct stream *s, struct wb_error *err);
/* Commit the end of the step before, where no statement came that does. */
int transaction_commit_held(struct stream *s, struct wb_error *err);
/* This is done. */
void transaction_note(struct stream *s, const struct flight *flight);

#endif
