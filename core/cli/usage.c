/* SPDX-License-Identifier: MIT */
/* Usage, made from the tables of commands and options. */
#include <string.h>

#include "cli.h"

#define HELP_COLUMN 30

static void print_option(FILE *out, const struct option *o, bool with_letter)
{
	char head[96], letter[8] = "    ";
	int width;

	if (o->letter && with_letter)
		snprintf(letter, sizeof(letter), "-%c, ", o->letter);
	width = snprintf(head, sizeof(head), "  %s--%s%s%s", letter, o->name, o->value ? " " : "",
			 o->value ? o->value : "");
	/* a head that is too long gets a line of its own */
	if (width >= HELP_COLUMN - 1)
		say(out, "%s\n%*s%s\n", head, HELP_COLUMN, "", o->help);
	else
		say(out, "%-*s%s\n", HELP_COLUMN, head, o->help);
}

/* `own` is the command's table, which hides what `table` has under the same name or letter; NULL:
 * nothing is hidden. */
static void print_options(FILE *out, const char *title, const struct option *table,
			  const struct option *own)
{
	say(out, "\n%s:\n", title);
	for (const struct option *o = table; o->name; o++)
		if (!option_is_hidden(o, own))
			print_option(out, o, !letter_is_hidden(o, own));
}

void usage_program(FILE *out)
{
	say(out, "usage: whimbrel [OPTIONS] COMMAND [OPTIONS] [OPERANDS]\n\ncommands:\n");
	for (const struct command *c = commands; c->name; c++)
		if (!(c->flags & CMD_HIDDEN))
			say(out, "  %-12s%s\n", c->name, c->summary);
	print_options(out, "options, before or after the command", global_options, NULL);
	say(out, "\n'whimbrel help COMMAND' tells about one command, whimbrel(1) about all.\n");
}

void usage_command(FILE *out, const struct command *command)
{
	say(out, "usage: whimbrel %s%s%s%s\n\n%s\n", command->name,
	    command->options ? " [OPTIONS]" : "", command->operands ? " " : "",
	    command->operands ? command->operands : "", command->summary);
	if (command->options)
		print_options(out, "options", command->options, NULL);
	print_options(out, "options of every command", global_options, command->options);
}
