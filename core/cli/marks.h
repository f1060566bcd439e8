/* SPDX-License-Identifier: MIT */
/* What the steps of a plan risk: the marks that `plan` and --dry-run show. */
#ifndef WB_CLI_MARKS_H
#define WB_CLI_MARKS_H

#include <jansson.h>
#include <whimbrel/whimbrel.h>

struct cli;

/* An object with a list of findings for each revision; NULL: nothing is known. It is best effort: a
 * plan is shown in any case. */
json_t *marks_read(struct cli *cli, const struct wb_plan *plan);
/* Print those of one revision as comments. `marks` may be NULL. */
void marks_print(const struct cli *cli, const json_t *marks, const char *revision);
/* A finding as an object. */
json_t *json_finding(const struct wb_finding *finding);

#endif
