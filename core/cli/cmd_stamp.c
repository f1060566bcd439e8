/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

/* clang-format off */
const struct option stamp_options[] = {
	{ .name = "from", .type = OPTION_TEXT, .offset = offsetof(struct arguments, from),
	  .value = "TOOL",
	  .help = "what another tool has applied, by its own table" },
	{ .name = "purge", .type = OPTION_FLAG, .offset = offsetof(struct arguments, purge),
	  .help = "forget all that is recorded first, revisions that no file defines included" },
	{ .name = "sql", .type = OPTION_FLAG, .offset = offsetof(struct arguments, sql),
	  .help = "write a script to standard output, without a connection" },
	OPTION_DIALECT_OF_SQL,
	OPTION_END
};
/* clang-format on */

int cmd_stamp(struct cli *cli, struct wb_error *err)
{
	const struct words *targets = &cli->args.operands;
	uint32_t flags = cli->args.purge ? WB_STAMP_PURGE : 0;
	struct wb_run_options options;
	int rc;

	if (cli->args.from && (targets->count || cli->args.sql || cli->args.purge))
		return cli_fail(err, WB_E_USAGE,
				"stamp --from takes what the tool's table says, and nothing else");
	if (!cli->args.from && !targets->count)
		return cli_fail(err, WB_E_USAGE, "stamp what? Name revisions, or --from TOOL");
	if (cli->args.sql)
		return wb_stamp_script(cli->project, targets->items, targets->count, flags,
				       script_write, &cli->output, err);
	if (cli->args.purge && wb_project_protected(cli->project)) {
		rc = cli_confirm(cli, "The target is protected. Forget all that it has recorded?",
				 err);
		if (rc < 0)
			return rc;
		cli->args.yes = true;
	}
	if (wb_project_approves(cli->project)) {
		rc = cli_confirm(cli,
				 "The target asks for approval of what is done to it. Record this "
				 "without running anything?",
				 err);
		if (rc < 0)
			return rc;
	}
	options = cli_run_options(cli);
	rc = cli->args.from
		     ? wb_stamp_from(cli->session, cli->args.from, &options, err)
		     : wb_stamp(cli->session, targets->items, targets->count, flags, &options, err);
	if (rc == 0 && !cli->report.changes && !cli->output.json && !cli->args.quiet)
		say(stdout, "nothing to do\n");
	return rc;
}
