/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "targets.h"

/* clang-format off */
const struct option test_options[] = {
	TARGETS_OPTION,
	OPTION_END
};
/* clang-format on */

#define MOST_OTHERS 32

struct results {
	const struct cli *cli;
	json_t *list;
	size_t count;
	bool several; /* dialects: each line tells which */
};

/* Besides the default target: one of each other dialect that there are bodies for. */
struct others {
	char names[MOST_OTHERS][64];
	size_t count;
	const char *dialect; /* of the default target */
	struct results *results;
};

static const char *outcome_word(int outcome)
{
	switch (outcome) {
	case WB_TEST_OK:
		return "ok";
	case WB_TEST_ONE_WAY:
		return "one-way";
	case WB_TEST_LEFT:
		return "differs";
	default:
		return "failed";
	}
}

static json_t *json_result(const struct wb_test_result *result)
{
	json_t *object = json_object();

	json_put(object, "revision", json_text(result->revision->id));
	json_put(object, "dialect", json_text(result->dialect));
	json_put(object, "outcome", json_text(outcome_word(result->outcome)));
	json_put(object, "left", json_names(&result->left));
	json_put(object, "message", json_text(result->message));
	return object;
}

static int take(void *ctx, const struct wb_test_result *result)
{
	struct results *results = ctx;
	bool color = results->cli->output.color;
	enum paint paint = result->outcome == WB_TEST_OK        ? PAINT_GOOD
			   : result->outcome == WB_TEST_ONE_WAY ? PAINT_WARN
								: PAINT_BAD;

	results->count++;
	if (results->list)
		return json_array_append_new(results->list, json_result(result));
	say(stdout, "%s%-8s%s %s%s%s", paint_code(color, paint), outcome_word(result->outcome),
	    paint_code(color, PAINT_NONE), result->revision->id,
	    *result->revision->title ? ", " : "", result->revision->title);
	if (results->several)
		say(stdout, " (%s)", result->dialect);
	if (result->message)
		say(stdout, ": %s", result->message);
	say(stdout, "\n");
	for (size_t i = 0; i < result->left.count; i++)
		say(stdout, "         %s\n", result->left.items[i]);
	return 0;
}

/* ------------------------------------------------------------------ dialects side by side */

static int take_line(void *ctx, const char *line)
{
	return json_array_append_new(ctx, json_text(line));
}

static bool has_line(const json_t *lines, const char *line)
{
	for (size_t i = 0; i < json_array_size(lines); i++)
		if (strcmp(json_string_value(json_array_get(lines, i)), line) == 0)
			return true;
	return false;
}

static size_t tell_extra(const struct results *results, const json_t *lines, const json_t *others,
			 const char *where)
{
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(lines); i++) {
		const char *line = json_string_value(json_array_get(lines, i));

		if (has_line(others, line))
			continue;
		count++;
		if (results->list)
			json_array_append_new(results->list,
					      json_pack("{s:s,s:s,s:s}", "outcome", "dialects",
							"only", where, "what", line));
		else
			say(stdout, "%sdialects%s only in %s: %s\n",
			    paint_code(results->cli->output.color, PAINT_BAD),
			    paint_code(results->cli->output.color, PAINT_NONE), where, line);
	}
	return count;
}

/* The tables, columns and keys of each dialect against those of the first. */
struct sides {
	json_t *first, *now;
	char first_name[64];
};

static int compare_side(struct cli *cli, struct sides *sides, const struct results *results,
			size_t *differences, struct wb_error *err)
{
	struct wb_server_info server = { .size = sizeof(server) };
	int rc;

	sides->now = json_array();
	rc = wb_schema_outline(cli->session, take_line, sides->now, err);
	if (rc == 0)
		rc = wb_session_server(cli->session, &server, err);
	if (rc < 0)
		return rc;
	if (!sides->first) {
		sides->first = sides->now;
		sides->now = NULL;
		snprintf(sides->first_name, sizeof(sides->first_name), "%s", server.dialect);
		return 0;
	}
	*differences += tell_extra(results, sides->first, sides->now, sides->first_name);
	*differences += tell_extra(results, sides->now, sides->first, server.dialect);
	json_decref(sides->now);
	sides->now = NULL;
	return 0;
}

