/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "status_rows.h"

/* clang-format off */
const struct option check_options[] = {
	{ .name = "no-schema", .type = OPTION_FLAG, .offset = offsetof(struct arguments, no_schema),
	  .help = "look at the files and at what is applied, not at the schema" },
	{ .name = "full", .type = OPTION_FLAG, .offset = offsetof(struct arguments, full),
	  .help = "compare all of it, though nothing has changed since it was found right" },
	OPTION_END
};
/* clang-format on */

/* What was found, by kind. */
enum { PENDING, EDITED, MISSING, PARTIAL, KINDS };

static const char *const kind_words[KINDS] = { "pending", "edited", "missing", "partial" };

struct findings {
	const struct cli *cli;
	json_t *lists[KINDS];
	json_t *drift;
	json_t *not_compared;
	size_t count;
};

/* KINDS: nothing to complain about. */
static int kind_of(int state)
{
	switch (state) {
	case WB_STATE_PENDING:
	case WB_STATE_CHANGED:
		return PENDING;
	case WB_STATE_EDITED:
		return EDITED;
	case WB_STATE_MISSING:
		return MISSING;
	case WB_STATE_PARTIAL:
		return PARTIAL;
	default:
		return KINDS;
	}
}

static int take(void *ctx, const struct wb_status_row *row)
{
	struct findings *findings = ctx;
	bool color = findings->cli->output.color;
	int kind = kind_of(row->state);

	if (kind == KINDS)
		return 0;
	findings->count++;
	if (findings->cli->output.json) {
		json_array_append_new(findings->lists[kind], json_status_row(row));
		return 0;
	}
	say(stdout, "%s%-8s%s %s%s%s", paint_code(color, PAINT_BAD), kind_words[kind],
	    paint_code(color, PAINT_NONE), paint_code(color, PAINT_ID), row->id,
	    paint_code(color, PAINT_NONE));
	if (row->title && *row->title)
		say(stdout, " %s", row->title);
	if (row->detail)
		say(stdout, " (%s)", row->detail);
	say(stdout, "\n");
	return 0;
}

/* What the schema differs from. */
static const char *drift_word(int kind)
{
	return kind == WB_DRIFT_DATABASE ? "drift" : "schema";
}

static int take_drift(void *ctx, const struct wb_drift *drift)
{
	struct findings *findings = ctx;
	bool color = findings->cli->output.color;
	json_t *object;

	findings->count++;
	if (!findings->cli->output.json) {
		say(stdout, "%s%-8s%s %s%s%s\n", paint_code(color, PAINT_BAD),
		    drift_word(drift->kind), paint_code(color, PAINT_NONE), drift->title,
		    drift->detail ? ": " : "", drift->detail ? drift->detail : "");
		return 0;
	}
	object = json_object();
	json_put(object, "kind", json_text(drift_word(drift->kind)));
	json_put(object, "action", json_text(drift->action));
	json_put(object, "object", json_text(drift->object));
	json_put(object, "schema", json_text(drift->namespace_));
	json_put(object, "parent", json_text(drift->parent));
	json_put(object, "name", json_text(drift->name));
	json_put(object, "title", json_text(drift->title));
	json_put(object, "detail", json_text(drift->detail));
	json_array_append_new(findings->drift, object);
	return 0;
}

static int take_not_compared(void *ctx, const struct wb_not_compared *what)
{
	struct findings *findings = ctx;

	json_array_append_new(findings->not_compared, json_not_compared(what));
	if (!findings->cli->output.json)
		print_not_compared(stdout, findings->cli->output.color, what);
	return 0;
}

/* What could not be compared may differ. */
static int check_schema(struct cli *cli, struct findings *findings, struct wb_error *err)
{
	int rc = wb_schema_check(cli->session, cli->args.full ? WB_CHECK_FULL : 0, take_drift,
				 findings, err);

	if (rc >= 0)
		rc = wb_schema_not_compared(cli->session, take_not_compared, findings, err);
	if (rc < 0)
		return rc;
	findings->count += (size_t)rc;
	return 0;
}

int cmd_check(struct cli *cli, struct wb_error *err)
{
	struct findings findings = { .cli = cli };
	json_t *object = json_object();
	const bool looks = !cli->args.no_schema;
	int rc;

	for (int i = 0; i < KINDS; i++) {
		findings.lists[i] = json_array();
		json_put(object, kind_words[i], findings.lists[i]);
	}
	findings.drift = json_array();
	json_put(object, "drift", findings.drift);
	findings.not_compared = json_array();
	json_put(object, "not_compared", findings.not_compared);
	rc = wb_status(cli->session, 0, take, &findings, err);
	if (rc == 0 && looks)
		rc = check_schema(cli, &findings, err);
	json_put(object, "compared",
		 json_boolean(looks && !json_array_size(findings.not_compared)));
	if (rc == 0 && cli->output.json)
		rc = json_print(json_incref(object), err);
	else if (rc == 0 && !findings.count && !cli->args.quiet)
		say(stdout, "clean: nothing is pending, edited, missing or half done%s\n",
		    looks ? ", and no schema differs" : "; the schema was not looked at");
	json_decref(object);
	if (rc < 0)
		return rc;
	return findings.count ? EXIT_FOUND : EXIT_DONE;
}
