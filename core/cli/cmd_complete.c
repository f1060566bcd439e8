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

/* `first`: the operand behind the command; NULL: there is none yet. */
static void print_options(const struct option *own, const char *first)
{
	for (const struct option *o = own; o && o->name; o++)
		if (!first || !o->with || strcmp(o->with, first) == 0)
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

/* ------------------------------------------------------------------ values of options */

/* `NAME=` or, of a letter, `L=`; NULL: there is no such option, or it has no value. */
static const struct option *find_option(const struct option *table, const char *word)
{
	size_t len = strlen(word) - 1;

	for (const struct option *o = table; o && o->name; o++)
		if (o->value && ((len == 1 && o->letter == word[0]) ||
				 (strlen(o->name) == len && strncmp(o->name, word, len) == 0)))
			return o;
	return NULL;
}

static void print_config_targets(struct cli *cli)
{
	struct wb_error ignored = WB_ERROR_INIT;
	const char *name;

	/* the word that is being completed is none yet */
	cli->args.target = NULL;
	if (cli_open_project(cli, &ignored) < 0)
		return;
	for (size_t i = 0; (name = wb_project_target_name(cli->project, i)); i++)
		say(stdout, "%s\ta target of the config\n", name);
}

static int take_dialect(void *ctx, const struct wb_plugin_info *plugin)
{
	(void)ctx;
	say(stdout, "%s\t%s\n", plugin->name, plugin->description ? plugin->description : "");
	return 0;
}

static void print_dialects(struct cli *cli)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (cli_open_project(cli, &ignored) == 0)
		wb_plugins(cli->project, take_dialect, NULL, &ignored);
}

static void print_tools(void)
{
	const char *tool;

	for (size_t i = 0; (tool = wb_import_tool(i)); i++)
		say(stdout, "%s\n", tool);
}

/* What an option's value is called tells what it may be. 2: it takes none. */
static int print_values(struct cli *cli, const struct command *command, const char *word)
{
	const struct option *o = find_option(command ? command->options : NULL, word);

	if (!o)
		o = find_option(global_options, word);
	if (!o)
		return EXIT_USAGE;
	for (size_t i = 0; o->choices && o->choices[i]; i++)
		say(stdout, "%s\t%s\n", o->choices[i], o->help);
	if (strcmp(o->value, "REV") == 0 || strcmp(o->value, "A:B") == 0)
		print_targets(cli);
	else if (strcmp(o->value, "TARGET") == 0)
		print_config_targets(cli);
	else if (strcmp(o->value, "TOOL") == 0)
		print_tools();
	else if (strcmp(o->name, "dialect") == 0)
		print_dialects(cli);
	return EXIT_DONE;
}

/* What stands behind a command, or behind its first operand. */
static void print_operands(struct cli *cli, const struct command *command, const char *first)
{
	if (!command || command->run == cmd_help)
		print_commands();
	else if (first && command->run == cmd_plugins && strcmp(first, "check") == 0)
		print_dialects(cli);
	else if (first && (command->run == cmd_plugins || command->run == cmd_lock ||
			   command->run == cmd_schema))
		return;
	else if (command->run == cmd_lock)
		say(stdout, "status\tshow who holds it\nrelease\tend the holder's hold\n");
	else if (command->run == cmd_schema)
		say(stdout, "dump\twrite the schema as SQL\nload\tload one into the target\n"
			    "diagram\tdraw it\n");
	else if (command->run == cmd_plugins)
		say(stdout, "check\ttry a dialect on the target's database\n"
			    "new\tbegin a dialect of one's own\n"
			    "seal\twrite a dialect's checksum into its file\n");
	else if (command->operands &&
		 (strstr(command->operands, "REV") || strstr(command->operands, "TARGET") ||
		  strstr(command->operands, "FROM:TO")))
		print_targets(cli);
}

/* A command, its first operand, and an option whose value is wanted, as `head=`: any of them may be missing. */
int cmd_complete(struct cli *cli, struct wb_error *err)
{
	const struct words *words = &cli->args.operands;
	const char *last = words->count ? words->items[words->count - 1] : "";
	bool values = *last && last[strlen(last) - 1] == '=';
	const size_t count = words->count - values;
	const struct command *command = count ? command_find(words->items[0], err) : NULL;

	if (count && !command)
		return WB_E_USAGE;
	if (values)
		return print_values(cli, command, last);
	print_options(command ? command->options : NULL, count > 1 ? words->items[1] : NULL);
	print_operands(cli, command, count > 1 ? words->items[1] : NULL);
	return 0;
}
