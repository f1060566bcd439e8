/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "marks.h"
#include "plan_markdown.h"

static int print_statement(void *ctx, uint32_t line, const char *sql, size_t len)
{
	(void)ctx;
	(void)line;
	say_lines(stdout, sql, len);
	say(stdout, ";\n");
	return ferror(stdout);
}

static int print_steps(const struct cli *cli, const struct wb_plan *plan, const json_t *marks,
		       const char *fingerprint, struct wb_error *err)
{
	size_t count = wb_plan_count(plan);
	bool color = cli->output.color;
	int rc = 0;

	if (!count && !cli->args.quiet)
		say(stdout, "nothing to do\n");
	for (size_t i = 0; rc >= 0 && i < count; i++) {
		const struct wb_plan_step *step = wb_plan_at(plan, i);
		const struct wb_revision *revision = step->revision;

		if (i)
			say(stdout, "\n");
		say(stdout, "%s-- step %zu of %zu: %s %s%s%s (%s)%s\n",
		    paint_code(color, PAINT_MARK), i + 1, count, step->direction, revision->id,
		    *revision->title ? ", " : "", revision->title, revision->path,
		    paint_code(color, PAINT_NONE));
		if (strcmp(step->direction, "up") == 0)
			marks_print(cli, marks, revision->id);
		rc = wb_plan_statements(plan, i, print_statement, NULL, err);
	}
	if (rc >= 0 && count && *fingerprint)
		say(stdout, "\n%s-- fingerprint: %s%s\n", paint_code(color, PAINT_MARK),
		    fingerprint, paint_code(color, PAINT_NONE));
	return rc < 0 ? rc : 0;
}

static int collect_statement(void *ctx, uint32_t line, const char *sql, size_t len)
{
	json_t *statement = json_object();

	json_put(statement, "line", json_integer(line));
	json_put(statement, "sql", json_text_len(sql, len));
	return json_array_append_new(ctx, statement);
}

static int collect_steps(const struct wb_plan *plan, const json_t *marks, json_t *steps,
			 struct wb_error *err)
{
	for (size_t i = 0; i < wb_plan_count(plan); i++) {
		const struct wb_plan_step *step = wb_plan_at(plan, i);
		json_t *object = json_object(), *statements = json_array();
		int rc;

		json_put(object, "revision", json_text(step->revision->id));
		json_put(object, "direction", json_text(step->direction));
		json_put(object, "title", json_text(step->revision->title));
		json_put(object, "path", json_text(step->revision->path));
		json_put(object, "statements", statements);
		if (json_object_get(marks, step->revision->id) &&
		    strcmp(step->direction, "up") == 0)
			json_put(object, "warnings",
				 json_incref(json_object_get(marks, step->revision->id)));
		json_array_append_new(steps, object);
		rc = wb_plan_statements(plan, i, collect_statement, statements, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int print_json(const struct wb_plan *plan, const json_t *marks, const char *fingerprint,
		      struct wb_error *err)
{
	json_t *object = json_object(), *steps = json_array();
	int rc = collect_steps(plan, marks, steps, err);

	json_put(object, "steps", steps);
	json_put(object, "fingerprint", *fingerprint ? json_text(fingerprint) : json_null());
	if (rc == 0)
		return json_print(object, err);
	json_decref(object);
	return rc;
}

/* A plan without one is better than none: then nothing can be approved. */
static void ask_fingerprint(struct cli *cli, const struct wb_plan *plan, char *out)
{
	struct wb_error why = WB_ERROR_INIT;

	*out = '\0';
	if (wb_plan_fingerprint(cli->session, plan, out, WB_FINGERPRINT_SIZE, &why) < 0 &&
	    !cli->args.quiet)
		say(stderr, "note: the plan has no fingerprint: %s\n", why.message);
}

static int print(struct cli *cli, const struct wb_plan *plan, struct wb_error *err)
{
	json_t *marks = marks_read(cli, plan);
	char fingerprint[WB_FINGERPRINT_SIZE];
	int rc;

	ask_fingerprint(cli, plan, fingerprint);
	if (cli->output.json)
		rc = print_json(plan, marks, fingerprint, err);
	else if (cli->args.format == FORMAT_MARKDOWN)
		rc = plan_markdown(cli, plan, marks, fingerprint, err);
	else
		rc = print_steps(cli, plan, marks, fingerprint, err);
	json_decref(marks);
	return rc;
}

int plan_show(struct cli *cli, const char *target, int way, struct wb_error *err)
{
	struct wb_run_options options = cli_run_options(cli);
	struct wb_plan *plan = NULL;
	int rc;

	/* looking destroys nothing, on a protected target neither */
	options.flags |= WB_RUN_YES;
	rc = wb_plan_make(cli->session, target, way, &options, &plan, err);
	if (rc == 0)
		rc = print(cli, plan, err);
	wb_plan_free(plan);
	return rc;
}

int plan_script(struct cli *cli, const char *range, int way, struct wb_error *err)
{
	struct wb_run_options options = cli_run_options(cli);
	struct wb_plan *plan = NULL;
	int rc;

	if (way == WB_WAY_SWITCH)
		rc = wb_plan_make(cli->session, range, way, &options, &plan, err);
	else
		rc = wb_plan_offline(cli->project, range, way == WB_WAY_DOWN, &plan, err);
	if (rc == 0)
		rc = wb_plan_script(plan, script_write, &cli->output, err);
	wb_plan_free(plan);
	return rc;
}
