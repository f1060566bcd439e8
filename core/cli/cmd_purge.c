/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

int cmd_purge(struct cli *cli, struct wb_error *err)
{
	const struct words *ids = &cli->args.operands;
	int rc = cli_confirm(cli, "What was kept of what steps took away goes for good.", err);

	if (rc == 0)
		rc = wb_purge(cli->session, ids->items, ids->count, WB_RUN_YES, err);
	if (rc == 0 && !cli->output.json && !cli->args.quiet)
		say(stdout, "nothing to do\n");
	return rc < 0 ? rc : 0;
}
