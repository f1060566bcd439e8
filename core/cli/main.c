/* SPDX-License-Identifier: MIT */
/* The program: read the command line, open what the command needs, call it, tell how it went. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "large_pages.h"
#include "signals.h"

/* Standard descriptors that are closed would be given to the first files opened: a database, say,
 * that then gets our output. */
static void occupy_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* What an invocation needs may be less than what its command does: an offline script needs no
 * connection, and a dry run only looks. */
static uint32_t needs(const struct cli *cli)
{
	uint32_t flags = cli->command->flags;

	if (cli->args.sql && flags & CMD_SQL_READS)
		flags = (flags & ~CMD_SESSION) | CMD_READ;
	else if (cli->args.sql)
		flags &= ~(CMD_SESSION | CMD_READ);
	else if (cli->args.dry_run)
		flags = (flags & ~CMD_SESSION) | CMD_READ;
	return flags;
}

static int check_operands(const struct cli *cli, struct wb_error *err)
{
	const struct command *c = cli->command;
	size_t count = cli->args.operands.count;

	if (count < c->least)
		return cli_fail(err, WB_E_USAGE, "%s needs %s; see 'whimbrel help %s'", c->name,
				c->operands, c->name);
	if (count > c->most)
		return cli_fail(err, WB_E_USAGE,
				"%s: one word too many: '%.100s'; see 'whimbrel help %s'", c->name,
				cli->args.operands.items[c->most], c->name);
	return 0;
}

static int parse(struct cli *cli, int argc, char **argv, struct wb_error *err)
{
	const struct option *const global[] = { global_options, NULL };
	const struct option *tables[] = { global_options, NULL, NULL };
	struct command_line line = { argc, argv, 1 };
	int rc = options_parse(global, &line, true, &cli->args, err);

	if (rc < 0 || line.index == argc)
		return rc;
	cli->command = command_find(argv[line.index], err);
	if (!cli->command)
		return WB_E_USAGE;
	if (cli->command->options) {
		tables[0] = cli->command->options;
		tables[1] = global_options;
	}
	line.index++;
	rc = options_parse(tables, &line, false, &cli->args, err);
	if (rc == 0 && !cli->args.help)
		rc = check_operands(cli, err);
	return rc;
}

static int run(struct cli *cli, struct wb_error *err)
{
	uint32_t flags = needs(cli);
	int rc = 0;

	if (flags & CMD_PROJECT)
		rc = cli_open_project(cli, err);
	if (rc == 0 && (flags & (CMD_SESSION | CMD_READ)))
		rc = cli_open_session(cli, flags & CMD_READ ? WB_SESSION_READ : 0, err);
	return rc < 0 ? rc : cli->command->run(cli, err);
}

/* What is asked of the program itself, without a command: an exit code, or -1 if it was something
 * else. */
static int run_itself(const struct cli *cli)
{
	if (cli->args.version) {
		say(stdout, "whimbrel %s\n", wb_version());
		return EXIT_DONE;
	}
	if (cli->args.help) {
		if (cli->command)
			usage_command(stdout, cli->command);
		else
			usage_program(stdout);
		return EXIT_DONE;
	}
	if (!cli->command) {
		usage_program(stderr);
		return EXIT_USAGE;
	}
	return -1;
}

/* A signal is to end it at once: whoever wants to know is told how long that took. */
static void tell_signal(const struct cli *cli)
{
	long ms = cli->args.verbose && !cli->args.quiet ? signals_since_ms() : -1;

	if (ms >= 0)
		say(stderr, "whimbrel: ended %ld ms after the signal\n", ms);
}

static int run_command(struct cli *cli)
{
	struct wb_error err = WB_ERROR_INIT;
	int rc = run(cli, &err);

	progress_erase(&cli->report.progress);
	signals_watch(NULL, true);
	if (rc < 0 && cli->output.json)
		report_not_compared(cli);
	wb_session_close(cli->session);
	cli->session = NULL;
	if (rc < 0) {
		report_error(cli, &err);
		/* a script that can't be printed is no wrong file */
		rc = err.status == WB_E_FILE && ferror(stdout) ? EXIT_DATABASE : exit_code(rc);
	}
	wb_project_free(cli->project);
	cli->project = NULL;
	tell_signal(cli);
	return rc;
}

/* Of a command line that can't be read. */
static bool asks_for_json(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--format=json") == 0 ||
		    (strcmp(argv[i], "--format") == 0 && i + 1 < argc &&
		     strcmp(argv[i + 1], "json") == 0))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	struct cli cli = { .project = NULL };
	struct wb_error err = WB_ERROR_INIT;
	int code;

	occupy_standard_descriptors();
	large_pages();
	signal(SIGPIPE, SIG_IGN);
	/* beyond a limit (ulimit -f) writing fails, and the error is told */
	signal(SIGXFSZ, SIG_IGN);
	if (parse(&cli, argc, argv, &err) < 0) {
		cli.output.json = asks_for_json(argc, argv);
		report_error(&cli, &err);
		report_release(&cli.report);
		arguments_release(&cli.args);
		return EXIT_USAGE;
	}
	code = run_itself(&cli);
	if (code < 0) {
		setlocale(LC_CTYPE, "");
		output_init(&cli.output, &cli.args);
		code = run_command(&cli);
	}
	report_release(&cli.report);
	arguments_release(&cli.args);
	/* a result that nobody got is a failure, unless there was a worse one */
	if (output_finish() != 0 && (code == EXIT_DONE || code == EXIT_FOUND))
		code = EXIT_DATABASE;
	return code;
}
