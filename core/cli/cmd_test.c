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

struct results {
	const struct cli *cli;
	json_t *list;
	size_t count;
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
	printf("%s%-8s%s %s%s%s", paint_code(color, paint), outcome_word(result->outcome),
	       paint_code(color, PAINT_NONE), result->revision->id,
	       *result->revision->title ? ", " : "", result->revision->title);
	if (result->message)
		printf(": %s", result->message);
	putchar('\n');
	for (size_t i = 0; i < result->left.count; i++)
		printf("         %s\n", result->left.items[i]);
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
			printf("%sdialects%s only in %s: %s\n",
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

/* ------------------------------------------------------------------ the command */

static int test_targets(struct cli *cli, struct results *results, size_t *failed,
			struct wb_error *err)
{
	const struct words *words = &cli->args.operands;
	size_t count = targets_count(cli);
	struct sides sides = { .first = NULL };
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < count; i++) {
		rc = targets_open(cli, i, err);
		if (rc == 0)
			rc = cli_open_session(cli, WB_SESSION_READ, err);
		if (rc == 0)
			rc = wb_schema_test(cli->session, words->items, words->count, take, results,
					    err);
		if (rc == 0 && count > 1)
			rc = compare_side(cli, &sides, results, failed, err);
		*failed += rc > 0 ? (size_t)rc : 0;
	}
	json_decref(sides.first);
	json_decref(sides.now);
	return rc < 0 ? rc : 0;
}

int cmd_test(struct cli *cli, struct wb_error *err)
{
	struct results results = { .cli = cli, .list = cli->output.json ? json_array() : NULL };
	size_t failed = 0;
	int rc = test_targets(cli, &results, &failed, err);

	if (rc == 0 && results.list) {
		json_t *object = json_object();

		json_put(object, "results", results.list);
		rc = json_print(object, err);
		return rc < 0 ? rc : failed ? EXIT_FOUND : EXIT_DONE;
	}
	json_decref(results.list);
	if (rc < 0)
		return rc;
	if (!results.count && !cli->args.quiet)
		puts("there is no revision to test");
	return failed ? EXIT_FOUND : EXIT_DONE;
}
