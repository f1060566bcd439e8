/* SPDX-License-Identifier: MIT */
#include <string.h>

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

/* ------------------------------------------------------------------ plugins check */

static void take_finding(void *ctx, const struct wb_conformance *finding)
{
	struct sink *sink = ctx;
	bool color = sink->cli->output.color;
	static const char *const words[] = { "left out", "BROKEN", "holds" };
	const char *word = words[finding->result + 1];
	json_t *object;

	if (sink->array) {
		object = json_object();
		json_put(object, "title", json_text(finding->title));
		json_put(object, "result", json_text(word));
		json_put(object, "detail", json_text(finding->detail[0] ? finding->detail : NULL));
		json_array_append_new(sink->array, object);
		return;
	}
	say(stdout, "%s%-9s%s %s\n", finding->result ? "" : paint_code(color, PAINT_BAD), word,
	    finding->result ? "" : paint_code(color, PAINT_NONE), finding->title);
	if (finding->detail[0])
		say(stdout, "          %s\n", finding->detail);
}

static int check_plugin(struct cli *cli, struct sink *sink, struct wb_error *err)
{
	const char *name = cli->args.operands.count > 1 ? cli->args.operands.items[1] : NULL;
	const char *dialect = wb_project_dialect(cli->project);
	int broken;

	if (name && dialect && strcmp(name, dialect) != 0)
		return cli_fail(err, WB_E_USAGE, "the database is for dialect %s, not for %.100s",
				dialect, name);
	broken = wb_conformance_run(cli->project, take_finding, sink, err);
	if (broken < 0)
		return broken;
	if (sink->array && json_print(json_pack("{s:O}", "trials", sink->array), err) < 0)
		return err->status;
	return broken ? EXIT_FOUND : 0;
}

int cmd_plugins(struct cli *cli, struct wb_error *err)
{
	struct sink sink = { .cli = cli, .array = cli->output.json ? json_array() : NULL };
	const char *what = cli->args.operands.count ? cli->args.operands.items[0] : NULL;
	int rc;

	if (what && strcmp(what, "check") != 0) {
		json_decref(sink.array);
		return cli_fail(err, WB_E_USAGE, "plugins, or plugins check NAME, not '%.100s'",
				what);
	}
	if (what) {
		rc = check_plugin(cli, &sink, err);
		json_decref(sink.array);
		return rc;
	}
	rc = wb_plugins(cli->project, take, &sink, err);
	if (rc == 0 && sink.array)
		return json_print(json_pack("{s:o}", "plugins", sink.array), err);
	json_decref(sink.array);
	return rc;
}
