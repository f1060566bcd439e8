/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

/* clang-format off */
const struct option diff_options[] = {
	{ .name = "rename", .type = OPTION_LIST, .offset = offsetof(struct arguments, renames), .value = "OLD=NEW",
	  .help = "a table, or TABLE.OLD=NEW a column, has another name now; may be repeated" },
	OPTION_END
};
/* clang-format on */

int cmd_diff(struct cli *cli, struct wb_error *err)
{
	const struct wb_schema_options options = {
		.size = sizeof(options),
		.renames = cli->args.renames.items,
		.rename_count = cli->args.renames.count,
	};

	return wb_schema_diff(cli->session, NULL, &options, cli_write, NULL, err);
}
