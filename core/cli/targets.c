/* SPDX-License-Identifier: MIT */
#include "targets.h"

#include "cli.h"
#include "signals.h"

/* One may have been named in front of the command. */
size_t targets_count(const struct cli *cli)
{
	size_t count = cli->args.targets.count + (cli->args.target != NULL);

	return count ? count : 1;
}

int targets_open(struct cli *cli, size_t index, struct wb_error *err)
{
	const char *first = cli->args.target;
	int rc;

	signals_watch(NULL, true);
	signals_watch(NULL, true);
	wb_session_close(cli->session);
	wb_project_free(cli->project);
	cli->session = NULL;
	cli->project = NULL;
	if (first && index)
		cli->args.target = cli->args.targets.items[index - 1];
	else if (!first && cli->args.targets.count)
		cli->args.target = cli->args.targets.items[index];
	rc = cli_open_project(cli, err);
	cli->args.target = first;
	return rc;
}
