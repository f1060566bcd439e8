/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "marks.h"

static int print_statement(void *ctx, uint32_t line, const char *sql, size_t len)
{
	(void)ctx;
	(void)line;
	say_lines(stdout, sql, len);
	say(stdout, ";\n");
	return ferror(stdout);
}

static int print_steps(const struct cli *cli, const struct wb_plan *plan, const json_t *marks,
		       struct wb_error *err)
{
	size_t count = wb_plan_count(plan);
	bool color = cli->output.color;
	int rc = 0;

	if (!count && !cli->args.quiet)
		say(stdout, "nothing to do\n");
	for (size_t i = 0; rc >= 0 && i < count; i++) {
		const struct wb_plan_step *step = wb_plan_at(plan, i);
		const struct wb_revision *revision = step->revision;

		say(stdout, "%s%s-- step %zu of %zu: %s %s%s%s (%s)%s\n", i ? "\n" : "",
		    paint_code(color, PAINT_MARK), i + 1, count, step->direction, revision->id,
		    *revision->title ? ", " : "", revision->title, revision->path,
		    paint_code(color, PAINT_NONE));
		if (strcmp(step->direction, "up") == 0)
			marks_print(cli, marks, revision->id);
		rc = wb_plan_statements(plan, i, print_statement, NULL, err);
	}
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

static int print_json(const struct wb_plan *plan, const json_t *marks, struct wb_error *err)
{
	json_t *object = json_object(), *steps = json_array();
	int rc = collect_steps(plan, marks, steps, err);

	json_put(object, "steps", steps);
	if (rc == 0)
		return json_print(object, err);
	json_decref(object);
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
	if (rc == 0) {
		json_t *marks = marks_read(cli, plan);

		rc = cli->output.json ? print_json(plan, marks, err)
				      : print_steps(cli, plan, marks, err);
		json_decref(marks);
	}
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
		rc = wb_plan_script(plan, cli_write, NULL, err);
	wb_plan_free(plan);
	return rc;
}
