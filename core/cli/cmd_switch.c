/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "plan.h"

/* clang-format off */
const struct option switch_options[] = {
	{ .name = "sql", .type = OPTION_FLAG, .offset = offsetof(struct arguments, sql),
	  .help = "read what the database has, write a script to standard output, and change nothing" },
	OPTION_DRY_RUN,
	OPTION_END_INTERRUPTED,
	OPTION_APPROVE,
	OPTION_END
};
/* clang-format on */

/* 1: something would be taken back. */
static int takes_back(struct cli *cli, const char *target, struct wb_error *err)
{
	struct wb_run_options options = cli_run_options(cli);
	struct wb_plan *plan = NULL;
	int rc = wb_plan_make(cli->session, target, WB_WAY_SWITCH, &options, &plan, err);

	for (size_t i = 0; rc == 0 && i < wb_plan_count(plan); i++)
		rc = strcmp(wb_plan_at(plan, i)->direction, "down") == 0;
	wb_plan_free(plan);
	return rc;
}

int cmd_switch(struct cli *cli, struct wb_error *err)
{
	const char *target = cli_operand(cli);
	struct wb_run_options options;
	int rc = 0;

	if (cli->args.sql)
		return plan_script(cli, target, WB_WAY_SWITCH, err);
	if (cli->args.dry_run)
		return plan_show(cli, target, WB_WAY_SWITCH, err);
	if (wb_project_protected(cli->project) && !cli->args.yes)
		rc = takes_back(cli, target, err);
	if (rc == 1) {
		rc = cli_confirm(cli, "The target is protected. Take revisions back?", err);
		cli->args.yes = true;
	}
	if (rc < 0)
		return rc;
	options = cli_run_options(cli);
	rc = wb_switch(cli->session, target, &options, err);
	if (rc == 0 && cli->report.changes)
		rc = wb_schema_refresh(cli->session, err);
	if (rc == 0 && !cli->report.changes && !cli->output.json && !cli->args.quiet)
		say(stdout, "nothing to do\n");
	return rc;
}
