/* SPDX-License-Identifier: MIT */
#include "revision_file.h"

#include "curly.h"
#include "rows_split.h"
#include "read/section.h"
#include <whimbrel/host.h>

/* Four dialects, one of them with an alias: "plain" knows the common rules alone, "dollar" and
 * "cash" dollar quotes too, "curly" and
 * "rows" split themselves. */
static int known(void *ctx, const char *name, char out_own[DIALECT_SIZE], struct lexer *out)
{
	(void)ctx;
	if (strcmp(name, "curly") == 0) {
		snprintf(out_own, DIALECT_SIZE, "%s", name);
		*out = (struct lexer){ .split = curly_split };
		return 1;
	}
	if (strcmp(name, "rows") == 0) {
		static uint32_t rules;

		snprintf(out_own, DIALECT_SIZE, "%s", name);
		*out = (struct lexer){ .split = rows_split, .ctx = &rules };
		return 1;
	}
	if (strcmp(name, "plain") != 0 && strcmp(name, "dollar") != 0 && strcmp(name, "cash") != 0)
		return 0;
	snprintf(out_own, DIALECT_SIZE, "%s", strcmp(name, "cash") == 0 ? "dollar" : name);
	*out = (struct lexer){ .rules = strcmp(name, "plain") == 0
						? 0
						: WB_LEX_DOLLAR | WB_LEX_E_STRING | WB_LEX_NESTED };
	return 1;
}

/* The sections of a text, one a line: name, line, flags, dialects and text, line feeds in it as
 * |. */
static void sections(const char *text, size_t len, size_t window, bool keep, uint32_t lexical,
		     struct buf *out, struct buf *said)
{
	struct text_cache cache = { .used = keep ? 0 : TEXT_CACHE_TOTAL };
	struct section_rules rules = { .lexer.rules = lexical, .known = known, .window = window };
	struct problems problems = { .report = collect, .ctx = said };
	struct section_vec all = { 0 };
	struct wb_error err = WB_ERROR_INIT;
	struct revision *r;

	write_file("r.sql", text, len);
	r = read_revision(&cache, said);
	assert_non_null(r);
	assert_int_equal(sections_read(r, &rules, &problems, &all, &err), 0);
	for (size_t i = 0; i < all.count; i++) {
		const struct section *s = &all.items[i];

		buf_printf(out, "%s %u%s%s", section_title(s->name), s->line,
			   s->no_transaction ? " no-tx" : "",
			   s->irreversible ? " irreversible" : "");
		for (size_t k = 0; k < s->dialects.count; k++)
			buf_printf(out, " %s", s->dialects.items[k]);
		buf_str(out, " <");
		for (uint64_t k = s->begin; k < s->end; k++)
			buf_char(out, text[k] == '\n' ? '|' : text[k]);
		buf_str(out, ">\n");
	}
	sections_free(&all);
	revision_free(r);
}

