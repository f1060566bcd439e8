/* SPDX-License-Identifier: MIT */
/* A program that is run for what it prints. */
#ifndef WB_CORE_CHILD_H
#define WB_CORE_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

struct wb_error;

struct child {
	char *const *words;          /* the program, its arguments, NULL */
	const char *directory;       /* where it runs; NULL: here */
	const char *const *settings; /* NAME=VALUE besides the environment, NULL at the end */
	uint32_t limit_ms;           /* 0: none */
	uint32_t quiet_ms;           /* how long it may neither compute, nor print, nor … */
	const char *grows;           /* … let this file grow; 0: for ever */
	size_t most;                 /* how much it may print */
	bool cuts;                   /* what it prints beyond that is dropped, and no error */
	bool leaves; /* nobody waits for what it leaves behind, and that still may print */
	const struct buf *input; /* what it reads; NULL: nothing, or … */
	const char *input_path;  /* … this file */
	/* shall it end? */
	bool (*stopping)(void *ctx);
	void *ctx;
};

/* Run it and append what it prints. It ends with this call; where it has
 * to be ended, what it started ends as well. WB_E_CANCELLED where it was to stop; else WB_E_FILE, with what happened and what it said on
 * standard error. `said` gets that in any case. */
int child_run(const struct child *child, struct buf *out, struct buf *said, struct wb_error *err);

#endif
