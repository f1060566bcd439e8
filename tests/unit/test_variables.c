/* SPDX-License-Identifier: MIT */
#include "compat.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/variables.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* name|fallback, and flags: e environment, \ escaped, i and l forms; "" for text that is no
 * reference. */
static const struct {
	const char *text, *reference;
	size_t len;
} cases[] = {
	{ "${a}", "a", 4 },
	{ "${A_1}x", "A_1", 6 },
	{ "${a:-}", "a|", 6 },
	{ "${a:-x y'}", "a|x y'", 10 },
	{ "${env:HOME}", "e a", 11 },
	{ "${a!ident}", "a i", 10 },
	{ "${a!literal}", "a l", 12 },
	{ "${a!literal:-x}", "a|x l", 15 },
	{ "${whimbrel.target}", "whimbrel.target", 18 },
	{ "\\${a}", "\\", 5 },
	{ "\\${env:a!ident:-b}", "\\", 18 },
	{ "${}", "", 0 },
	{ "${1}", "", 0 },
	{ "${\"a\":1}$$", "", 0 },
	{ "${a.b}", "", 0 },
	{ "${a }", "", 0 },
	{ "${a", "", 0 },
	{ "${a:-x", "", 0 },
	{ "${a:-x\n}", "", 0 },
	{ "${a:x}", "", 0 },
	{ "${a!x}", "", 0 },
	{ "${env:}", "", 0 },
	{ "${whimbrel.}", "", 0 },
	{ "$a", "", 0 },
	{ "$$", "", 0 },
	{ "\\$", "", 0 },
	{ "\\\\${a}", "", 0 },
};

static void test_references_read_as_listed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reference ref;
		const char *want = cases[i].reference;

		reference_read(cases[i].text, strlen(cases[i].text), true, &ref);
		if (ref.len != cases[i].len)
			print_message("%s\n", cases[i].text);
		assert_int_equal(ref.len, cases[i].len);
		assert_int_equal(ref.escaped, *want == '\\');
		if (!ref.len || ref.escaped)
			continue;
		assert_int_equal(ref.environment, want[0] == 'e' && want[1] == ' ');
		if (ref.environment)
			continue;
		assert_memory_equal(ref.name, want, ref.name_len);
		want += ref.name_len;
		assert_int_equal(ref.has_fallback, *want == '|');
		if (ref.has_fallback)
			assert_memory_equal(ref.fallback, want + 1, ref.fallback_len);
		assert_int_equal(ref.form, strlen(want) >= 2 && want[strlen(want) - 2] == ' '
						   ? want[strlen(want) - 1]
						   : 0);
	}
}

/* A text that is cut says that more is needed, or what the whole text says. */
static void test_cut_references_more_or_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (size_t cut = 0; cut <= strlen(cases[i].text); cut++) {
			struct reference ref;

			reference_read(cases[i].text, cut, false, &ref);
			if (ref.len != SIZE_MAX)
				assert_int_equal(ref.len, cases[i].len);
			else if (cases[i].len)
				assert_true(cut < cases[i].len);
		}
	}
}

static void test_endless_default_is_text(void **state)
{
	struct buf text = { 0 };
	struct reference ref;

	(void)state;
	buf_str(&text, "${a:-");
	while (text.len < 70000)
		buf_char(&text, 'x');
	reference_read(text.data, 1000, false, &ref);
	assert_true(ref.len == SIZE_MAX);
	reference_read(text.data, text.len, false, &ref);
	assert_int_equal(ref.len, 0);
	buf_release(&text);
}

static int quote_name(void *ctx, const char *text, size_t len, struct buf *out,
		      struct wb_error *err)
{
	(void)ctx;
	(void)err;
	buf_printf(out, "\"%.*s\"", (int)len, text);
	return 0;
}

static int quote_literal(void *ctx, const char *text, size_t len, struct buf *out,
			 struct wb_error *err)
{
	(void)ctx;
	(void)err;
	buf_printf(out, "'%.*s'", (int)len, text);
	return 0;
}

static void test_expand_as_listed(void **state)
{
	static const struct {
		const char *text, *value; /* NULL: an error that names the variable NO */
	} values[] = {
		{ "${a}", "flag" },
		{ "${b}", "target" },
		{ "${c}", "project" },
		{ "${twice}", "second" },
		{ "${empty}", "" },
		{ "${empty:-x}", "x" },
		{ "${NO:-x}", "x" },
		{ "${NO:-}", "" },
		{ "${a:-x}", "flag" },
		{ "${a!ident}", "\"flag\"" },
		{ "${a!literal}", "'flag'" },
		{ "${NO!literal:-x}", "'x'" },
		{ "${env:WB_TEST_A}", "env" },
		{ "${env:WB_TEST_NO:-d}", "d" },
		{ "${env:a:-d}", "d" },
		{ "${NO}", NULL },
		{ "${env:WB_TEST_NO}", NULL },
		{ "${NO!ident}", NULL },
	};
	struct variable_vec flags = { 0 }, target = { 0 }, project = { 0 };
	struct variables v = { .layers = { &flags, &target, NULL, &project },
			       .quote_name = quote_name,
			       .quote_literal = quote_literal };

	(void)state;
	assert_int_equal(setenv("WB_TEST_A", "env", 1), 0);
	unsetenv("WB_TEST_NO");
	unsetenv("a");
	assert_int_equal(variable_add(&flags, "a", 1, "flag"), 0);
	assert_int_equal(variable_add(&target, "a", 1, "target"), 0);
	assert_int_equal(variable_add(&target, "bc", 1, "target"), 0);
	assert_int_equal(variable_add(&project, "b", 1, "project"), 0);
	assert_int_equal(variable_add(&project, "c", 1, "project"), 0);
	assert_int_equal(variable_add(&flags, "twice", 5, "first"), 0);
	assert_int_equal(variable_add(&flags, "twice", 5, "second"), 0);
	assert_int_equal(variable_add(&flags, "empty", 5, ""), 0);
	for (size_t i = 0; i < COUNT(values); i++) {
		struct wb_error err = WB_ERROR_INIT;
		struct reference ref;
		struct buf out = { 0 };
		int status;

		reference_read(values[i].text, strlen(values[i].text), true, &ref);
		status = reference_expand(&v, &ref, &out, &err);
		assert_int_equal(status, values[i].value ? 0 : WB_E_REVISION);
		assert_string_equal(buf_text(&out), values[i].value ? values[i].value : "");
		if (status < 0)
			assert_non_null(strstr(err.message, "NO"));
		buf_release(&out);
	}
	assert_null(variables_find(&v, "bc", 2));
	assert_null(variables_find(&v, "twic", 4));
	variables_free(&flags);
	variables_free(&target);
	variables_free(&project);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_references_read_as_listed),
		cmocka_unit_test(test_cut_references_more_or_same),
		cmocka_unit_test(test_endless_default_is_text),
		cmocka_unit_test(test_expand_as_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
