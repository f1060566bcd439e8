/* SPDX-License-Identifier: MIT */
/* Words for the shell's completion, `WORD<TAB>what it is`, from the same tables as everything else:
 * the scripts know no command and no option. A word that ends with `=` goes on with a value. */
#include <string.h>

#include "cli.h"
#include "commands.h"

/* An option that has but a few values is shown with each of them. */
static void print_option(const struct option *o)
{
	if (!o->choices)
		say(stdout, "--%s%s\t%s\n", o->name, o->value ? "=" : "", o->help);
	for (size_t i = 0; o->choices && o->choices[i]; i++)
		say(stdout, "--%s=%s\t%s\n", o->name, o->choices[i], o->help);
}

static void print_options(const struct option *own)
{
	for (const struct option *o = own; o && o->name; o++)
		print_option(o);
	for (const struct option *o = global_options; o->name; o++)
		if (!option_is_hidden(o, own))
			print_option(o);
}

/* A project that can't be read completes to nothing. */
static void print_targets(struct cli *cli)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (cli_open_project(cli, &ignored) < 0)
		return;
	say(stdout, "head\tthe head\nheads\tall heads\nbase\tnothing applied\n");
	for (size_t i = 0; i < wb_project_revision_count(cli->project); i++) {
		const struct wb_revision *revision = wb_project_revision(cli->project, i);

		say(stdout, "%s\t%s\n", revision->id, revision->title);
		for (size_t k = 0; k < revision->tags.count; k++)
			say(stdout, "%s\ttag of %s\n", revision->tags.items[k], revision->id);
		for (size_t k = 0; k < revision->branches.count; k++)
			say(stdout, "%s\tbranch of %s\n", revision->branches.items[k],
			    revision->id);
	}
}

static void print_commands(void)
{
	for (const struct command *c = commands; c->name; c++)
		if (!(c->flags & CMD_HIDDEN))
			say(stdout, "%s\t%s\n", c->name, c->summary);
}

int cmd_complete(struct cli *cli, struct wb_error *err)
{
	const char *name = cli_operand(cli);
	const struct command *command = name ? command_find(name, err) : NULL;

	if (name && !command)
		return err->status;
	print_options(command ? command->options : NULL);
	if (!command || command->run == cmd_help)
		print_commands();
	else if (command->run == cmd_lock)
		say(stdout, "status\tshow who holds it\nrelease\tend the holder's hold\n");
	else if (command->operands &&
		 (strstr(command->operands, "REV") || strstr(command->operands, "TARGET")))
		print_targets(cli);
	return 0;
}
