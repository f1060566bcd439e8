/* SPDX-License-Identifier: MIT */
/* What sending (run.c) and reading (answers.c) share: the messages of a run that are under way. */
#ifndef WB_MARIA_RUNNER_H
#define WB_MARIA_RUNNER_H

#include "maria.h"

#define MARIA_WINDOW 48 /* messages under way */

/* One of the statements of a message. */
struct maria_part {
	uint64_t id;  /* 0: it is nobody's operation */
	int32_t what; /* enum wb_own; 0: the user's */
	bool silent;  /* nothing is sent for it */
	bool expects;
	uint32_t facts;
	const char *text; /* the user's, while it is borrowed */
	size_t len;
};

struct maria_message {
	struct maria_part *parts;
	size_t count, room;
	size_t bytes;
	bool stop; /* it begins with one */
};

struct maria_runner {
	struct maria_conn *c;
	const struct wb_ops *ops;
	struct maria_message ring[MARIA_WINDOW + 2];
	size_t head, under_way, bytes_under_way;
	struct maria_message now; /* being made */
	struct kit_text sql;
	struct kit_text rows;       /* rows of the log that are not in the message yet … */
	size_t rows_part;           /* … of which this is the last one's */
	bool rows_tell;             /* … one of them tells what is there now */
	struct kit_text guard;      /* what asserts the lock */
	bool sure;                  /* nothing has come since that could let go of it */
	bool begun;                 /* our transaction, in front of the statement that comes */
	bool ended;                 /* … and was ended there */
	struct maria_before before; /* … a program: how it was then */
	bool guarded, closing;      /* it was asserted in this step, whose version row is sent */
	bool failed, lost;
	uint64_t added; /* the operation that came into a message last */
	int32_t status;
	struct wb_error error;
};

/* Out of memory ends the run. Always returns a failure. */
int maria_no_memory(struct maria_runner *r);
/* ------------------------------------------------------------------ message.c */

/* The message that is being made gets SQL, or a part, or a statement with its semicolon. */
int maria_add_sql(struct maria_runner *r, const char *text, size_t len);
struct maria_part *maria_add_part(struct maria_runner *r, uint64_t id, int32_t what);
int maria_add_statement(struct maria_runner *r, uint64_t id, int32_t what, const char *text,
			size_t len);

/* ------------------------------------------------------------------ answers.c */

/* What became of an operation. */
void maria_tell(struct maria_runner *r, const struct maria_part *part, int32_t outcome,
		const struct wb_error *err);
void maria_tell_rest(struct maria_runner *r, struct maria_message *m, size_t from, int32_t outcome);
/* The message that is being made will not be sent. */
void maria_forget_message(struct maria_runner *r);
/* Read until so much is under way at most. */
void maria_read_down(struct maria_runner *r, size_t messages, size_t bytes);
/* Is one of its parts a statement of the user's? */
bool maria_has_users(const struct maria_message *m);
/* Part `at` of a message failed: find out what it means, and tell of everything that was sent. */
void maria_fail_at(struct maria_runner *r, struct maria_message *m, size_t at);

/* ------------------------------------------------------------------ join_own.c */

/* An operation of ours is about to come into the message; a row of the log is kept, to be one
 * statement with those behind it. */
int maria_rows_take(struct maria_runner *r, const struct wb_op *op);
/* May the rows stay where they are while this restores the session? */
bool maria_rows_wait(const struct maria_runner *r, const char *sql);
/* Those that are kept come into the message. */
int maria_rows_write(struct maria_runner *r);
/* Is this a guard that nothing has come for since the last one? */
bool maria_guard_spared(struct maria_runner *r, const struct wb_op *op);
/* A statement of the user's is sent. */
void maria_guard_heed(struct maria_runner *r, const struct wb_op *op);

#endif
