/* SPDX-License-Identifier: MIT */
/* A plan as a comment for a pull request. */
#ifndef WB_CLI_PLAN_MARKDOWN_H
#define WB_CLI_PLAN_MARKDOWN_H

#include <jansson.h>
#include <whimbrel/whimbrel.h>

struct cli;

/* Its steps and their statements, what lint says of them (`marks`: see marks.h), their graph, and its
 * fingerprint ("": it is not known). */
int plan_markdown(const struct cli *cli, const struct wb_plan *plan, const json_t *marks,
		  const char *fingerprint, struct wb_error *err);

#endif