/* ------------------------------------------------------------------ other dialects */

static void skip(struct results *results, const char *dialect, const char *why)
{
	if (results->list)
		json_array_append_new(results->list,
				      json_pack("{s:s,s:s,s:s}", "outcome", "skipped", "dialect",
						dialect, "message", why));
	say(stderr, "whimbrel: warning: not tested for %s: %s\n", dialect, why);
}

static int take_other(void *ctx, const char *dialect, const char *target)
{
	struct others *others = ctx;

	if (others->dialect && strcmp(dialect, others->dialect) == 0)
		return 0;
	if (!target)
		skip(others->results, dialect,
		     "no target of the config is of this dialect, or its URL is not set; name one "
		     "with -t or --url");
	else if (others->count < MOST_OTHERS)
		snprintf(others->names[others->count++], sizeof(others->names[0]), "%s", target);
	return 0;
}

/* Who names no target means all dialects that the project has bodies for. */
static int find_others(struct cli *cli, struct others *others, struct wb_error *err)
{
	if (cli->args.target || cli->args.url || cli->args.targets.count)
		return 0;
	others->dialect = wb_project_dialect(cli->project);
	return wb_schema_dialects(cli->project, take_other, others, err);
}

static int open_other(struct cli *cli, const char *name, struct wb_error *err)
{
	int rc;

	cli->args.target = name;
	rc = targets_open(cli, 0, err);
	cli->args.target = NULL;
	return rc == 0 ? cli_open_session(cli, WB_SESSION_READ, err) : rc;
}

/* ------------------------------------------------------------------ the command */

static int test_one(struct cli *cli, struct results *results, struct sides *sides, size_t *failed,
		    struct wb_error *err)
{
	const struct words *words = &cli->args.operands;
	int rc = wb_schema_test(cli->session, words->items, words->count, take, results, err);

	if (rc < 0)
		return rc;
	if (results->list)
		report_not_compared(cli);
	*failed += (size_t)rc;
	return results->several ? compare_side(cli, sides, results, failed, err) : 0;
}

static int test_others(struct cli *cli, const struct others *others, struct sides *sides,
		       size_t *failed, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < others->count; i++) {
		struct wb_error why = WB_ERROR_INIT;

		if (open_other(cli, others->names[i], &why) < 0)
			skip(others->results, others->names[i], why.message);
		else
			rc = test_one(cli, others->results, sides, failed, err);
	}
	return rc;
}

static int test_targets(struct cli *cli, struct results *results, size_t *failed,
			struct wb_error *err)
{
	size_t count = targets_count(cli);
	struct sides sides = { .first = NULL };
	struct others others = { .results = results };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = targets_open(cli, i, err);
		if (rc == 0)
			rc = find_others(cli, &others, err);
		results->several = count + others.count > 1;
		if (rc == 0)
			rc = cli_open_session(cli, WB_SESSION_READ, err);
		if (rc == 0)
			rc = test_one(cli, results, &sides, failed, err);
	}
	if (rc == 0)
		rc = test_others(cli, &others, &sides, failed, err);
	json_decref(sides.first);
	json_decref(sides.now);
	return rc;
}

int cmd_test(struct cli *cli, struct wb_error *err)
{
	struct results results = { .cli = cli, .list = cli->output.json ? json_array() : NULL };
	size_t failed = 0;
	int rc = test_targets(cli, &results, &failed, err);

	if (rc == 0 && results.list) {
		json_t *object = json_object();

		json_put(object, "results", results.list);
		json_put(object, "not_compared", json_incref(cli->report.not_compared));
		rc = json_print(object, err);
		return rc < 0 ? rc : failed ? EXIT_FOUND : EXIT_DONE;
	}
	json_decref(results.list);
	if (rc < 0)
		return rc;
	if (!results.count && !cli->args.quiet)
		say(stdout, "there is no revision to test\n");
	return failed ? EXIT_FOUND : EXIT_DONE;
}
