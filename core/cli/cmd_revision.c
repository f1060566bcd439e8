/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "write.h"

#define AT(member) offsetof(struct arguments, member)

/* clang-format off */
const struct option revision_options[] = {
	{ .name = "message", .letter = 'm', .type = OPTION_TEXT, .offset = AT(message), .value = "TEXT",
	  .help = "the title; required" },
	{ .name = "head", .type = OPTION_LIST, .offset = AT(heads), .value = "REV",
	  .help = "the parent, else the one head; base for none; may be repeated" },
	{ .name = "splice", .type = OPTION_FLAG, .offset = AT(splice),
	  .help = "the parent may have children already" },
	{ .name = "branch", .type = OPTION_TEXT, .offset = AT(branch), .value = "LABEL",
	  .help = "give it and all that follows a branch label" },
	{ .name = "depends", .type = OPTION_LIST, .offset = AT(depends), .value = "REV",
	  .help = "a revision that must be there first; may be repeated" },
	{ .name = "rev-id", .type = OPTION_TEXT, .offset = AT(rev_id), .value = "ID",
	  .help = "its id, else a random one" },
	OPTION_END
};
/* clang-format on */

int cmd_revision(struct cli *cli, struct wb_error *err)
{
	const struct arguments *args = &cli->args;
	const struct wb_new_revision what = {
		.size = sizeof(what),
		.flags = args->splice ? WB_NEW_SPLICE : 0,
		.title = args->message,
		.id = args->rev_id,
		.parents = args->heads.items,
		.parent_count = args->heads.count,
		.depends = args->depends.items,
		.depend_count = args->depends.count,
		.branch = args->branch,
	};

	if (!args->message)
		return cli_fail(err, WB_E_USAGE, "revision needs -m TEXT; see 'whimbrel help revision'");
	return write_revision(cli, &what, err);
}
