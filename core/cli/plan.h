/* SPDX-License-Identifier: MIT */
/* Showing what a run would do, and writing it as a script. */
#ifndef WB_CLI_PLAN_H
#define WB_CLI_PLAN_H

#include <stdbool.h>

struct cli;
struct wb_error;

/* Show the steps to `target` (NULL: the command's default) and their statements. */
int plan_show(struct cli *cli, const char *target, bool down, struct wb_error *err);
/* Write the way through `range`, "A:B", to standard output for the native client. */
int plan_script(struct cli *cli, const char *range, bool down, struct wb_error *err);

#endif
