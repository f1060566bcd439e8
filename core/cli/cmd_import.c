/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

#include <stdlib.h>
#include <unistd.h>

#define AT(member) offsetof(struct arguments, member)

/* clang-format off */
const struct option import_options[] = {
	{ .name = "from", .type = OPTION_TEXT, .offset = AT(from), .value = "TOOL",
	  .help = "whose files they are" },
	{ .name = "with", .type = OPTION_TEXT, .offset = AT(with), .value = "COMMAND",
	  .help = "how the tool is called, where it must be asked for its SQL" },
	{ .name = "replay", .type = OPTION_TEXT, .offset = AT(replay), .value = "COMMAND",
	  .help = "from what it does to the target, which is empty: it goes one step each time" },
	OPTION_END
};
/* clang-format on */

/* What is told, and how much of it needs a person. */
struct telling {
	const struct cli *cli;
	json_t *revisions, *notes;
	size_t written, undecided;
};

static void say_all(const char *what, const struct wb_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		say(stdout, "  %s%s\n", what, names->items[i]);
}

static void say_one(const struct wb_imported *what)
{
	if (!what->id) {
		say_all("note: ", &what->notes);
		return;
	}
	say(stdout, "%s %s\n", what->flags & WB_IMPORTED_WRITTEN ? "created" : "kept   ",
	    what->path);
	say_all("undecided: up: ", &what->up_undecided);
	say_all("undecided: down: ", &what->down_undecided);
	say_all("note: ", &what->notes);
}

static json_t *json_one(const struct wb_imported *what)
{
	json_t *object = json_object(), *undecided = json_object();

	json_put(object, "revision", json_text(what->id));
	json_put(object, "path", json_text(what->path));
	json_put(object, "source", json_text(what->source));
	json_put(object, "created", json_boolean(what->flags & WB_IMPORTED_WRITTEN));
	json_put(undecided, "up", json_names(&what->up_undecided));
	json_put(undecided, "down", json_names(&what->down_undecided));
	json_put(object, "undecided", undecided);
	json_put(object, "notes", json_names(&what->notes));
	return object;
}

static int take(void *ctx, const struct wb_imported *what)
{
	struct telling *t = ctx;
	const struct cli *cli = t->cli;

	t->written += what->flags & WB_IMPORTED_WRITTEN ? 1 : 0;
	t->undecided += what->up_undecided.count || what->down_undecided.count;
	if (!cli->output.json) {
		if (!cli->args.quiet)
			say_one(what);
		return 0;
	}
	if (what->id)
		json_array_append_new(t->revisions, json_one(what));
	for (size_t i = 0; !what->id && i < what->notes.count; i++)
		json_array_append_new(t->notes, json_text(what->notes.items[i]));
	return 0;
}

/* What was told once, in the words that come before nothing but themselves. */
static void created(void *ctx, const char *path, int made)
{
	const struct cli *cli = ctx;

	if (made && !cli->output.json && !cli->args.quiet)
		say(stdout, "created %s\n", path);
}

static bool has_project(const struct cli *cli)
{
	return cli->args.config || cli->args.migrations.count || getenv("WHIMBREL_CONFIG") ||
	       getenv("WHIMBREL_MIGRATIONS") || access("whimbrel.cfg", F_OK) == 0;
}

static int open_project(struct cli *cli, struct wb_error *err)
{
	int rc = 0;

	if (!has_project(cli))
		rc = wb_init(".", "${env:DATABASE_URL:-" WHIMBREL_DEFAULT_URL "}", created, cli,
			     err);
	return rc == 0 ? cli_open_project(cli, err) : rc;
}

static int read_files(struct cli *cli, struct wb_import **out, struct wb_error *err)
{
	const struct wb_import_source what = {
		.size = sizeof(what),
		.tool = cli->args.from,
		.directory = cli_operand(cli),
		.command = cli->args.with,
	};
	int rc;

	if (!what.tool || !what.directory)
		return cli_fail(err, WB_E_USAGE,
				"say whose files they are, and where: --from TOOL DIR; or --replay "
				"COMMAND");
	rc = wb_import_read(&what, out, err);
	return rc == 0 ? open_project(cli, err) : rc;
}

static int replay(struct cli *cli, struct wb_import **out, struct wb_error *err)
{
	int rc;

	if (cli->args.from || cli->args.with || cli_operand(cli))
		return cli_fail(
			err, WB_E_USAGE,
			"--replay has its revisions from the command alone: no --from, --with or "
			"DIR");
	rc = open_project(cli, err);
	if (rc == 0)
		rc = cli_open_session(cli, 0, err);
	return rc == 0 ? wb_import_replay(cli->session, cli->args.replay, out, err) : rc;
}

static int tell(struct telling *t, struct wb_error *err)
{
	const struct cli *cli = t->cli;
	json_t *object;

	if (cli->output.json) {
		object = json_object();
		json_put(object, "revisions", json_incref(t->revisions));
		json_put(object, "notes", json_incref(t->notes));
		return json_print(object, err);
	}
	if (!cli->args.quiet)
		say(stdout, "%zu created, %zu undecided\n", t->written, t->undecided);
	return 0;
}

int cmd_import(struct cli *cli, struct wb_error *err)
{
	struct telling t = { .cli = cli };
	struct wb_import *import = NULL;
	int rc;

	t.revisions = json_array();
	t.notes = json_array();
	rc = cli->args.replay ? replay(cli, &import, err) : read_files(cli, &import, err);
	if (rc == 0)
		rc = wb_project_import(cli->project, import, take, &t, err);
	if (rc == 0)
		rc = tell(&t, err);
	json_decref(t.revisions);
	json_decref(t.notes);
	wb_import_free(import);
	return rc;
}
