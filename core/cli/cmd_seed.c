/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

/* clang-format off */
const struct option seed_options[] = {
	{ .name = "changed", .type = OPTION_FLAG, .offset = offsetof(struct arguments, changed),
	  .help = "those as well that have changed since they were put in" },
	{ .name = "again", .type = OPTION_FLAG, .offset = offsetof(struct arguments, again),
	  .help = "whether they were put in or not" },
	OPTION_END
};
/* clang-format on */

int cmd_seed(struct cli *cli, struct wb_error *err)
{
	const struct words *names = &cli->args.operands;
	uint32_t flags = cli->args.changed ? WB_SEED_CHANGED : 0;
	int rc;

	flags |= cli->args.again ? WB_SEED_AGAIN : 0;
	rc = wb_seed(cli->session, names->items, names->count, flags, err);
	if (rc == 0 && !cli->output.json && !cli->args.quiet)
		say(stdout, "nothing to do\n");
	return rc < 0 ? rc : 0;
}
