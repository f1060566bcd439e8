/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

/* clang-format off */
const struct option backup_options[] = {
	{ .name = "dir", .type = OPTION_TEXT, .offset = offsetof(struct arguments, backup),
	  .value = "DIR",
	  .help = "where a file without a name of its own is made; else backups" },
	{ .name = "retain", .type = OPTION_NUMBER, .offset = offsetof(struct arguments, retain),
	  .value = "N",
	  .help = "how many of the target's backups are kept there; else all" },
	OPTION_END
};
/* clang-format on */

int cmd_backup(struct cli *cli, struct wb_error *err)
{
	const struct wb_backup_options options = { .size = sizeof(options),
						   .retain = cli->args.retain,
						   .path = cli_operand(cli),
						   .directory = cli->args.backup };

	if (options.path && (options.directory || options.retain))
		return cli_fail(err, WB_E_USAGE,
				"FILE has a name of its own: --dir and --retain are for those that "
				"are named by the time");
	return wb_backup(cli->session, &options, err);
}

int cmd_restore(struct cli *cli, struct wb_error *err)
{
	int rc = cli_confirm(cli, "All that is in the database is replaced.", err);

	return rc == 0 ? wb_restore(cli->session, cli_operand(cli), WB_RUN_YES, err) : rc;
}
