/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "format.h"
#include "status_rows.h"

/* What is printed, and how far it has come. */
struct shown {
	const struct cli *cli;
	json_t *array;
	size_t count;
};

static int take(void *ctx, const struct wb_status_row *row)
{
	struct shown *shown = ctx;
	bool color = shown->cli->output.color;

	if (shown->array) {
		json_array_append_new(shown->array, json_status_row(row));
		return 0;
	}
	if (shown->count++ && shown->cli->args.verbose)
		say(stdout, "\n");
	if (!row->revision) {
		say(stdout, "%s%s%s (missing)\n", paint_code(color, PAINT_ID), row->id,
		    paint_code(color, PAINT_NONE));
	} else if (shown->cli->args.verbose) {
		format_long(stdout, color, row->revision);
	} else {
		format_line(stdout, color, row->revision, FORMAT_SHAPE);
		say(stdout, "\n");
	}
	return 0;
}

int cmd_current(struct cli *cli, struct wb_error *err)
{
	struct shown shown = { .cli = cli, .array = cli->output.json ? json_array() : NULL };
	const char *url = wb_project_url(cli->project);
	int rc;

	if (cli->args.verbose && !cli->output.json && url)
		say(stdout, "Current revision(s) for %s:\n", url);
	rc = wb_current(cli->session, take, &shown, err);
	if (rc == 0 && cli->output.json)
		return json_print(json_pack("{s:o}", "revisions", shown.array), err);
	json_decref(shown.array);
	return rc;
}
