/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "format.h"

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
	printf("  %s: ", title);
	format_names(stdout, names);
	putchar('\n');
}

static void plugin_text(const struct cli *cli, const struct wb_plugin_info *plugin)
{
	bool color = cli->output.color;

	printf("%s%s%s", paint_code(color, PAINT_ID), plugin->name, paint_code(color, PAINT_NONE));
	if (plugin->version)
		printf(" %s", plugin->version);
	if (plugin->description)
		printf(": %s", plugin->description);
	printf("\n  file: %s\n", plugin->path);
	if (plugin->abi)
		printf("  ABI: %u\n", plugin->abi);
	if (plugin->client_library)
		printf("  client library: %s\n", plugin->client_library);
	print_list("URL schemes", &plugin->schemes);
	print_list("features", &plugin->features);
	if (plugin->trouble)
		printf("  %sunusable%s: %s\n", paint_code(color, PAINT_BAD), paint_code(color, PAINT_NONE), plugin->trouble);
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

int cmd_plugins(struct cli *cli, struct wb_error *err)
{
	struct sink sink = { .cli = cli, .array = cli->output.json ? json_array() : NULL };
	int rc = wb_plugins(cli->project, take, &sink, err);

	if (rc == 0 && sink.array)
		return json_print(json_pack("{s:o}", "plugins", sink.array), err);
	json_decref(sink.array);
	return rc;
}
