/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "format.h"
#include "plugins_check.h"
#include "plugins_new.h"

struct sink {
	const struct cli *cli;
	json_t *array;
};

static json_t *plugin_json(const struct wb_plugin_info *plugin)
{
	json_t *object = json_object();

	json_put(object, "name", json_text(plugin->name));
	json_put(object, "path", json_text(plugin->path));
	json_put(object, "abi", plugin->abi ? json_integer(plugin->abi) : json_null());
	json_put(object, "version", json_text(plugin->version));
	json_put(object, "description", json_text(plugin->description));
	json_put(object, "client_library", json_text(plugin->client_library));
	json_put(object, "schemes", json_names(&plugin->schemes));
	json_put(object, "features", json_names(&plugin->features));
	json_put(object, "trouble", json_text(plugin->trouble));
	return object;
}

static void print_list(const char *title, const struct wb_names *names)
{
	if (!names->count)
		return;
	say(stdout, "  %s: ", title);
	format_names(stdout, names);
	say(stdout, "\n");
}

static void plugin_text(const struct cli *cli, const struct wb_plugin_info *plugin)
{
	bool color = cli->output.color;

	say(stdout, "%s%s%s", paint_code(color, PAINT_ID), plugin->name,
	    paint_code(color, PAINT_NONE));
	if (plugin->version)
		say(stdout, " %s", plugin->version);
	if (plugin->description)
		say(stdout, ": %s", plugin->description);
	say(stdout, "\n  file: %s\n", plugin->path);
	if (plugin->abi)
		say(stdout, "  ABI: %u\n", plugin->abi);
	if (plugin->client_library)
		say(stdout, "  client library: %s\n", plugin->client_library);
	print_list("URL schemes", &plugin->schemes);
	print_list("features", &plugin->features);
	if (plugin->trouble)
		say(stdout, "  %sunusable%s: %s\n", paint_code(color, PAINT_BAD),
		    paint_code(color, PAINT_NONE), plugin->trouble);
}

static int take(void *ctx, const struct wb_plugin_info *plugin)
{
	struct sink *sink = ctx;

	if (sink->array)
		json_array_append_new(sink->array, plugin_json(plugin));
	else
		plugin_text(sink->cli, plugin);
	return 0;
}

/* clang-format off */
const struct option plugins_options[] = {
	{ .name = "only", .type = OPTION_TEXT, .offset = offsetof(struct arguments, only),
	  .value = "SLOT|CASE", .with = "check", .help = "check: the cases of this slot, or those whose name fits (* and ?)" },
	{ .name = "timeout", .type = OPTION_TEXT, .offset = offsetof(struct arguments, timeout),
	  .value = "TIME", .with = "check", .help = "check: end a case that takes longer (default: 1m)" },
	OPTION_END
};
/* clang-format on */

static int plugins_seal(struct cli *cli, struct wb_error *err)
{
	const struct words *words = &cli->args.operands;

	if (words->count != 2)
		return cli_fail(err, WB_E_USAGE, "plugins seal FILE: name one dialect's file");
	return wb_plugin_seal(words->items[1], err);
}

static const struct {
	const char *name;
	int (*run)(struct cli *cli, struct wb_error *err);
} parts[] = {
	{ "check", plugins_check },
	{ "new", plugins_new },
	{ "seal", plugins_seal },
};

static int plugins_part(struct cli *cli, const char *what, struct wb_error *err)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(parts[i].name, what) == 0)
			return parts[i].run(cli, err);
	return cli_fail(err, WB_E_USAGE,
			"plugins, plugins check NAME, plugins new NAME DIR, or plugins seal "
			"FILE, not '%.100s'",
			what);
}

int cmd_plugins(struct cli *cli, struct wb_error *err)
{
	struct sink sink = { .cli = cli };
	int rc;

	if (cli->args.operands.count)
		return plugins_part(cli, cli->args.operands.items[0], err);
	sink.array = cli->output.json ? json_array() : NULL;
	rc = wb_plugins(cli->project, take, &sink, err);
	if (rc == 0 && sink.array)
		return json_print(json_pack("{s:o}", "plugins", sink.array), err);
	json_decref(sink.array);
	return rc;
}
