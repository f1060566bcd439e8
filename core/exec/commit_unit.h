/* SPDX-License-Identifier: MIT */
/* The units of a step that no transaction holds: statements that are committed together with their rows of the
 * journal. */
#ifndef WB_CORE_COMMIT_UNIT_H
#define WB_CORE_COMMIT_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct statement;
struct stream;
struct wb_error;

/* With transactional DDL a statement commits together with its end row. */
bool journalling_transactional(const struct stream *s);

/* Open one, behind the end of the step before; the `started` row goes in front. */
int unit_begin(struct stream *s, struct wb_error *err);
/* Commit it with the end row of what is pending. */
int unit_end(struct stream *s, uint32_t flags, struct wb_error *err);
int unit_end_pending(struct stream *s, struct wb_error *err);
/* The `started` row alone, where it can't share a transaction with the first statement. */
int unit_start(struct stream *s, struct wb_error *err);
int unit_note_started(struct stream *s, struct wb_error *err);
/* The end row of what is pending, without a commit. */
int unit_note_done(struct stream *s, struct wb_error *err);
/* A row about the statements before the one whose link is in the chain already. */
int unit_note_before(struct stream *s, const char *chain,
		     int (*note)(struct stream *s, struct wb_error *err), struct wb_error *err);
/* What is remembered must be on disk before the statement that was read last: with the end row of
 * what is pending, or with another one for the statement before. */
int unit_commit_memory(struct stream *s, struct wb_error *err);

/* What an interruption can leave of a statement, and how to find out. */
struct fate {
	int32_t what; /* enum wb_fate */
	struct buf probe;
};

int journalling_ask_fate(struct stream *s, const struct statement *statement, struct fate *out,
			 struct wb_error *err);
/* Ask the dialect what the end row before this statement shall remember. 1: that must be committed
 * first. */
int journalling_remember(struct stream *s, const struct statement *statement, bool fresh,
			 struct wb_error *err);
int journalling_push_intent(struct stream *s, const struct statement *statement,
			    const struct buf *probe, struct wb_error *err);

#endif
