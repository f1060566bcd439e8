/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "plan.h"

/* clang-format off */
const struct option upgrade_options[] = {
	{ .name = "sql", .type = OPTION_FLAG, .offset = offsetof(struct arguments, sql),
	  .help = "write a script to standard output, without a connection; TARGET may be A:B" },
	OPTION_DIALECT_OF_SQL,
	OPTION_DRY_RUN,
	OPTION_STRICT,
	OPTION_END_INTERRUPTED,
	OPTION_APPROVE,
	{ .name = "backup", .type = OPTION_TEXT, .offset = offsetof(struct arguments, backup),
	  .value = "DIR",
	  .help = "save the database there first, if there is anything to do" },
	{ .name = "retain", .type = OPTION_NUMBER, .offset = offsetof(struct arguments, retain),
	  .value = "N",
	  .help = "with --backup: how many of its backups are kept there; else all" },
	OPTION_END
};
/* clang-format on */

/* A target alone means the way there from nothing. */
static int script(struct cli *cli, const char *target, struct wb_error *err)
{
	char *range;
	int rc;

	if (target && strchr(target, ':'))
		return plan_script(cli, target, WB_WAY_UP, err);
	if (asprintf(&range, "base:%s", target ? target : "head") < 0)
		return cli_fail(err, WB_E_NOMEM, "out of memory");
	rc = plan_script(cli, range, WB_WAY_UP, err);
	free(range);
	return rc;
}

int cmd_upgrade(struct cli *cli, struct wb_error *err)
{
	const struct wb_run_options options = cli_run_options(cli);
	const char *target = cli_operand(cli);
	int rc;

	if (cli->args.retain && !cli->args.backup)
		return cli_fail(err, WB_E_USAGE, "--retain goes with --backup DIR");
	if (cli->args.backup && cli->args.sql)
		return cli_fail(err, WB_E_USAGE,
				"--sql or --backup, not both: a script saves nothing");
	if (cli->args.sql)
		return script(cli, target, err);
	if (cli->args.dry_run)
		return plan_show(cli, target, WB_WAY_UP, err);
	rc = wb_upgrade(cli->session, target, &options, err);
	if (rc == 0 && cli->report.changes)
		rc = wb_schema_refresh(cli->session, err);
	if (rc == 0 && !cli->report.changes && !cli->output.json && !cli->args.quiet)
		say(stdout, "nothing to do%s\n",
		    wb_project_revision_count(cli->project)
			    ? ""
			    : ": there are no revisions yet; `whimbrel revision -m TEXT` writes "
			      "one");
	return rc;
}
