/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "format.h"
#include "revision_list.h"

/* The newest first. */
static void collect_branchpoints(const struct wb_project *project, struct revision_list *list)
{
	for (size_t i = wb_project_revision_count(project); i-- > 0;) {
		const struct wb_revision *revision = wb_project_revision(project, i);

		if (revision->flags & WB_REVISION_BRANCHPOINT)
			revision_list_take(list, revision);
	}
}

/* The branchpoint, and what it branches into, each behind an arrow that begins where the id
 * ends. */
static void print_branchpoint(const struct cli *cli, const struct wb_revision *revision)
{
	bool color = cli->output.color;
	uint32_t title = cli->args.verbose ? FORMAT_TITLE : 0;

	if (cli->args.verbose)
		format_long(stdout, color, revision);
	else
		format_line(stdout, color, revision, FORMAT_LABELS | FORMAT_SHAPE);
	say(stdout, "\n");
	for (size_t i = 0; i < revision->children.count; i++) {
		const struct wb_revision *child =
			wb_project_find(cli->project, revision->children.items[i]);

		if (!child)
			continue;
		say(stdout, "%*s -> ", (int)strlen(revision->id), "");
		format_line(stdout, color, child, FORMAT_LABELS | FORMAT_SHAPE | title);
		say(stdout, "\n");
	}
	say(stdout, "\n");
}

int cmd_branches(struct cli *cli, struct wb_error *err)
{
	struct revision_list list = { .items = NULL };
	int rc;

	collect_branchpoints(cli->project, &list);
	rc = revision_list_check(&list, err);
	if (rc == 0 && cli->output.json)
		rc = revision_list_json(&list, err);
	else if (rc == 0)
		for (size_t i = 0; i < list.count; i++)
			print_branchpoint(cli, list.items[i]);
	revision_list_release(&list);
	return rc;
}
