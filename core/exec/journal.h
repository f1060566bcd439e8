/* SPDX-License-Identifier: MIT */
/* The journal: what whimbrel_log says of a step that was begun outside a transaction and has not
 * ended (DESIGN 6.4).
 *
 * Such a step writes `started`; for each statement an `intent` where its end could get lost, and a
 * `done`; then `applied` or `reverted`. A `failed` row behind an intent says that the server itself
 * told of the failure. Runs exclude one another and each begins with what the last one left, so at
 * most one step is open. */
#ifndef WB_CORE_JOURNAL_H
#define WB_CORE_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "dialect/driver.h"
#include "read/section.h"
#include "base/vec.h"
#include <whimbrel/whimbrel.h>

/* The statements 1 … `statement` are done, and their chain of hashes is `hash`. */
struct journal_done {
	int64_t statement;
	char hash[CHECKSUM_SIZE];
};

VEC(struct journal_done, journal_done_vec);

/* The hash of one statement, by which it is known wherever it stands in a file; "": not known. */
#define OWN_HASH_SIZE 17

struct own_hash {
	char text[OWN_HASH_SIZE];
};

VEC(struct own_hash, own_hash_vec);

struct journal {
	bool open; /* there is such a step; the rest is about it */
	bool up;
	bool restores; /* a way back that restore points are a part of */
	char *revision;
	char *run_id;
	struct journal_done_vec done; /* ascending */
	struct own_hash_vec own;      /* of each statement that is done, in order */
	int64_t intent;               /* a statement that was begun and has no end; 0: none */
	char intent_hash[CHECKSUM_SIZE];
	char *intent_row; /* all that its row has as hash: what its end row will have */
	char *intent_probe, *intent_session;
	char *session; /* whose statements may still be under way; NULL: nobody's that is known */
	char *memory;  /* what the dialect remembered last; NULL: nothing … */
	int64_t memory_at; /* … behind this statement */
	/* what the schema had to be and was found to be behind the last run, as fingerprints; NULL: nobody
	 * looked */
	char *compared, *compared_schema;
	int64_t failed; /* the statement that failed last; 0: none, it was interrupted */
};

#define JOURNAL_RESTORES "restore" /* what the `started` row of such a way back has as detail */
#define JOURNAL_POINT "point"      /* the event of a restore point; its detail is the statement */

int journal_read(struct connection *c, struct journal *out, struct wb_error *err);
void journal_release(struct journal *journal);
/* How many statements are done. */
int64_t journal_count(const struct journal *journal);

/* The chain of hashes: each link covers all statements up to its own. `chain` is "" at the
 * beginning. */
void journal_chain(char chain[CHECKSUM_SIZE], const char *text, size_t len);

void journal_own(char own[OWN_HASH_SIZE], const char *text, size_t len);
/* What a row has as hash: the link of the chain, and behind it the own hashes of the statements since the
 * last `done` row, the last one being the row's own. */
void journal_hash(struct buf *out, const char *chain, const struct own_hash *own, size_t count);

/* Rows of the log, for journal_read and the command `log`: calls `take` with each. `limit` as
 * WB_OWN_LOG_READ. */
struct log_taker {
	int (*take)(void *ctx, const struct wb_log_row *row);
	void *ctx;
};

int log_read(struct connection *c, int32_t what, uint32_t limit, const struct log_taker *taker,
	     struct wb_error *err);

#endif
