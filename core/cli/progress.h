/* SPDX-License-Identifier: MIT */
/* The progress line: on a terminal's standard error, at most every 100 ms, gone before anything
 * else is printed. */
#ifndef WB_CLI_PROGRESS_H
#define WB_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include <whimbrel/whimbrel.h>

struct progress {
	bool enabled, shown;
	int64_t began_ms, printed_ms;
};

void progress_init(struct progress *progress, bool enabled);
void progress_show(struct progress *progress, const struct wb_progress *now);
/* Take the line away. */
void progress_erase(struct progress *progress);

#endif