static const struct {
	uint32_t lexical;
	const char *text; /* behind the line with the id */
	const char *sections, *said;
} cases[] = {
	{ 0, "", "", "" },
	{ 0, "-- migrate:up\n", "up 2 <>\n", "" },
	{ 0, "-- migrate:up", "up 2 <>\n", "" },
	{ 0, "-- migrate:up\nA;\nB;\n-- migrate:down\nC;", "up 2 <A;|B;|>\ndown 5 <C;>\n", "" },
	{ 0,
	  "-- migrate:down\nC;\n-- migrate:up\nA;\n-- migrate:require\nR;\n-- migrate:verify\nV;\n",
	  "down 2 <C;|>\nup 4 <A;|>\nrequire 6 <R;|>\nverify 8 <V;|>\n", "" },
	{ 0,
	  "  --\t Migrate:UP  Transaction:FALSE \t Dialect:Plain,DOLLAR "
	  "\t\r\nA;\r\n--migrate:down\r\n",
	  "up 2 no-tx plain dollar <A;\r|>\ndown 4 <>\n", "" },
	{ 0, "-- migrate:up transaction:true\nA;\n", "up 2 <A;|>\n", "" },
	{ 0, "-- migrate:up\nA;\n-- migrate:up dialect:plain\nB;\n",
	  "up 2 <A;|>\nup 4 plain <B;|>\n", "" },
	{ 0, "-- migrate:up\n-- migration:x\n-- migrate :downs\nA -- migrate:down\n;",
	  "up 2 <-- migration:x|-- migrate :downs|A -- migrate:down|;>\n", "" },
	{ 0, "-- migrate:down irreversible\n-- gone\n/* for good */\n",
	  "down 2 irreversible <-- gone|/* for good */|>\n", "" },
	/* inside something */
	{ 0, "-- migrate:up\nSELECT '\n-- migrate:down\n';\n-- migrate:down\n",
	  "up 2 <SELECT '|-- migrate:down|';|>\ndown 6 <>\n", "" },
	{ 0, "-- migrate:up\n/*\n-- migrate:down\n-- migrate:x\n*/\n-- migrate:down\n",
	  "up 2 </*|-- migrate:down|-- migrate:x|*/|>\ndown 7 <>\n", "" },
	{ 0, "-- migrate:up\n-- it's\n-- migrate:down\n", "up 2 <-- it's|>\ndown 4 <>\n", "" },
	{ 0, "-- migrate:up\n'\n-- migrate:down\n", "up 2 <'|-- migrate:down|>\n", "" },
	{ 0, "-- migrate:up\nDO $$\n-- migrate:down\n$$;\n", "up 2 <DO $$|>\ndown 4 <$$;|>\n", "" },
	{ WB_LEX_DOLLAR, "-- migrate:up\nDO $$\n-- migrate:down\n$$;\n",
	  "up 2 <DO $$|-- migrate:down|$$;|>\n", "" },
	{ 0, "-- migrate:up dialect:dollar\nDO $$\n-- migrate:down\n$$;\n",
	  "up 2 dollar <DO $$|-- migrate:down|$$;|>\n", "" },
	{ WB_LEX_DOLLAR, "-- migrate:up dialect:plain\nDO $$\n-- migrate:down\n",
	  "up 2 plain <DO $$|>\ndown 4 <>\n", "" },
	{ 0, "-- migrate:up dialect:dollar\nSELECT E'a\\'';\n-- migrate:down\n",
	  "up 2 dollar <SELECT E'a\\'';|>\ndown 4 <>\n", "" },
	{ 0, "-- migrate:up dialect:dollar\nSELECT E'a'\n  -- migrate:down\n",
	  "up 2 dollar <SELECT E'a'|>\ndown 4 <>\n", "" },
	{ WB_LEX_DASH_SPACE, "-- migrate:up\nSELECT 5--1'\n;\n--migrate:down\n';\n--migrate:down\n",
	  "up 2 <SELECT 5--1'|;|--migrate:down|';|>\ndown 7 <>\n", "" },
	/* rows of data have no quotes */
	{ 0,
	  "-- migrate:up dialect:rows\nSELECT 1;\nCOPY t (a) FROM stdin;\nit's\n-- "
	  "migrate:x\n\\.\n-- "
	  "migrate:down\n",
	  "up 2 rows <SELECT 1;|COPY t (a) FROM stdin;|it's|-- migrate:x|\\.|>\ndown 8 <>\n", "" },
	{ 0, "-- migrate:up dialect:rows\nCOPY t; -- it\r\nit's\r\n\\.\r\n-- migrate:down\r\n",
	  "up 2 rows <COPY t; -- it\r|it's\r|\\.\r|>\ndown 6 <>\n", "" },
	{ 0,
	  "-- migrate:up dialect:rows\nCOPY t;\n-- migrate:x\n\\.\n"
	  "-- migrate:down\n",
	  "up 2 rows <COPY t;|-- migrate:x|\\.|>\ndown 6 <>\n", "" },
	{ 0, "-- migrate:up\nCOPY t TO stdout;\n'\n-- migrate:down\n'\n",
	  "up 2 <COPY t TO stdout;|'|-- migrate:down|'|>\n", "" },
	/* a dialect that splits itself knows what is inside */
	{ 0, "-- migrate:up dialect:curly\nSELECT q'{it's}';\n-- migrate:down\nB '\n';\n",
	  "up 2 curly <SELECT q'{it's}';|>\ndown 4 <B '|';|>\n", "" },
	{ 0, "-- migrate:up dialect:curly\nSELECT q'{it's}'\n-- migrate:down\n-- isn't\nB;\n",
	  "up 2 curly <SELECT q'{it's}'|>\ndown 4 <-- isn't|B;|>\n", "" },
	{ 0,
	  "-- migrate:up dialect:curly\nA; S q'{\n-- migrate:down\n'\n-- migrate:x\n}' x\n"
	  "-- migrate:down\nB;\n",
	  "up 2 curly <A; S q'{|-- migrate:down|'|-- migrate:x|}' x|>\ndown 8 <B;|>\n", "" },
	{ 0, "-- migrate:up dialect:curly\n/*\n-- migrate:down\n*/\n-- migrate:down\n",
	  "up 2 curly </*|-- migrate:down|*/|>\ndown 6 <>\n", "" },
	{ 0, "-- migrate:up dialect:curly\nA;\n\n-- it's\n-- migrate:down\n",
	  "up 2 curly <A;||-- it's|>\ndown 6 <>\n", "" },
	{ 0,
	  "-- migrate:up dialect:curly\nP BEGIN A; '\n-- migrate:x\n' /*\n-- migrate:y\n*/ END;\n"
	  "-- migrate:down\n",
	  "up 2 curly <P BEGIN A; '|-- migrate:x|' /*|-- migrate:y|*/ END;|>\ndown 8 <>\n", "" },
	{ 0, "-- migrate:up dialect:curly\nP BEGIN A;\n-- migrate:down\n-- it's\nB; END;\n",
	  "up 2 curly <P BEGIN A;|>\ndown 4 <-- it's|B; END;|>\n", "" },
	{ 0, "-- migrate:up dialect:curly\nS q'{\n-- migrate:down\n",
	  "up 2 curly <S q'{|-- migrate:down|>\n", "" },
	{ 0, "-- migrate:down irreversible dialect:curly\n-- it's\n/* x */\n",
	  "down 2 irreversible curly <-- it's|/* x */|>\n", "" },
	{ 0, "-- migrate:down irreversible dialect:curly\n-- x\nA;\n",
	  "down 2 irreversible curly <-- x|A;|>\n", "r.sql:4: SQL in a section" },
	/* wrong ones */
	{ 0, "-- migrate:upp\nA;\n", "",
	  "r.sql:2: unknown section 'migrate:upp': did you mean up" },
	{ 0, "-- migrate:\n", "", "r.sql:2: unknown section 'migrate:'" },
	{ 0, "-- migrate:up\nA;\n-- migrate:x\n'\n-- migrate:x\n", "up 2 <A;|>\n",
	  "r.sql:4: unknown section" },
	{ 0, "-- migrate:up\nA;\n-- migrate down\nB;\n", "up 2 <A;|-- migrate down|B;|>\n",
	  "r.sql:4: this line nearly begins a section: write `-- migrate:down`" },
	{ 0, "-- migrate:up\nA;\n  --- Migration : Down \t\r\nB;\n",
	  "up 2 <A;|  --- Migration : Down \t\r|B;|>\n", "r.sql:4: this line nearly" },
	{ 0, "-- migrate:up\n-- +goose Down", "up 2 <-- +goose Down>\n",
	  "r.sql:3: this line nearly" },
	{ 0, "-- migrate:up\n--migrate=verify\n", "up 2 <--migrate=verify|>\n",
	  "r.sql:3: this line nearly begins a section: write `-- migrate:verify`" },
	{ 0,
	  "-- migrate:up\n'\n-- migrate down\n';\n-- migrate down the line\n-- down\n-- migrates "
	  "up\n",
	  "up 2 <'|-- migrate down|';|-- migrate down the line|-- down|-- migrates up|>\n", "" },
	{ 0, "-- migrate:up\nA;\r-- migrate:down\nB;\n", "up 2 <A;\r-- migrate:down|B;|>\n",
	  "r.sql:3: a carriage return by itself ends no line" },
	{ 0, "-- migrate:up\n\r\r  -- migrate down", "up 2 <\r\r  -- migrate down>\n",
	  "r.sql:3: a carriage return by itself" },
	{ 0, "-- migrate:up\n'\r-- migrate:down\n'; -- x\ry\r\n",
	  "up 2 <'\r-- migrate:down|'; -- x\ry\r|>\n", "" },
	{ 0, "-- migrate:up fast\n", "up 2 <>\n", "r.sql:2: unknown option 'fast'" },
	{ 0, "-- migrate:up transaction:no\n", "up 2 <>\n",
	  "r.sql:2: wrong option 'transaction:no'" },
	{ 0, "-- migrate:up irreversible\n", "up 2 <>\n", "only a down section" },
	{ 0, "-- migrate:up dialect:other\n", "up 2 other <>\n",
	  "r.sql:2: unknown dialect 'other'" },
	{ 0, "-- migrate:up dialect:\n", "up 2 <>\n", "a dialect's name is missing" },
	{ 0, "-- migrate:up dialect:plain,plain\n", "up 2 plain <>\n",
	  "r.sql:2: repeated dialect 'plain'" },
	{ 0, "-- migrate:up\n-- migrate:up\n", "up 2 <>\nup 3 <>\n",
	  "r.sql:3: a second section 'migrate:up', the first is on line 2" },
	{ 0, "-- migrate:up dialect:plain\n-- migrate:up dialect:dollar,plain\n",
	  "up 2 plain <>\nup 3 dollar plain <>\n",
	  "r.sql:3: a second section 'migrate:up' for plain" },
	{ 0, "-- migrate:up dialect:dollar\n-- migrate:up dialect:cash\n",
	  "up 2 dollar <>\nup 3 cash <>\n", "r.sql:3: a second section 'migrate:up' for cash" },
	{ 0, "-- migrate:down irreversible\n-- x\nDROP;\n", "down 2 irreversible <-- x|DROP;|>\n",
	  "r.sql:4: SQL in a section" },
	{ 0, "-- migrate:up\nA;\xff\n-- migrate:down\n\xff", "up 2 <A;\xff|>\ndown 4 <\xff>\n",
	  "r.sql:3: text that is not UTF-8 at byte 3 of the line" },
};

