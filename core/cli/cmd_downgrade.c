/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "plan.h"

/* clang-format off */
const struct option downgrade_options[] = {
	{ .name = "sql", .type = OPTION_FLAG, .offset = offsetof(struct arguments, sql),
	  .help = "write a script to standard output, without a connection; TARGET is A:B" },
	OPTION_DIALECT_OF_SQL,
	OPTION_DRY_RUN,
	OPTION_STRICT,
	{ .name = "restore", .type = OPTION_FLAG, .offset = offsetof(struct arguments, restore),
	  .help = "bring tables back to their restore points; what was written since is lost" },
	OPTION_END_INTERRUPTED,
	OPTION_APPROVE,
	OPTION_END
};
/* clang-format on */

int cmd_downgrade(struct cli *cli, struct wb_error *err)
{
	const char *target = cli_operand(cli);
	struct wb_run_options options;
	int rc;

	if (cli->args.sql && (!target || !strchr(target, ':')))
		return cli_fail(err, WB_E_USAGE,
				"downgrade --sql needs a range FROM:TO: nothing tells where the "
				"database is");
	if (cli->args.sql && cli->args.restore)
		return cli_fail(
			err, WB_E_USAGE,
			"--sql and --restore: the restore points are in the database's log");
	if (cli->args.sql)
		return plan_script(cli, target, WB_WAY_DOWN, err);
	if (cli->args.dry_run)
		return plan_show(cli, target, WB_WAY_DOWN, err);
	if (wb_project_protected(cli->project)) {
		rc = cli_confirm(cli, "The target is protected. Take revisions back?", err);
		if (rc < 0)
			return rc;
		cli->args.yes = true;
	}
	options = cli_run_options(cli);
	rc = wb_downgrade(cli->session, target, &options, err);
	if (rc == 0 && cli->report.changes)
		rc = wb_schema_refresh(cli->session, err);
	if (rc == 0 && !cli->report.changes && !cli->output.json && !cli->args.quiet)
		say(stdout, "nothing to do\n");
	return rc;
}
