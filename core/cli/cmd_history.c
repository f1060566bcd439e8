/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "drawing.h"
#include "format.h"
#include "graph.h"
#include "revision_list.h"
#include "history_document.h"

static const char *const formats[] = { "text", "json", "markdown", "dot", "mermaid", "html", NULL };

/* clang-format off */
const struct option history_options[] = {
	{ .name = "rev-range", .letter = 'r', .type = OPTION_TEXT,
	  .offset = offsetof(struct arguments, range), .value = "A:B",
	  .help = "from A to B; either may be left out" },
	{ .name = "format", .type = OPTION_CHOICE, .offset = offsetof(struct arguments, format),
	  .value = "text|json|markdown|dot|mermaid|html", .choices = formats,
	  .help = "markdown, html: a document for people; dot, mermaid: a graph" },
	{ .name = "indicate-current", .letter = 'i', .type = OPTION_FLAG,
	  .offset = offsetof(struct arguments, indicate_current),
	  .help = "mark the heads of what is applied to the target" },
	OPTION_END
};
/* clang-format on */

struct shown {
	struct cli *cli;
	struct revision_list list;    /* the newest first */
	struct revision_list current; /* the heads of what is applied, if they were asked for */
};

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

static int take_current(void *ctx, const struct wb_status_row *row)
{
	struct shown *shown = ctx;

	if (row->revision)
		revision_list_take(&shown->current, row->revision);
	return 0;
}

static int ask_current(struct shown *shown, struct wb_error *err)
{
	int rc = cli_open_session(shown->cli, WB_SESSION_READ, err);

	if (rc == 0)
		rc = wb_current(shown->cli->session, take_current, shown, err);
	return rc < 0 ? rc : revision_list_check(&shown->current, err);
}

static bool is_current(const struct shown *shown, const struct wb_revision *revision)
{
	for (size_t i = 0; i < shown->current.count; i++)
		if (shown->current.items[i] == revision)
			return true;
	return false;
}

static void print_line(void *ctx, FILE *out, const struct wb_revision *revision)
{
	const struct shown *shown = ctx;
	uint32_t mark = is_current(shown, revision) ? FORMAT_CURRENT : 0;

	format_line(out, shown->cli->output.color, revision,
		    FORMAT_PARENTS | FORMAT_LABELS | FORMAT_SHAPE | FORMAT_TITLE | mark);
}

static int show(struct shown *shown, struct wb_error *err)
{
	struct cli *cli = shown->cli;

	if (cli->output.json)
		return revision_list_json(&shown->list, err);
	if (cli->args.format == FORMAT_DOT)
		return drawing_dot(stdout, &shown->list, err);
	if (cli->args.format == FORMAT_MERMAID)
		return drawing_mermaid(stdout, &shown->list, err);
	if (cli->args.format == FORMAT_MARKDOWN || cli->args.format == FORMAT_HTML) {
		history_document(cli, &shown->list, cli->args.format == FORMAT_HTML);
	} else if (cli->args.verbose) {
		revision_list_long(cli, &shown->list);
	} else if (cli->output.terminal) {
		const struct graph_output to = { stdout, cli->output.utf8, print_line, shown };

		return graph_draw(&to, &shown->list, err);
	} else {
		for (size_t i = 0; i < shown->list.count; i++) {
			print_line(shown, stdout, shown->list.items[i]);
			say(stdout, "\n");
		}
	}
	return 0;
}

int cmd_history(struct cli *cli, struct wb_error *err)
{
	struct shown shown = { .cli = cli };
	int rc = collect(cli, &shown.list, err);

	if (rc == 0 && cli->args.indicate_current)
		rc = ask_current(&shown, err);
	if (rc == 0)
		rc = show(&shown, err);
	revision_list_release(&shown.list);
	revision_list_release(&shown.current);
	return rc;
}