static void test_sections_as_listed_in_any_window(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf text = { 0 };

		buf_printf(&text, "-- Revision: a\n%s", cases[i].text);
		for (size_t window = 0; window < text.len + 2; window++) {
			struct buf out = { 0 }, said = { 0 };

			sections(text.data, text.len, window, window % 2, cases[i].lexical, &out,
				 &said);
			if (strcmp(buf_text(&out), cases[i].sections) != 0)
				print_message("window %zu of: %s\n%s", window, text.data,
					      buf_text(&said));
			assert_string_equal(buf_text(&out), cases[i].sections);
			if (!*cases[i].said)
				assert_string_equal(buf_text(&said), "");
			assert_says(&said, cases[i].said);
			buf_release(&out);
			buf_release(&said);
		}
		buf_release(&text);
	}
}

static void test_find_named_dialect_wins(void **state)
{
	static const char text[] = "-- Revision: a\n-- migrate:up\nA;\n-- migrate:up "
				   "dialect:cash\nB;\n-- migrate:down dialect:plain\n";
	static const char *const dollar[] = { "dollar", "cash", NULL }, *const other[] = { "plain",
											   NULL };
	struct text_cache cache = { 0 };
	struct buf said = { 0 };
	struct problems problems = { .report = collect, .ctx = &said };
	struct section_rules rules = { .known = known };
	struct section_vec all = { 0 };
	struct revision *r;

	(void)state;
	write_file("r.sql", text, sizeof(text) - 1);
	r = read_revision(&cache, &said);
	assert_int_equal(sections_read(r, &rules, &problems, &all, NULL), 0);
	assert_string_equal(buf_text(&said), "");
	assert_int_equal(sections_find(&all, SECTION_UP, dollar)->line, 4);
	assert_int_equal(sections_find(&all, SECTION_UP, other)->line, 2);
	assert_null(sections_find(&all, SECTION_DOWN, dollar));
	assert_int_equal(sections_find(&all, SECTION_DOWN, other)->line, 6);
	assert_null(sections_find(&all, SECTION_VERIFY, other));
	sections_free(&all);
	revision_free(r);
	buf_release(&said);
}

