/* SPDX-License-Identifier: MIT */
/* How a failure is told: the order of its parts, the caret, and that no byte of it drives the
 * terminal. */
#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/cli/failure.h"

/* What failure_print writes for a statement with an error at `position`; the caller's to free. */
static char *tell(const char *statement, uint32_t position)
{
	struct wb_error err = {
		.size = sizeof(err), .status = WB_E_SQL, .native_code = 7, .sqlstate = "42P01"
	};
	struct wb_failure failure = {
		.size = sizeof(failure), .error = &err, .line = 12, .statement_number = 2
	};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	snprintf(err.message, sizeof(err.message), "no such table");
	snprintf(err.detail, sizeof(err.detail), "one\ntwo\033[2J");
	err.position = position;
	failure.revision = "b2c3d4e5f6a7";
	failure.path = "migrations/a.sql";
	failure.direction = "up";
	failure.statement = statement;
	failure.statement_len = statement ? strlen(statement) : 0;
	failure.state = "rolled back";
	failure.next = "correct it";
	failure_print(out, false, &failure);
	fclose(out);
	return text;
}

static void test_parts_come_in_order(void **state)
{
	char *text = tell("SELECT 1\nFROM t", 10);

	(void)state;
	assert_string_equal(text, "whimbrel: failed: revision b2c3d4e5f6a7 (up), statement 2\n"
				  "migrations/a.sql:12: no such table (SQLSTATE 42P01, code 7)\n"
				  "  one\n"
				  "  two\\x1b[2J\n"
				  "  | SELECT 1\n"
				  "  | FROM t\n"
				  "  | ^\n"
				  "state: rolled back\n"
				  "next: correct it\n");
	free(text);
}

static void test_caret_stands_under_the_position(void **state)
{
	static const struct {
		const char *statement;
		uint32_t position;
		const char *shown;
	} cases[] = {
		{ "SELECT x", 8, "  | SELECT x\n  |        ^\n" },
		{ "SELECT x", 1, "  | SELECT x\n  | ^\n" },
		{ "SELECT x", 9, "  | SELECT x\n  |         ^\n" },
		{ "SELECT x", 0, "  | SELECT x\nstate" },
		{ "SELECT x", 4000000000u, "  | SELECT x\nstate" },
		{ "\tSELECT\tx", 9, "  | \tSELECT\tx\n  | \t      \t^\n" },
		{ "SELECT 'é', x", 14, "  | SELECT 'é', x\n  |             ^\n" },
		{ "a\r\nbc\r\n", 5, "  | a\n  | bc\n  |  ^\n" },
		{ "1\n2\n3\n4\n5\n6\n7\n8\n9", 15, "  | 6\n  | ...\n  | 8\n  | ^\n  | ...\n" },
		{ "1\n2\n3\n4\n5\n6\n7\n8\n9", 0, "  | 6\n  | ...\nstate" },
		{ "SELECT '\033', x", 13, "  | SELECT '\\x1b', x\n  |                ^\n" },
		{ "", 1, "code 7)\n  one\n  two\\x1b[2J\nstate" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = tell(cases[i].statement, cases[i].position);

		if (!strstr(text, cases[i].shown))
			fail_msg("case %zu: expected\n%s\nin\n%s", i, cases[i].shown, text);
		free(text);
	}
}

static void test_a_long_line_is_shown_around_the_position(void **state)
{
	char statement[4001], *text, *caret, *line;

	(void)state;
	memset(statement, 'x', sizeof(statement) - 1);
	statement[sizeof(statement) - 1] = '\0';
	statement[2999] = '!';
	text = tell(statement, 3000);
	caret = strstr(text, "^\n");
	line = strstr(text, "  | xxx");
	assert_non_null(caret);
	assert_non_null(line);
	assert_true(strlen(text) < 800);
	/* the byte above the caret is the one meant */
	assert_int_equal(line[caret - (strchr(line, '\n') + 1)], '!');
	free(text);
}

static void test_json_has_every_part(void **state)
{
	static const char *const keys[] = { "event",     "revision", "direction", "code",
					    "sqlstate",  "message",  "path",      "line",
					    "statement", "state",    "next",      "position",
					    "exit_code" };
	struct wb_error err = { .size = sizeof(err), .status = WB_E_SQL, .message = "caf\xe9" };
	struct wb_failure failure = { .size = sizeof(failure), .error = &err };
	json_t *object = failure_json(&failure, 4);

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_non_null(json_object_get(object, keys[i]));
	assert_int_equal(json_integer_value(json_object_get(object, "exit_code")), 4);
	/* a message in another encoding is still a message */
	assert_string_equal(json_string_value(json_object_get(object, "message")), "caf?");
	json_decref(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts_come_in_order),
		cmocka_unit_test(test_caret_stands_under_the_position),
		cmocka_unit_test(test_a_long_line_is_shown_around_the_position),
		cmocka_unit_test(test_json_has_every_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
