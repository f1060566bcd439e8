/* SPDX-License-Identifier: MIT */
#include "marks.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

json_t *json_finding(const struct wb_finding *finding)
{
	json_t *object = json_object();

	json_put(object, "revision", json_text(finding->revision->id));
	json_put(object, "path", json_text(finding->revision->path));
	json_put(object, "line", json_integer(finding->line));
	json_put(object, "rule", json_text(finding->rule));
	json_put(object, "object", json_text(finding->title));
	json_put(object, "message", json_text(finding->message));
	json_put(object, "lock", *finding->lock ? json_text(finding->lock) : json_null());
	json_put(object, "allowed", json_text(finding->allowed));
	return object;
}

static int take(void *ctx, const struct wb_finding *finding)
{
	json_t *marks = ctx, *list = json_object_get(marks, finding->revision->id);

	if (!list) {
		list = json_array();
		json_put(marks, finding->revision->id, list);
	}
	return json_array_append_new(list, json_finding(finding));
}

/* Looking at the schema after each statement takes a while: a plan is to be there at once. */
#define MOST_STEPS 200

json_t *marks_read(struct cli *cli, const struct wb_plan *plan)
{
	size_t count = wb_plan_count(plan), wanted = 0;
	const char **ids = count ? calloc(count, sizeof(*ids)) : NULL;
	json_t *marks = json_object();
	struct wb_error why = WB_ERROR_INIT;

	for (size_t i = 0; ids && i < count; i++)
		if (strcmp(wb_plan_at(plan, i)->direction, "up") == 0)
			ids[wanted++] = wb_plan_at(plan, i)->revision->id;
	if (wanted > MOST_STEPS) {
		if (!cli->args.quiet)
			say(stderr,
			    "note: the risks of more than %d steps are not marked; lint shows "
			    "them\n",
			    MOST_STEPS);
		wanted = 0;
	}
	if (wanted && wb_schema_lint(cli->session, ids, wanted, take, marks, &why) < 0 &&
	    !cli->args.quiet)
		say(stderr, "note: risks are not marked: %s\n", why.message);
	free(ids);
	return marks;
}

void marks_print(const struct cli *cli, const json_t *marks, const char *revision)
{
	const json_t *list = json_object_get(marks, revision);
	bool color = cli->output.color;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *mark = json_array_get(list, i);

		const char *lock = json_string_value(json_object_get(mark, "lock"));
		const char *allowed = json_string_value(json_object_get(mark, "allowed"));

		say(stdout, "%s-- WARNING: %s [%s] (line %d%s%s)%s%s\n",
		    paint_code(color, PAINT_WARN),
		    json_string_value(json_object_get(mark, "message")),
		    json_string_value(json_object_get(mark, "rule")),
		    (int)json_integer_value(json_object_get(mark, "line")), lock ? ", lock: " : "",
		    lock ? lock : "", allowed ? " (allowed)" : "", paint_code(color, PAINT_NONE));
	}
}
