/* SPDX-License-Identifier: MIT */
#include "revision_file.h"

#include "curly.h"
#include "rows_split.h"
#include "lex/lex.h"
#include "read/comment_lines.h"
#include "read/source.h"

static int open_section(const struct revision *r, const struct section *section,
			const struct source_settings *settings, struct source **out,
			struct wb_error *err)
{
	const struct sql_text text = section_text(r, section);

	return source_open(&text, settings, out, err);
}

/* A section, read with a window of any size; the file in memory or not. */
struct given {
	const char *text; /* of the section */
	uint32_t rules;
	const struct variables *variables;
	bool variables_off;
	bool take_data;
};

/* The statements as "line:comments|statement;" and data as "<…>", or what was said and the line. */
static void statements(const struct given *given, size_t window, bool keep, struct buf *out)
{
	struct text_cache cache = { .used = keep ? 0 : TEXT_CACHE_TOTAL };
	struct buf text = { 0 }, said = { 0 };
	struct problems problems = { .report = collect, .ctx = &said };
	struct section_rules section_rules = { .lexer.rules = given->rules };
	uint32_t rules = given->rules;
	struct source_settings settings = {
		.variables = given->variables, .split = rows_split, .ctx = &rules, .window = window
	};
	struct section_vec all = { 0 };
	struct wb_error err = WB_ERROR_INIT;
	struct statement s;
	struct source *source;
	struct revision *r;
	int found;

	buf_printf(&text, "-- Revision: a\n-- Variables: %s\n-- migrate:up\n%s",
		   given->variables_off ? "off" : "on", given->text);
	write_file("r.sql", text.data, text.len);
	r = read_revision(&cache, &said);
	assert_int_equal(sections_read(r, &section_rules, &problems, &all, NULL), 0);
	assert_int_equal(all.count, 1);
	assert_int_equal(open_section(r, &all.items[0], &settings, &source, &err), 0);
	while ((found = source_next(source, &s, &err)) > 0) {
		const char *data;
		size_t len;

		buf_printf(out, "%u:%.*s|%.*s%s", s.line, (int)s.token, s.text,
			   (int)(s.len - s.token), s.text + s.token, s.full_len > s.len ? ";" : "");
		while (given->take_data && (found = source_data(source, &data, &len, &err)) > 0)
			buf_printf(out, "<%.*s>", (int)len, data);
		if (found < 0)
			break;
		if (given->take_data && s.flags & WB_PIECE_COPY_IN)
			buf_printf(out, "(%.*s)", (int)s.len, s.text);
	}
	if (found < 0)
		buf_printf(out, "%u! %s", err.line, err.message);
	source_close(source);
	sections_free(&all);
	revision_free(r);
	buf_release(&text);
	buf_release(&said);
}

static void in_any_window(const struct given *given, const char *want, bool error)
{
	for (size_t window = 0; window < strlen(given->text) + 10; window++) {
		struct buf out = { 0 };

		statements(given, window, window % 2, &out);
		if (!error && strcmp(buf_text(&out), want) != 0)
			print_message("window %zu of: %s\n", window, given->text);
		if (!error)
			assert_string_equal(buf_text(&out), want);
		else /* how much was given out before depends on the window */
			assert_says(&out, want);
		buf_release(&out);
	}
}

