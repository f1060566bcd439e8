/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

int cmd_help(struct cli *cli, struct wb_error *err)
{
	const char *name = cli_operand(cli);
	const struct command *command = name ? command_find(name, err) : NULL;

	if (!name)
		usage_program(stdout);
	else if (command)
		usage_command(stdout, command);
	return !name || command ? 0 : WB_E_USAGE;
}
