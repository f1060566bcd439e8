/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

/* What works at once: the application's own variable, else a file beside the config. */
#define DEV_URL "${env:DATABASE_URL:-" WHIMBREL_DEFAULT_URL "}"

struct sink {
	const struct cli *cli;
	json_t *created, *kept;
};

static void take(void *ctx, const char *path, int made)
{
	struct sink *sink = ctx;

	json_array_append_new(made ? sink->created : sink->kept, json_text(path));
	if (!sink->cli->output.json && !sink->cli->args.quiet)
		say(stdout, "%s %s\n", made ? "created" : "kept   ", path);
}

int cmd_init(struct cli *cli, struct wb_error *err)
{
	struct sink sink = { .cli = cli, .created = json_array(), .kept = json_array() };
	const char *directory = cli_operand(cli);
	json_t *object = json_object();
	int rc;

	json_put(object, "created", sink.created);
	json_put(object, "kept", sink.kept);
	rc = wb_init(directory ? directory : ".", DEV_URL, take, &sink, err);
	if (rc == 0 && cli->output.json)
		return json_print(object, err);
	json_decref(object);
	return rc;
}