static void test_checksum_same_from_file_and_memory(void **state)
{
	static const char text[] =
		"-- Revision: a\n-- migrate:up\nSELECT  1; -- x\n-- migrate:down\n";
	char want[CHECKSUM_SIZE];

	(void)state;
	text_checksum("SELECT 1;", 9, want);
	write_file("r.sql", text, sizeof(text) - 1);
	for (int keep = 0; keep < 2; keep++) {
		struct text_cache cache = { .used = keep ? 0 : TEXT_CACHE_TOTAL };
		struct buf said = { 0 };
		struct problems problems = { .report = collect, .ctx = &said };
		struct section_rules rules = { 0 };
		struct section_vec all = { 0 };
		struct revision *r = read_revision(&cache, &said);
		char got[CHECKSUM_SIZE];

		assert_int_equal(sections_read(r, &rules, &problems, &all, NULL), 0);
		assert_int_equal(section_checksum(r, &all.items[0], got, NULL), 0);
		assert_string_equal(got, want);
		sections_free(&all);
		revision_free(r);
		buf_release(&said);
	}
}

static void test_file_changed_since_header_error(void **state)
{
	static const char text[] = "-- Revision: a\n-- migrate:up\nSELECT 1;\n";
	struct text_cache cache = { .used = TEXT_CACHE_TOTAL };
	struct buf said = { 0 };
	struct problems problems = { .report = collect, .ctx = &said };
	struct section_rules rules = { 0 };
	struct section_vec all = { 0 };
	struct wb_error err = WB_ERROR_INIT;
	struct revision *r;

	(void)state;
	write_file("r.sql", text, sizeof(text) - 1);
	r = read_revision(&cache, &said);
	write_file("r.sql", text, sizeof(text) - 2);
	assert_int_equal(sections_read(r, &rules, &problems, &all, &err), WB_E_FILE);
	assert_string_equal(err.message, "r.sql: the file changed while it was read");
	revision_free(r);
	buf_release(&said);
}

