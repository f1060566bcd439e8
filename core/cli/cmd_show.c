/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "revision_list.h"

int cmd_show(struct cli *cli, struct wb_error *err)
{
	const char *heads = "heads";
	struct words targets = cli_operands(cli, &heads);
	struct revision_list list = { .items = NULL };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < targets.count; i++)
		rc = wb_project_resolve(cli->project, targets.items[i], revision_list_take, &list,
					err);
	if (rc == 0)
		rc = revision_list_check(&list, err);
	if (rc == 0 && cli->output.json)
		rc = revision_list_json(&list, err);
	else if (rc == 0)
		revision_list_long(cli, &list);
	revision_list_release(&list);
	return rc;
}
