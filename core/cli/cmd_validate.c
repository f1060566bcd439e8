/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

/* clang-format off */
const struct option validate_options[] = {
	{ .name = "dialect", .type = OPTION_TEXT, .offset = offsetof(struct arguments, dialect),
	  .value = "NAME",
	  .help = "check the sections for this dialect, where no URL tells" },
	OPTION_END
};
/* clang-format on */

/* How many problems there are, or a negative status when it could not be found out. Opening the
 * project finds those of the graph, which would fail any other command and are the answer here. */
static int count_problems(struct cli *cli, struct wb_error *err)
{
	int rc = cli_open_project(cli, err);

	if (rc == WB_E_REVISION && cli->report.problems)
		return (int)cli->report.problems;
	return rc < 0 ? rc : wb_project_validate(cli->project, err);
}

int cmd_validate(struct cli *cli, struct wb_error *err)
{
	int count = count_problems(cli, err), rc = 0;
	const size_t revisions = count == 0 ? wb_project_revision_count(cli->project) : 0;

	if (count >= 0 && cli->output.json)
		rc = json_print(
			json_pack("{s:i,s:o}", "count", count, "problems",
				  cli->report.list ? json_incref(cli->report.list) : json_array()),
			err);
	else if (count > 0)
		say(stderr, "whimbrel: %d problem%s\n", count, count == 1 ? "" : "s");
	else if (count == 0 && !cli->args.quiet)
		say(stdout, "%zu revision%s, no problems\n", revisions, revisions == 1 ? "" : "s");
	if (count < 0 || rc < 0)
		return count < 0 ? count : rc;
	return count ? EXIT_FOUND : EXIT_DONE;
}
