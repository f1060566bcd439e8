/* SPDX-License-Identifier: MIT */
/* Showing what a run would do, and writing it as a script. */
#ifndef WB_CLI_PLAN_H
#define WB_CLI_PLAN_H

struct cli;
struct wb_error;

/* Show the steps to `target` (NULL: the command's default) and their statements. */
int plan_show(struct cli *cli, const char *target, int way, struct wb_error *err);
/* Write it to standard output for the native client: the way through `range`, "A:B"; for WB_WAY_SWITCH
 * from what the database has to a target. `way` is enum wb_way. */
int plan_script(struct cli *cli, const char *range, int way, struct wb_error *err);

#endif
