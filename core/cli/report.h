/* SPDX-License-Identifier: MIT */
/* What the library reports while it works: events, failures, problems, messages, and the progress
 * line. */
#ifndef WB_CLI_REPORT_H
#define WB_CLI_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include <jansson.h>
#include <whimbrel/whimbrel.h>

#include "progress.h"

struct cli;

struct report {
	size_t problems; /* how many were printed … */
	char first[512]; /* … and how the first one began: the error that follows repeats it */
	json_t *list;    /* for JSON they are collected here; NULL: there are none */
	json_t *not_compared; /* likewise, of the schema; NULL: no command has asked */
	bool failed;          /* a failure was told in full: its error need not be printed again */
	int found; /* what a failure that is told on the way ends with; 0: with what its error says */
	size_t changes; /* how many events changed something */
	struct progress progress;
};

/* The listener that reports to `cli`. */
struct wb_listener report_listener(struct cli *cli);
/* For JSON: collect what the last call about schemas on the session could not compare. The list is the
 * report's own. */
json_t *report_not_compared(struct cli *cli);
void report_release(struct report *report);
/* Print the error that ends the program. */
void report_error(struct cli *cli, const struct wb_error *err);

#endif
