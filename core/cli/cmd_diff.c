/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "signals.h"
#include "commands.h"
#include "targets.h"

/* clang-format off */
const struct option diff_options[] = {
	TARGETS_OPTION,
	{ .name = "rename", .type = OPTION_LIST, .offset = offsetof(struct arguments, renames),
	  .value = "OLD=NEW",
	  .help = "a table, or TABLE.OLD=NEW a column, has another name now; may be repeated" },
	OPTION_END
};
/* clang-format on */

static int diff(struct cli *cli, struct wb_session *other, struct wb_error *err)
{
	const struct wb_schema_options options = {
		.size = sizeof(options),
		.renames = cli->args.renames.items,
		.rename_count = cli->args.renames.count,
	};
	struct text_output out;
	int rc = cli_open_session(cli, WB_SESSION_READ, err);

	if (rc == 0)
		rc = text_output_begin(&out, &cli->output, err);
	if (rc < 0)
		return rc;
	signals_watch_other(other);
	rc = wb_schema_diff(cli->session, other, &options, text_output_write, &out, err);
	if (rc == 0 && cli->output.json)
		out.not_compared = json_incref(report_not_compared(cli));
	return text_output_end(&out, "sql", rc, err);
}

/* With two targets: from the first to the second. */
int cmd_diff(struct cli *cli, struct wb_error *err)
{
	size_t count = targets_count(cli);
	struct wb_project *project = NULL;
	struct wb_session *other = NULL;
	int rc;

	if (count > 2)
		return cli_fail(
			err, WB_E_USAGE,
			"diff compares a target with the desired schema, or two targets, not %zu",
			count);
	if (count == 2) {
		rc = targets_open(cli, 1, err);
		if (rc == 0)
			rc = cli_open_session(cli, WB_SESSION_READ, err);
		if (rc < 0)
			return rc;
		project = cli->project;
		other = cli->session;
		cli->project = NULL;
		cli->session = NULL;
	}
	rc = targets_open(cli, 0, err);
	if (rc == 0)
		rc = diff(cli, other, err);
	signals_watch_other(NULL);
	wb_session_close(other);
	wb_project_free(project);
	return rc;
}
