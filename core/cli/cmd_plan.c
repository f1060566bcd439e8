/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "plan.h"

static const char *const formats[] = { "text", "json", "markdown", NULL };

/* clang-format off */
const struct option plan_options[] = {
	OPTION_STRICT,
	{ .name = "format", .type = OPTION_CHOICE, .offset = offsetof(struct arguments, format),
	  .value = "text|json|markdown", .choices = formats,
	  .help = "markdown: a comment for a pull request" },
	OPTION_END
};
/* clang-format on */

int cmd_plan(struct cli *cli, struct wb_error *err)
{
	return plan_show(cli, cli_operand(cli), WB_WAY_UP, err);
}
