/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "format.h"
#include "graph.h"
#include "list.h"
#include "markdown.h"

static const char *const formats[] = { "text", "json", "markdown", NULL };

/* clang-format off */
const struct option history_options[] = {
	{ .name = "rev-range", .letter = 'r', .type = OPTION_TEXT,
	  .offset = offsetof(struct arguments, range), .value = "A:B",
	  .help = "from A to B; either may be left out" },
	{ .name = "format", .type = OPTION_CHOICE, .offset = offsetof(struct arguments, format),
	  .value = "text|json|markdown", .choices = formats,
	  .help = "markdown: a document for people" },
	OPTION_END
};
/* clang-format on */

/* The newest first. */
static int collect(const struct cli *cli, struct revision_list *list, struct wb_error *err)
{
	int rc = 0;

	if (cli->args.range)
		rc = wb_project_range(cli->project, cli->args.range, revision_list_take, list, err);
	else
		for (size_t i = 0; i < wb_project_revision_count(cli->project); i++)
			revision_list_take(list, wb_project_revision(cli->project, i));
	if (rc == 0)
		rc = revision_list_check(list, err);
	for (size_t i = 0; i < list->count / 2; i++) {
		const struct wb_revision *swap = list->items[i];

		list->items[i] = list->items[list->count - 1 - i];
		list->items[list->count - 1 - i] = swap;
	}
	return rc;
}

static void print_line(void *ctx, FILE *out, const struct wb_revision *revision)
{
	const struct cli *cli = ctx;

	format_line(out, cli->output.color, revision,
		    FORMAT_PARENTS | FORMAT_LABELS | FORMAT_SHAPE | FORMAT_TITLE);
}

int cmd_history(struct cli *cli, struct wb_error *err)
{
	struct revision_list list = { .items = NULL };
	int rc = collect(cli, &list, err);

	if (rc < 0) {
		revision_list_release(&list);
		return rc;
	}
	if (cli->output.json) {
		rc = revision_list_json(&list, err);
	} else if (cli->args.format == FORMAT_MARKDOWN) {
		markdown_print(cli, &list);
	} else if (cli->args.verbose) {
		revision_list_long(cli, &list);
	} else if (cli->output.terminal) {
		rc = graph_draw(stdout, cli->output.utf8, &list, print_line, cli, err);
	} else {
		for (size_t i = 0; i < list.count; i++) {
			print_line(cli, stdout, list.items[i]);
			putchar('\n');
		}
	}
	revision_list_release(&list);
	return rc;
}
