/* SPDX-License-Identifier: MIT */
/* The queue's own: what its files share. */
#ifndef WB_DATABRICKS_RUN_H
#define WB_DATABRICKS_RUN_H

#include "databricks.h"

#define OWN_BYTES ((size_t)1 << 20)

struct runner {
	struct brick_conn *c;
	const struct wb_ops *ops;
	/* what was handed out and is not done */
	uint64_t *ids;
	size_t id_count, id_room;
	/* statements, of whimbrel_version as a rule, each with its semicolon */
	struct kit_text others;
	struct kit_text rows; /* of the log */
	int64_t row_count;
	/* … that may wait: that statements are done which may be repeated */
	struct kit_text lazy;
	int64_t lazy_count;
	bool ran_lazy; /* the statement that ran last was such a one */
	bool unproved; /* one could not prove the lock when it began, and nothing has since */
	char *log;     /* whimbrel_log in full, whatever USE says */
	bool failed;
	int status;
	struct wb_error error;
};

/* How a user's statement goes with what has to be written before it: in EXECUTE IMMEDIATE, or as it is; BRICK_APART: it can't,
 * and BRICK_ALONE: nothing has to come before it. */
enum brick_join { BRICK_ALONE, BRICK_APART, BRICK_QUOTED, BRICK_AS_IT_IS };

/* journal.c */
int brick_broken(struct runner *r, int status);
void brick_tell(struct runner *r, uint64_t id, int32_t outcome);
void brick_tell_all(struct runner *r, int32_t first, int32_t rest);
/* Of a statement that has failed. */
int32_t brick_outcome(const struct wb_op *op, int rc, bool sent);

/* … what is to be written down, and in front of what. */
int brick_add_own(struct runner *r, const struct wb_op *op);
void brick_forget(struct runner *r);
int brick_flush(struct runner *r);
/* What waits, with the statement behind it if there is one; returns where that begins. */
size_t brick_write_message(struct runner *r, const struct wb_op *op, enum brick_join how,
			   struct kit_text *out);
/* What it means that this could not be written. */
int brick_write_failed(struct runner *r, struct wb_error *err);
/* A statement failed: what is done before it is kept all the same. */
void brick_keep_lazy(struct runner *r);
void brick_drop_lazy(struct runner *r);
/* What waits comes with what is written next. */
void brick_take_lazy(struct runner *r);

/* join_statement.c: a user's statement in the request that writes what comes before it. */
enum brick_join brick_join(const struct runner *r, const struct wb_op *op);
/* 1: what comes before it is written, and the statement must go alone. */
int brick_run_both(struct runner *r, const struct wb_op *op, enum brick_join how);

#endif
