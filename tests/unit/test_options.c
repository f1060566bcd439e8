/* SPDX-License-Identifier: MIT */
/* The program's command line: how words become options and operands. */
#include "compat.h"

#include <stdbool.h>
#include <string.h>

#include <whimbrel/error.h>

#include "../../core/cli/options.h"

#define AT(member) offsetof(struct arguments, member)
#define WORDS_MAX 8

/* A command that takes -m for itself, as `revision` does. */
static const struct option own[] = { { .name = "message",
				       .letter = 'm',
				       .type = OPTION_TEXT,
				       .offset = AT(message),
				       .value = "TEXT" },
				     { .name = "rev-range",
				       .letter = 'r',
				       .type = OPTION_TEXT,
				       .offset = AT(range),
				       .value = "A:B" },
				     { .name = "limit",
				       .letter = 'n',
				       .type = OPTION_NUMBER,
				       .offset = AT(limit),
				       .value = "N" },
				     { .name = "sql", .type = OPTION_FLAG, .offset = AT(sql) },
				     OPTION_END };

static const struct option *const after[] = { own, global_options, NULL };
static const struct option *const before[] = { global_options, NULL };

/* Parse `line`, words that end with NULL, as what stands behind the program's name. Returns where
 * it stopped. */
static int parse(const struct option *const *tables, const char *const *line, bool leading,
		 struct arguments *out, struct wb_error *err)
{
	static char copies[WORDS_MAX][64];
	char *argv[WORDS_MAX + 1] = { NULL };
	struct command_line words = { 0, argv, 0 };
	int argc = 0;

	memset(out, 0, sizeof(*out));
	*err = (struct wb_error)WB_ERROR_INIT;
	for (; line[argc]; argc++) {
		assert_true(argc < WORDS_MAX && strlen(line[argc]) < sizeof(copies[0]));
		memcpy(copies[argc], line[argc], strlen(line[argc]) + 1);
		argv[argc] = copies[argc];
	}
	words.argc = argc;
	if (options_parse(tables, &words, leading, out, err) < 0)
		return -1;
	return words.index;
}

static void test_words_like_negative_numbers_are_operands(void **state)
{
	static const char *const targets[] = { "-1", "-3:", "-12", "+1", "base", "-" };
	struct arguments args;
	struct wb_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		assert_int_equal(parse(after, (const char *const[]){ targets[i], "--sql", NULL },
				       false, &args, &err),
				 2);
		assert_int_equal(args.operands.count, 1);
		assert_string_equal(args.operands.items[0], targets[i]);
		assert_true(args.sql);
		arguments_release(&args);
	}
}

static void test_values_may_stand_apart_or_attached(void **state)
{
	static const char *const lines[][3] = {
		{ "-r", "-3:" },
		{ "-r-3:" },
		{ "--rev-range", "-3:" },
		{ "--rev-range=-3:" },
	};
	struct arguments args;
	struct wb_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_true(parse(after, lines[i], false, &args, &err) > 0);
		assert_string_equal(args.range, "-3:");
		assert_int_equal(args.operands.count, 0);
		arguments_release(&args);
	}
}

static void test_an_empty_value_is_a_value(void **state)
{
	struct arguments args;
	struct wb_error err;

	(void)state;
	assert_int_equal(
		parse(after, (const char *const[]){ "--message=", "x", NULL }, false, &args, &err),
		2);
	assert_string_equal(args.message, "");
	assert_string_equal(args.operands.items[0], "x");
	arguments_release(&args);
}

