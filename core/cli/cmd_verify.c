/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

int cmd_verify(struct cli *cli, struct wb_error *err)
{
	int failed;

	cli->report.found = EXIT_FOUND;
	failed = wb_verify(cli->session, err);

	/* an expectation that was told to fail is not why the command itself failed */
	if (failed < 0)
		cli->report.failed = false;
	return failed > 0 ? EXIT_FOUND : failed;
}
