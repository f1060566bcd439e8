/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"

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
	enum paint paint = result->outcome == WB_TEST_OK ? PAINT_GOOD : result->outcome == WB_TEST_ONE_WAY ? PAINT_WARN : PAINT_BAD;

	results->count++;
	if (results->list)
		return json_array_append_new(results->list, json_result(result));
	printf("%s%-8s%s %s%s%s", paint_code(color, paint), outcome_word(result->outcome), paint_code(color, PAINT_NONE),
	       result->revision->id, *result->revision->title ? ", " : "", result->revision->title);
	if (result->message)
		printf(": %s", result->message);
	putchar('\n');
	for (size_t i = 0; i < result->left.count; i++)
		printf("         %s\n", result->left.items[i]);
	return 0;
}

int cmd_test(struct cli *cli, struct wb_error *err)
{
	const struct words *words = &cli->args.operands;
	struct results results = { .cli = cli, .list = cli->output.json ? json_array() : NULL };
	int failed = wb_schema_test(cli->session, words->items, words->count, take, &results, err);

	if (failed >= 0 && results.list) {
		json_t *object = json_object();
		int rc;

		json_put(object, "results", results.list);
		rc = json_print(object, err);
		return rc < 0 ? rc : failed ? EXIT_FOUND : EXIT_DONE;
	}
	json_decref(results.list);
	if (failed < 0)
		return failed;
	if (!results.count && !cli->args.quiet)
		puts("there is no revision to test");
	return failed ? EXIT_FOUND : EXIT_DONE;
}