static void test_m_is_a_folder_before_the_command_and_a_message_after(void **state)
{
	struct arguments args;
	struct wb_error err;

	(void)state;
	assert_int_equal(parse(before,
			       (const char *const[]){ "-m", "dir", "-mother", "revision", NULL },
			       true, &args, &err),
			 3);
	assert_int_equal(args.migrations.count, 2);
	assert_string_equal(args.migrations.items[0], "dir");
	assert_string_equal(args.migrations.items[1], "other");
	assert_null(args.message);
	arguments_release(&args);
	assert_int_equal(parse(after,
			       (const char *const[]){ "-m", "text", "--migrations", "dir", NULL },
			       false, &args, &err),
			 4);
	assert_string_equal(args.message, "text");
	assert_int_equal(args.migrations.count, 1);
	arguments_release(&args);
}

static void test_two_dashes_end_the_options(void **state)
{
	struct arguments args;
	struct wb_error err;

	(void)state;
	assert_int_equal(parse(after, (const char *const[]){ "-q", "--", "--sql", "-q", NULL },
			       false, &args, &err),
			 4);
	assert_int_equal(args.quiet, 1);
	assert_false(args.sql);
	assert_int_equal(args.operands.count, 2);
	assert_string_equal(args.operands.items[0], "--sql");
	arguments_release(&args);
}

static void test_letters_may_be_bundled_and_counted(void **state)
{
	struct arguments args;
	struct wb_error err;

	(void)state;
	assert_int_equal(
		parse(after, (const char *const[]){ "-vqvtdev", "-v", NULL }, false, &args, &err),
		2);
	assert_int_equal(args.verbose, 3);
	assert_int_equal(args.quiet, 1);
	assert_string_equal(args.target, "dev");
	arguments_release(&args);
}

static void test_choices_and_numbers_are_read(void **state)
{
	struct arguments args;
	struct wb_error err;

	(void)state;
	assert_int_equal(
		parse(after,
		      (const char *const[]){ "--format", "json", "--color=never", "-n20", NULL },
		      false, &args, &err),
		4);
	assert_int_equal(args.format, FORMAT_JSON);
	assert_int_equal(args.color, COLOR_NEVER);
	assert_int_equal(args.limit, 20);
	arguments_release(&args);
}

static void test_wrong_words_are_told_with_the_nearest(void **state)
{
	static const struct {
		const char *line[3];
		const char *message;
	} cases[] = {
		{ { "--slq" }, "unknown option --slq; did you mean --sql?" },
		{ { "--sq" }, "unknown option --sq; did you mean --sql?" },
		{ { "--mesage", "x" }, "unknown option --mesage; did you mean --message?" },
		{ { "--verb" }, "unknown option --verb; did you mean --verbose?" },
		{ { "--unlike-anything" }, "unknown option --unlike-anything" },
		{ { "-Z" }, "unknown option -Z" },
		{ { "-qZ" }, "unknown option -Z" },
		{ { "--sql=yes" }, "--sql takes no value" },
		{ { "--message" }, "--message needs a value: TEXT" },
		{ { "-m" }, "-m needs a value: TEXT" },
		{ { "--format", "xml" }, "--format is text|json, not 'xml'" },
		{ { "-n", "few" }, "--limit needs a number, not 'few'" },
		{ { "-n", "-1" }, "--limit needs a number, not '-1'" },
		{ { "-n", "" }, "--limit needs a number, not ''" },
		{ { "-n99999999999" }, "--limit needs a number, not '99999999999'" },
	};
	struct arguments args;
	struct wb_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(parse(after, cases[i].line, false, &args, &err), -1);
		assert_int_equal(err.status, WB_E_USAGE);
		assert_string_equal(err.message, cases[i].message);
		arguments_release(&args);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_like_negative_numbers_are_operands),
		cmocka_unit_test(test_values_may_stand_apart_or_attached),
		cmocka_unit_test(test_an_empty_value_is_a_value),
		cmocka_unit_test(test_m_is_a_folder_before_the_command_and_a_message_after),
		cmocka_unit_test(test_two_dashes_end_the_options),
		cmocka_unit_test(test_letters_may_be_bundled_and_counted),
		cmocka_unit_test(test_choices_and_numbers_are_read),
		cmocka_unit_test(test_wrong_words_are_told_with_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
