/* SPDX-License-Identifier: MIT */
/* The protocol of a step that no transaction holds: which journal rows and commits go around each
 * statement (DESIGN 6.4). */
#ifndef WB_CORE_JOURNALLING_H
#define WB_CORE_JOURNALLING_H

#include <stdbool.h>
#include <stdint.h>

#include "journal.h"
#include "read/source.h"

struct stream;
struct stream_step;

/* A transaction of the user's own. */
struct user_transaction {
	bool open, began; /* it has done something */
	bool chaining;    /* each end of one begins another */
	bool reads;       /* it may only read, so no row of ours can stand in it */
	bool again;       /* one that was done comes again, for what it set up */
	bool stays;       /* it may do what no rollback takes back: its intent is committed */
};

struct journalling {
	char chain[CHECKSUM_SIZE];
	struct own_hash_vec own; /* of the statements since the last `done` row … */
	int64_t owned;           /* … which was about this one */
	int64_t last;            /* statement that was read */
	int64_t pending;         /* a statement whose end row is not written yet */
	unsigned unit;           /* statements in the open unit */
	int64_t unit_first, unit_began_ms;
	bool unit_of_rows; /* which only changes rows, so more may join */
	/* what is pending has committed by itself, and a probe tells that it is done */
	bool unit_judged;
	struct buf memory; /* SQL of what the next `done` row remembers */
	bool starting;     /* the `started` row is not queued yet */
	struct user_transaction user;
};

void journalling_release(struct journalling *j);
/* A row about a statement; and its end row. */
int journal_push(struct stream *s, const char *event, int64_t statement, const char *sql,
		 struct wb_error *err);
int journal_push_done(struct stream *s, int64_t statement, struct wb_error *err);
/* A step begins. */
void journalling_start(struct stream *s);
/* One statement: queues it with what belongs around it, or passes it over if it was done before. */
int journalling_statement(struct stream *s, const struct statement *statement,
			  struct wb_error *err);
/* One of the user's own transaction. `before`: the chain without it. */
int user_transaction_statement(struct stream *s, const struct statement *statement,
			       const char *before, struct wb_error *err);
/* Was this statement, up to which the chain is that, the same when it was done? The journal has links of the
 * chain, not always each. WB_E_EDITED: it was not. */
int done_before_check(const struct stream_step *step, const struct statement *statement,
		      const char *chain, struct wb_error *err);
/* Are there as many statements as are done? */
int done_before_count(const struct stream_step *step, int64_t count, struct wb_error *err);
/* One that an earlier session has done. */
int journalling_done(struct stream *s, const struct statement *statement, struct wb_error *err);
/* The end of a transaction of the user's that begins the next one. */
bool journalling_chains(const struct statement *statement);
/* From here on every end of a transaction begins another one, or does so no more. */
void journalling_follow(struct stream *s, const struct statement *statement);
/* Behind the last one. */
int journalling_end(struct stream *s, struct wb_error *err);
/* Open the transaction of the version row. */
int journalling_close(struct stream *s, struct wb_error *err);
/* In it: what is still to be noted of the last statement. */
int journalling_note(struct stream *s, struct wb_error *err);

#endif
