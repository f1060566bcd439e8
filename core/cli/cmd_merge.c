/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "write.h"

#define AT(member) offsetof(struct arguments, member)

/* clang-format off */
const struct option merge_options[] = {
	{ .name = "message", .letter = 'm', .type = OPTION_TEXT, .offset = AT(message),
	  .value = "TEXT",
	  .help = "the title" },
	{ .name = "branch", .type = OPTION_TEXT, .offset = AT(branch), .value = "LABEL",
	  .help = "give it and all that follows a branch label" },
	{ .name = "rev-id", .type = OPTION_TEXT, .offset = AT(rev_id), .value = "ID",
	  .help = "its id, else a random one" },
	OPTION_END
};
/* clang-format on */

int cmd_merge(struct cli *cli, struct wb_error *err)
{
	const struct arguments *args = &cli->args;
	const struct wb_new_revision what = {
		.size = sizeof(what),
		.flags = WB_NEW_MERGE,
		.title = args->message ? args->message : "merge heads",
		.id = args->rev_id,
		.parents = args->operands.items,
		.parent_count = args->operands.count,
		.branch = args->branch,
	};

	return write_revision(cli, &what, err);
}
