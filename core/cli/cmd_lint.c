/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "marks.h"

struct findings {
	const struct cli *cli;
	json_t *list;
};

static int take(void *ctx, const struct wb_finding *finding)
{
	struct findings *findings = ctx;
	bool color = findings->cli->output.color;

	if (findings->list)
		return json_array_append_new(findings->list, json_finding(finding));
	if (finding->allowed && !findings->cli->args.verbose)
		return 0;
	say(stdout, "%s:%u: %s%s%s: %s", finding->revision->path, (unsigned)finding->line,
	    paint_code(color, finding->allowed ? PAINT_FAINT : PAINT_WARN), finding->rule,
	    paint_code(color, PAINT_NONE), finding->message);
	if (*finding->lock)
		say(stdout, " (lock: %s)", finding->lock);
	if (finding->allowed)
		say(stdout, " (allowed%s%s)", *finding->allowed ? ": " : "", finding->allowed);
	say(stdout, "\n");
	return 0;
}

int cmd_lint(struct cli *cli, struct wb_error *err)
{
	const struct words *words = &cli->args.operands;
	struct findings findings = { .cli = cli, .list = cli->output.json ? json_array() : NULL };
	int found = wb_schema_lint(cli->session, words->items, words->count, take, &findings, err);

	if (found >= 0 && findings.list) {
		json_t *object = json_object();
		int rc;

		json_put(object, "findings", findings.list);
		json_put(object, "not_compared", json_incref(report_not_compared(cli)));
		rc = json_print(object, err);
		return rc < 0 ? rc : found ? EXIT_FOUND : EXIT_DONE;
	}
	json_decref(findings.list);
	if (found < 0)
		return found;
	if (!found && !cli->args.quiet)
		say(stdout, "nothing risky was found\n");
	return found ? EXIT_FOUND : EXIT_DONE;
}
