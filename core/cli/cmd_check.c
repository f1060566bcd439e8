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
	printf("%s%-8s%s %s%s%s", paint_code(color, PAINT_BAD), kind_words[kind], paint_code(color, PAINT_NONE),
	       paint_code(color, PAINT_ID), row->id, paint_code(color, PAINT_NONE));
	if (row->title && *row->title)
		printf(" %s", row->title);
	if (row->detail)
		printf(" (%s)", row->detail);
	putchar('\n');
	return 0;
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
	rc = wb_status(cli->session, 0, take, &findings, err);
	if (rc == 0 && cli->output.json)
		rc = json_print(json_incref(object), err);
	else if (rc == 0 && !findings.count && !cli->args.quiet)
		puts("clean: nothing is pending, edited, missing or half done");
	json_decref(object);
	if (rc < 0)
		return rc;
	return findings.count ? EXIT_FOUND : EXIT_DONE;
}
