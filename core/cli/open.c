/* SPDX-License-Identifier: MIT */
/* What commands work on: the project, the session, and a person's yes. */
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "signals.h"

/* What a process leaves behind the sanitizers would take for lost. */
#if defined(__SANITIZE_ADDRESS__)
#define LEAVE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAVE 0
#endif
#endif
#ifndef LEAVE
#define LEAVE WB_SETTINGS_LEAVE
#endif

/* All but which database. */
static void common_settings(const struct arguments *args, struct wb_settings *out)
{
	out->config = args->config;
	out->dialect = args->dialect;
	out->migrations = args->migrations.items;
	out->migration_count = args->migrations.count;
	out->variables = args->variables.items;
	out->variable_count = args->variables.count;
	out->plugin_paths = args->plugin_paths.items;
	out->plugin_path_count = args->plugin_paths.count;
}

int cli_open_project(struct cli *cli, struct wb_error *err)
{
	const struct arguments *args = &cli->args;
	const struct wb_listener listener = report_listener(cli);
	struct wb_settings settings = WB_SETTINGS_INIT;

	/* only what is not a revision's whole id needs them to be found */
	if (cli->command->flags & CMD_NO_FILES)
		settings.flags = args->wait_for ? WB_SETTINGS_ANY_FILES : WB_SETTINGS_NO_FILES;
	settings.flags |= LEAVE;
	settings.flags |= cli->command->flags & CMD_HEADERS ? WB_SETTINGS_HEADERS : 0;
	settings.flags |= cli->command->flags & CMD_NEW_FOLDER ? WB_SETTINGS_MAKE_FOLDER : 0;
	common_settings(args, &settings);
	settings.target = args->target;
	settings.url = args->url;
	settings.listener = &listener;
	return wb_project_open(&settings, &cli->project, err);
}

int cli_open_other(const struct cli *cli, const char *target, struct wb_project **out,
		   struct wb_error *err)
{
	struct wb_settings settings = WB_SETTINGS_INIT;

	common_settings(&cli->args, &settings);
	settings.target = target;
	return wb_project_open(&settings, out, err);
}

int cli_open_session(struct cli *cli, uint32_t flags, struct wb_error *err)
{
	int rc = signals_start(err);

	if (rc < 0)
		return rc;
	progress_init(&cli->report.progress,
		      !cli->args.quiet && !cli->output.json && isatty(STDERR_FILENO));
	rc = wb_session_open(cli->project, flags, &cli->session, err);
	if (rc == 0)
		signals_watch(cli->session, flags & WB_SESSION_READ);
	return rc;
}

const char *cli_operand(const struct cli *cli)
{
	return cli->args.operands.count ? cli->args.operands.items[0] : NULL;
}

struct words cli_operands(const struct cli *cli, const char **fallback)
{
	if (cli->args.operands.count)
		return cli->args.operands;
	return (struct words){ .items = fallback, .count = 1 };
}

struct wb_run_options cli_run_options(const struct cli *cli)
{
	struct wb_run_options options = { .size = sizeof(options) };

	if (cli->args.end_interrupted)
		options.flags |= WB_RUN_END_DEAD;
	if (cli->args.restore)
		options.flags |= WB_RUN_RESTORE;
	if (cli->args.strict)
		options.flags |= WB_RUN_STRICT;
	if (cli->args.yes)
		options.flags |= WB_RUN_YES;
	options.approve = cli->args.approve;
	options.backup = cli->args.backup;
	options.backup_retain = cli->args.retain;
	return options;
}

int cli_confirm(const struct cli *cli, const char *question, struct wb_error *err)
{
	char answer[16] = "";

	if (cli->args.yes)
		return 0;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return cli_fail(err, WB_E_REFUSED, "%s Add --yes if that is what you want.",
				question);
	say(stderr, "%s [y/N] ", question);
	fflush(stderr);
	/* nothing runs while we wait: a signal is an answer */
	signals_watch(NULL, true);
	if (!fgets(answer, sizeof(answer), stdin))
		answer[0] = '\0';
	signals_watch(cli->session, false);
	answer[strcspn(answer, "\r\n")] = '\0';
	if (strcmp(answer, "y") == 0 || strcmp(answer, "yes") == 0)
		return 0;
	return cli_fail(err, WB_E_REFUSED, "nothing was done");
}
