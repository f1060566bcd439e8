/* SPDX-License-Identifier: MIT */
/* Writing a revision file, for `revision` and `merge`. */
#ifndef WB_CLI_WRITE_REVISION_H
#define WB_CLI_WRITE_REVISION_H

#include <jansson.h>
#include <whimbrel/whimbrel.h>

struct cli;

/* Write it, and print its path; with JSON what `more` has as well, which may be NULL. */
int write_revision(struct cli *cli, const struct wb_new_revision *what, json_t *more,
		   struct wb_error *err);

#endif
