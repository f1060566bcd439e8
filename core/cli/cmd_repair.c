/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

/* clang-format off */
const struct option repair_options[] = {
	{ .name = "done", .type = OPTION_FLAG, .offset = offsetof(struct arguments, done),
	  .help = "the statement of REV whose fate could not be told was done" },
	{ .name = "not-done", .type = OPTION_FLAG, .offset = offsetof(struct arguments, not_done),
	  .help = "... was not done, and is to be run" },
	OPTION_END
};
/* clang-format on */

int cmd_repair(struct cli *cli, struct wb_error *err)
{
	const struct wb_run_options options = cli_run_options(cli);
	const struct words *ids = &cli->args.operands;
	bool done = cli->args.done, not_done = cli->args.not_done;
	int what = done ? WB_REPAIR_DONE : not_done ? WB_REPAIR_NOT_DONE : WB_REPAIR_ACCEPT;
	int rc;

	if (done && not_done)
		return cli_fail(err, WB_E_USAGE, "--done or --not-done, not both");
	if (what != WB_REPAIR_ACCEPT && ids->count != 1)
		return cli_fail(err, WB_E_USAGE, "--%s needs one revision",
				done ? "done" : "not-done");
	rc = wb_project_approves(cli->project)
		     ? cli_confirm(cli,
				   "The target asks for approval of what is done to it. Accept "
				   "this as it is?",
				   err)
		     : 0;
	if (rc < 0)
		return rc;
	rc = wb_repair(cli->session, ids->items, ids->count, what, &options, err);
	if (rc == 0 && !cli->output.json && !cli->args.quiet)
		say(stdout, "nothing to repair\n");
	return rc < 0 ? rc : 0;
}
