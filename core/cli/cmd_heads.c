/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "format.h"
#include "revision_list.h"

/* clang-format off */
const struct option heads_options[] = {
	{ .name = "check", .type = OPTION_FLAG, .offset = offsetof(struct arguments, check),
	  .help = "exit 3 when there are several" },
	OPTION_END
};
/* clang-format on */

static void ignore(void *ctx, const struct wb_revision *revision)
{
	(void)ctx;
	(void)revision;
}

/* In the words of who would need one head. */
static void tell_ways_out(const struct cli *cli)
{
	struct wb_error why = WB_ERROR_INIT;

	if (!cli->args.quiet && !cli->output.json &&
	    wb_project_resolve(cli->project, "head", ignore, NULL, &why) < 0)
		say(stderr, "whimbrel: %s\n", why.message);
}

static void collect_heads(const struct wb_project *project, struct revision_list *list)
{
	for (size_t i = 0; i < wb_project_revision_count(project); i++) {
		const struct wb_revision *revision = wb_project_revision(project, i);

		if ((revision->flags & WB_REVISION_HEAD) &&
		    !(revision->flags & WB_REVISION_REPLACED))
			revision_list_take(list, revision);
	}
}

int cmd_heads(struct cli *cli, struct wb_error *err)
{
	struct revision_list list = { .items = NULL };
	int rc;

	collect_heads(cli->project, &list);
	rc = revision_list_check(&list, err);
	if (rc == 0 && cli->output.json) {
		rc = revision_list_json(&list, err);
	} else if (rc == 0 && cli->args.verbose) {
		revision_list_long(cli, &list);
	} else if (rc == 0) {
		for (size_t i = 0; i < list.count; i++) {
			format_line(stdout, cli->output.color, list.items[i], FORMAT_LABELS);
			say(stdout, "\n");
		}
	}
	if (rc == 0 && cli->args.check && list.count > 1) {
		tell_ways_out(cli);
		rc = EXIT_FOUND;
	}
	revision_list_release(&list);
	return rc;
}
