/* SPDX-License-Identifier: MIT */
/* A step as the engine sees it: texts that are run, and what the database shall know of them. Whoever has a plan
 * hands its steps out as these. */
#ifndef WB_CORE_STEP_H
#define WB_CORE_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal.h"
#include "read/body.h"

/* Where an interrupted step is taken up. */
struct resume {
	const struct journal *journal;
	int64_t done; /* statements that are not run again */
	bool started; /* its `started` row is there, and `require` held */
};

/* Borrowed. A text without a path is not there. */
struct stream_step {
	const char *revision, *path;
	bool up;
	bool atomic;   /* one transaction holds it all; else the journal does */
	bool rerun;    /* a repeatable one that is applied already: its row is replaced */
	bool restores; /* a way back that restore points are a part of */
	const struct string_vec
		*points; /* tables whose restore points are noted as it begins; NULL: none */
	struct sql_text require, body, verify;
	uint64_t statements; /* in the body */
	struct resume resume;
	const struct string_vec *erase; /* version rows that go with it besides its own */
};

/* The steps of a run. */
struct stream_steps {
	size_t count;
	void *ctx;
	struct stream_step (*at)(const void *ctx, size_t index);
	/* What the version row of an up step says, by and when aside; `down` has room for what takes it back. 1: that
	 * is too long to be kept */
	int (*row)(void *ctx, size_t index, struct wb_args *out, struct buf *down,
		   struct wb_error *err);
	/* It has run so long; -1: not known. NULL: nobody asks */
	void (*took)(void *ctx, size_t index, int64_t duration_ms);
};

#endif