/* Long lines and long quoted texts, more than any window. */
static void pass_long_lines(const char *dialect, const char *quote)
{
	struct buf text = { 0 }, out = { 0 }, said = { 0 };

	buf_printf(&text, "-- Revision: a\n-- migrate:up%s\nSELECT %s", dialect, quote);
	for (int i = 0; i < 20000; i++)
		buf_str(&text, "-- migrate:down ");
	for (int i = 0; i < 5000; i++)
		buf_str(&text, "\n-- migrate:down");
	buf_printf(&text, "\n%s';\n-- migrate:down\nDROP;\n", quote[1] ? "}" : "");
	sections(text.data, text.len, 0, false, 0, &out, &said);
	assert_string_equal(buf_text(&said), "");
	assert_non_null(strstr(buf_text(&out), "\ndown 5005 <DROP;|>\n"));
	buf_release(&text);
	buf_release(&out);
	buf_release(&said);
}

static void test_long_lines_passed_over(void **state)
{
	(void)state;
	pass_long_lines("", "'");
	pass_long_lines(" dialect:curly", "q'{");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sections_as_listed_in_any_window),
		cmocka_unit_test(test_find_named_dialect_wins),
		cmocka_unit_test(test_checksum_same_from_file_and_memory),
		cmocka_unit_test(test_file_changed_since_header_error),
		cmocka_unit_test(test_long_lines_passed_over),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
