/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli.h"
#include "commands.h"

static const char *const forms[] = { "auto", "mermaid", "dot", "boxes", NULL };

/* clang-format off */
const struct option schema_options[] = {
	{ .name = "as", .type = OPTION_CHOICE, .offset = offsetof(struct arguments, diagram),
	  .value = "mermaid|dot|boxes",
	  .choices = forms, .with = "diagram",
	  .help = "the form of a diagram: boxes on a terminal, else mermaid" },
	{ .name = "tables", .type = OPTION_LIST, .offset = offsetof(struct arguments, tables),
	  .value = "PATTERN", .with = "diagram",
	  .help = "draw these tables alone, by name or SCHEMA.NAME with * and ?; may be repeated" },
	OPTION_END
};
/* clang-format on */

static int dump(struct cli *cli, struct wb_error *err)
{
	struct text_output out;
	int rc = cli_open_session(cli, WB_SESSION_READ, err);

	if (rc == 0)
		rc = text_output_begin(&out, &cli->output, err);
	if (rc < 0)
		return rc;
	rc = wb_schema_dump(cli->session, text_output_write, &out, err);
	if (rc == 0 && cli->output.json)
		out.not_compared = json_incref(report_not_compared(cli));
	return text_output_end(&out, "sql", rc, err);
}

static int load(struct cli *cli, struct wb_error *err)
{
	const struct words *words = &cli->args.operands;
	int rc;

	if (wb_project_protected(cli->project)) {
		rc = cli_confirm(cli, "The target is protected. Load a schema into it?", err);
		if (rc < 0)
			return rc;
	}
	rc = cli_open_session(cli, 0, err);
	return rc < 0 ? rc : wb_schema_load(cli->session, words->items + 1, words->count - 1, err);
}

/* The choices stand in the order of enum wb_diagram. */
static int diagram(struct cli *cli, struct wb_error *err)
{
	struct wb_diagram_options options = { .size = sizeof(options),
					      .form = cli->args.diagram,
					      .flags = cli->output.utf8 ? 0 : WB_DIAGRAM_ASCII,
					      .tables = cli->args.tables.items,
					      .table_count = cli->args.tables.count };
	struct text_output out;
	int rc = cli_open_session(cli, WB_SESSION_READ, err);

	if (!options.form)
		options.form = cli->output.terminal && !cli->output.json ? WB_DIAGRAM_BOXES
									 : WB_DIAGRAM_MERMAID;
	if (rc == 0)
		rc = text_output_begin(&out, &cli->output, err);
	if (rc < 0)
		return rc;
	out.escapes = true;
	rc = wb_schema_diagram(cli->session, &options, text_output_write, &out, err);
	return text_output_end(&out, "diagram", rc, err);
}

int cmd_schema(struct cli *cli, struct wb_error *err)
{
	const char *what = cli->args.operands.items[0];

	if (strcmp(what, "load") == 0)
		return load(cli, err);
	if (cli->args.operands.count > 1)
		return cli_fail(err, WB_E_USAGE,
				"schema %.20s takes nothing more; see 'whimbrel help schema'",
				what);
	if (strcmp(what, "dump") == 0)
		return dump(cli, err);
	if (strcmp(what, "diagram") == 0)
		return diagram(cli, err);
	return cli_fail(err, WB_E_USAGE,
			"schema %.100s: it is dump, load or diagram; see 'whimbrel help schema'",
			what);
}