static void test_statements_in_any_window(void **state)
{
	static const struct {
		struct given given;
		const char *want;
	} cases[] = {
		{ { .text = "" }, "" },
		{ { .text = "-- nothing\n;;\n" }, "" },
		{ { .text = "SELECT 1;\n\n-- note\nSELECT 2 ;\n  SELECT 3" },
		  "4:|SELECT 1;7:-- note\n|SELECT 2;8:|SELECT 3" },
		{ { .text = "SELECT '\xc3\xa9\xe2\x82\xac;\xf0\x9f\x98\x80\n';\nSELECT 2;" },
		  "4:|SELECT '\xc3\xa9\xe2\x82\xac;\xf0\x9f\x98\x80\n';6:|SELECT 2;" },
		{ { .text = ".ignore this;\nSELECT 1;" }, "5:|SELECT 1;" },
		{ { .text = "COPY t;\nrow 1\n\nrow;3\n\\.\nSELECT 2;" }, "4:|COPY t;9:|SELECT 2;" },
		{ { .text = "COPY t;\nrow 1\n\nrow;3\n\\.\nSELECT 2;", .take_data = true },
		  "4:|COPY t;<\n><row 1\n><\n><row;3\n>(COPY t)9:|SELECT 2;" },
		{ { .text = "SELECT '${a}';" }, "4:|SELECT '${a}';" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		in_any_window(&cases[i].given, cases[i].want, false);
}

/* `count` lines. */
static void add_lines(struct buf *out, const char *line, int count)
{
	while (count--)
		buf_str(out, line);
}

/* Long comments are let go of: what they say to whimbrel is not, nor what only looks like one. */
static void test_a_long_comment_takes_nothing_with_it(void **state)
{
	struct buf text = { 0 }, want = { 0 }, out = { 0 };
	struct given given = { .take_data = true };
	const char *tail;

	(void)state;
	add_lines(&text, "-- nothing of ours: a text\n", 20000);
	buf_str(&text, "-- expect: 1 row\n-- last\nSELECT 1;\nCOPY t;\n");
	add_lines(&text, "-- data\n", 40000);
	buf_str(&text, "\\.\nSELECT '\n");
	add_lines(&text, "-- in a string\n", 30000);
	buf_str(&text, "';\n");
	add_lines(&text, "-- the end\n", 30000);
	buf_str(&text, "/* of lines\n");
	add_lines(&text, " * of the comment\n", 30000);
	buf_str(&text, " */\nSELECT 2;\n/* the last\n");
	add_lines(&text, "one\n", 30000);
	given.text = buf_text(&text);
	statements(&given, 0, false, &out);
	assert_non_null(strstr(buf_text(&out), "-- expect: 1 row\n-- last\n|SELECT 1;"));
	assert_memory_equal(buf_text(&out), "20006:", 6);
	buf_str(&want, ";20007:|COPY t;<\n>");
	add_lines(&want, "<-- data\n>", 40000);
	buf_str(&want, "(COPY t)60009:|SELECT '\n");
	add_lines(&want, "-- in a string\n", 30000);
	buf_str(&want, "';");
	tail = strstr(buf_text(&out), buf_text(&want));
	assert_non_null(tail);
	tail += want.len;
	assert_memory_equal(tail, "150013:/* ", 10);
	assert_true(strlen(tail) < 200000);
	assert_non_null(strstr(tail, " * of the comment\n */\n|SELECT 2;"));
	buf_release(&text);
	buf_release(&want);
	buf_release(&out);
}

static void test_comment_lines_end(void **state)
{
	static const struct {
		const char *text;
		size_t end;
	} cases[] = {
		{ "", 0 },
		{ "-- a\n", 5 },
		{ "-- a\n--\n\n  -- b: c\r\nSELECT 1;\n", 20 },
		{ "-- a", 0 },
		{ "--a\n", 0 },
		{ "-- a\rDROP TABLE t;\n", 0 },
		{ "-- a \\\n", 0 },
		{ "# a\n", 0 },
		{ "-- Expect: 3\n", 0 },
		{ "-- see: whimbrel:allow x\n", 0 },
		{ "-- migrate:up\n", 0 },
		{ "/* a\n * b\n */ \n-- c\nSELECT 1", 20 },
		{ "-- a\n\n  /**/\n/* b */ SELECT 1;\n", 13 },
		{ "/* a /* b */\n", 0 },
		{ "/*! SELECT 1 */\n", 0 },
		{ "/*M!100000 SELECT 1 */\n", 0 },
		{ "/*+ SeqScan(t) */\n", 0 },
		{ "/* whimbrel:allow x */\n", 0 },
		{ "/* a", 0 },
		{ "/*/\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(comment_lines_end(cases[i].text, strlen(cases[i].text)),
				 cases[i].end);
}

static void test_wrong_text_error_with_line(void **state)
{
	static const struct {
		struct given given;
		const char *want;
	} cases[] = {
		{ { .text = "SELECT 1;\nSELECT\n'x" },
		  "5! unterminated: the statement, string or comment that begins here" },
		{ { .text = "SELECT 1;\n\n/* x\n" },
		  "6! unterminated: the statement, string or comment that begins here" },
		{ { .text = "SELECT 1;\n.read x\n;" },
		  "5! a command of the client, not of the server: .read x" },
		{ { .text = "SELECT 1;\nCOPY t;\n1\n" },
		  "7! the data of a COPY statement have no end" },
		{ { .text = "COPY t;\n1\n", .take_data = true },
		  "6! the data of a COPY statement have no end" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		in_any_window(&cases[i].given, cases[i].want, true);
}

/* Sections that were found by other rules than those the text is split by. */
static void test_marker_in_a_statement_error_with_line(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "A q'{it's}';\n-- migrate:down\nB;\n", "A q'{it's}'|4!" },
		{ "A q'{it's}'\n-- migrate:down\nB;\n", "4!" },
		{ "A q'{it's}';\n-- migrate:down\n", "A q'{it's}'|4!" },
		{ "A q'{it's}'; -- migrate:x\n-- and\n-- migrate:down\n", "A q'{it's}'|5!" },
		{ "P BEGIN A q'{it's}';\n-- migrate:down\n-- it's\nEND;\n", "4!" },
		{ "A q'{'it's\n-- migrate:down\n}';\n", "A q'{'it's\n-- migrate:down\n}'|" },
		{ "A q'{it's}' /*\n-- migrate:down\n*/;\n",
		  "A q'{it's}' /*\n-- migrate:down\n*/|" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text_cache cache = { 0 };
		struct buf said = { 0 }, out = { 0 }, text = { 0 };
		struct problems problems = { .report = collect, .ctx = &said };
		const struct section_rules rules = { 0 };
		const struct source_settings settings = { .split = curly_split };
		struct wb_error err = WB_ERROR_INIT;
		struct section_vec all = { 0 };
		struct source *source;
		struct statement s;
		struct revision *r;
		int found;

		buf_printf(&text, "-- Revision: a\n-- migrate:up\n%s", cases[i].text);
		write_file("r.sql", text.data, text.len);
		r = read_revision(&cache, &said);
		assert_int_equal(sections_read(r, &rules, &problems, &all, NULL), 0);
		assert_int_equal(all.count, 1);
		assert_int_equal(open_section(r, &all.items[0], &settings, &source, &err), 0);
		while ((found = source_next(source, &s, &err)) > 0)
			buf_printf(&out, "%.*s|", (int)s.len, s.text);
		if (found < 0)
			buf_printf(&out, "%u!", err.line);
		assert_string_equal(buf_text(&out), cases[i].want);
		source_close(source);
		sections_free(&all);
		revision_free(r);
		buf_release(&out);
		buf_release(&said);
		buf_release(&text);
	}
}

static void test_variables_in_any_window(void **state)
{
	struct variable_vec flags = { 0 };
	struct variables v = { .layers = { &flags } };
	const struct {
		struct given given;
		const char *want;
		bool error;
	} cases[] = {
		{ { .text = "SELECT ${a};SELECT \\${a}, ${no:-d}$$x$${1}\\$;\\", .variables = &v },
		  "4:|SELECT A;4:|SELECT ${a}, d$$x$${1}\\$;4:|\\",
		  false },
		/* what a value brings along is split as well, and is on the line of its
		 * reference */
		{ { .text = "SELECT ${lines} x;\n${two}\nSELECT\n3;", .variables = &v },
		  "4:|SELECT 1\n\n2 x;5:|SELECT 1;5:|SELECT 2;6:|SELECT\n3;",
		  false },
		{ { .text = "SELECT ${a};\n", .variables = &v, .variables_off = true },
		  "4:|SELECT ${a};",
		  false },
		{ { .text = "SELECT 1;\n\nSELECT ${lines}, ${no};", .variables = &v },
		  "6! the variable no is not defined",
		  true },
		{ { .text = "-- ${empty}\n${empty};SELECT 1", .variables = &v },
		  "5:|SELECT 1",
		  false },
	};

	(void)state;
	assert_int_equal(variable_add(&flags, "a", 1, "A"), 0);
	assert_int_equal(variable_add(&flags, "empty", 5, ""), 0);
	assert_int_equal(variable_add(&flags, "lines", 5, "1\n\n2"), 0);
	assert_int_equal(variable_add(&flags, "two", 3, "SELECT 1;\nSELECT 2;"), 0);
	for (size_t i = 0; i < COUNT(cases); i++)
		in_any_window(&cases[i].given, cases[i].want, cases[i].error);
	variables_free(&flags);
}

/* Text that is not UTF-8 comes out while it streams, also when the sections were read before it was
 * written. */
static void test_bad_utf8_error_with_place(void **state)
{
	static const char text[] = "-- Revision: a\n-- migrate:up\nSELECT 1;\nSELECT '\xc3\x28';\n";
	struct text_cache cache = { .used = TEXT_CACHE_TOTAL };
	struct buf said = { 0 };
	uint32_t rules = 0;
	struct source_settings settings = { .split = rows_split, .ctx = &rules };
	struct section section = { .line = 2, .begin = 29, .end = sizeof(text) - 1 };
	struct wb_error err = WB_ERROR_INIT;
	struct statement s;
	struct source *source;
	struct revision *r;

	(void)state;
	write_file("r.sql", text, sizeof(text) - 1);
	r = read_revision(&cache, &said);
	assert_int_equal(open_section(r, &section, &settings, &source, &err), 0);
	assert_int_equal(source_next(source, &s, &err), WB_E_REVISION);
	assert_int_equal(err.line, 4);
	assert_string_equal(err.message, "text that is not UTF-8 at byte 9 of the line");
	source_close(source);
	write_file("r.sql", text, 30);
	assert_int_equal(open_section(r, &section, &settings, &source, NULL), WB_E_FILE);
	revision_free(r);
	buf_release(&said);
}

static void test_expect_as_listed(void **state)
{
	static const struct {
		const char *text; /* @ marks the token */
		int kind;         /* -1: an error */
		const char *equal, *other;
	} cases[] = {
		{ "@SELECT 1", EXPECT_NOTHING, NULL, NULL },
		{ "-- expected: 1\n@SELECT 1", EXPECT_NOTHING, NULL, NULL },
		{ "/* -- expect: 1 */ @SELECT 1", EXPECT_NOTHING, NULL, NULL },
		{ "-- expect: 0\n@SELECT 1", EXPECT_VALUE, "0", "00" },
		{ "-- expect: 1\n/* x */ -- expect: 2 \t\r\n-- why\n@S", EXPECT_VALUE, "2", "1" },
		{ "--EXPECT:a b\n@S", EXPECT_VALUE, "a b", "a" },
		{ "-- expect: NULL\n@S", EXPECT_NULL, NULL, NULL },
		{ "-- expect: 'NULL'\n@S", EXPECT_VALUE, "NULL", "'NULL'" },
		{ "-- expect: rows\n@S", EXPECT_ROWS, NULL, NULL },
		{ "-- expect: No Rows\n@S", EXPECT_NO_ROWS, NULL, NULL },
		{ "-- expect: 'no rows'\n@S", EXPECT_VALUE, "no rows", "" },
		{ "-- expect: 'it''s'\n@S", EXPECT_VALUE, "it's", "it''s" },
		{ "-- expect: '''x'''\n@S", EXPECT_VALUE, "'x'", "'x" },
		{ "-- expect: \" a'' \"\n@S", EXPECT_VALUE, " a'' ", "a''" },
		{ "-- expect: ''\n@S", EXPECT_VALUE, "", " " },
		{ "-- expect:\n@S", -1, NULL, NULL },
		{ "-- expect: 'a\n@S", -1, NULL, NULL },
		{ "-- expect: 'a' b\n@S", -1, NULL, NULL },
		{ "-- expect: '''\n@S", -1, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const size_t token = (size_t)(strchr(cases[i].text, '@') - cases[i].text);
		struct statement s = { .text = cases[i].text,
				       .token = token,
				       .len = strlen(cases[i].text),
				       .line = 10 };
		struct wb_error err = WB_ERROR_INIT;
		struct expect expect = { 0 };
		int status = expect_read(&s, &expect, &err);

		if (cases[i].kind < 0) {
			assert_int_equal(status, WB_E_REVISION);
			assert_int_equal(err.line, 9);
			continue;
		}
		assert_int_equal(status, 0);
		assert_int_equal(expect.kind, cases[i].kind);
		if (!cases[i].equal)
			continue;
		assert_true(expect_equal(&expect, cases[i].equal, strlen(cases[i].equal)));
		assert_false(expect_equal(&expect, cases[i].other, strlen(cases[i].other)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statements_in_any_window),
		cmocka_unit_test(test_marker_in_a_statement_error_with_line),
		cmocka_unit_test(test_a_long_comment_takes_nothing_with_it),
		cmocka_unit_test(test_comment_lines_end),
		cmocka_unit_test(test_wrong_text_error_with_line),
		cmocka_unit_test(test_variables_in_any_window),
		cmocka_unit_test(test_bad_utf8_error_with_place),
		cmocka_unit_test(test_expect_as_listed),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
