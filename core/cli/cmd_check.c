/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "rows.h"

/* What was found, by kind. */
enum { PENDING, EDITED, MISSING, PARTIAL, KINDS };

static const char *const kind_words[KINDS] = { "pending", "edited", "missing", "partial" };

struct findings {
	const struct cli *cli;
	json_t *lists[KINDS];
	json_t *drift;
	size_t count;
	bool compared;
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
	printf("%s%-8s%s %s%s%s", paint_code(color, PAINT_BAD), kind_words[kind],
	       paint_code(color, PAINT_NONE), paint_code(color, PAINT_ID), row->id,
	       paint_code(color, PAINT_NONE));
	if (row->title && *row->title)
		printf(" %s", row->title);
	if (row->detail)
		printf(" (%s)", row->detail);
	putchar('\n');
	return 0;
}

/* What the difference is a difference from. */
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
		printf("%s%-8s%s %s%s%s\n", paint_code(color, PAINT_BAD), drift_word(drift->kind),
		       paint_code(color, PAINT_NONE), drift->title, drift->detail ? ": " : "",
		       drift->detail ? drift->detail : "");
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

/* Where no scratch database can be had, the rest is checked all the same. */
static int check_schema(struct cli *cli, struct findings *findings, struct wb_error *err)
{
	int rc = wb_schema_check(cli->session, take_drift, findings, err);

	findings->compared = rc >= 0;
	if (rc == WB_E_REFUSED || rc == WB_E_UNSUPPORTED) {
		fprintf(stderr, "whimbrel: warning: the schema is not compared: %s\n",
			err->message);
		*err = (struct wb_error)WB_ERROR_INIT;
		rc = 0;
	}
	return rc < 0 ? rc : 0;
}

int cmd_check(struct cli *cli, struct wb_error *err)
{
	struct findings findings = { .cli = cli };
	json_t *object = json_object();
	int rc;

	for (int i = 0; i < KINDS; i++) {
		findings.lists[i] = json_array();
		json_put(object, kind_words[i], findings.lists[i]);
	}
	findings.drift = json_array();
	json_put(object, "drift", findings.drift);
	rc = wb_status(cli->session, 0, take, &findings, err);
	if (rc == 0)
		rc = check_schema(cli, &findings, err);
	json_put(object, "compared", json_boolean(findings.compared));
	if (rc == 0 && cli->output.json)
		rc = json_print(json_incref(object), err);
	else if (rc == 0 && !findings.count && !cli->args.quiet)
		printf("clean: nothing is pending, edited, missing or half done%s\n",
		       findings.compared ? ", and no schema differs"
					 : "; the schema was not compared");
	json_decref(object);
	if (rc < 0)
		return rc;
	return findings.count ? EXIT_FOUND : EXIT_DONE;
}
