/* SPDX-License-Identifier: MIT */
#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lex/lex.h"

#define ALL_PG (WB_LEX_E_STRING | WB_LEX_DOLLAR | WB_LEX_NESTED)
#define ALL_MY \
	(WB_LEX_BACKSLASH | WB_LEX_HASH | WB_LEX_DASH_SPACE | WB_LEX_BACKTICK | WB_LEX_EXECUTABLE)
#define ALL_LITE (WB_LEX_BRACKET | WB_LEX_BACKTICK)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Tokens as letters: s space, c comment, w word, ' string, n name, 0 number, . mark, ! torn. */
static const char letters[] = "??scw'n0.!";

static void tokens(uint32_t rules, const char *text, size_t len, char *out)
{
	size_t begin = 0, end;

	for (;;) {
		int32_t token = lex_scan(rules, text, len, begin, 1, &end);

		if (token == WB_TOKEN_END)
			break;
		assert_true(end > begin && end <= len);
		*out++ = letters[token];
		begin = end;
	}
	*out = '\0';
}

static const struct {
	uint32_t rules;
	const char *text, *tokens;
} token_cases[] = {
	{ 0, "SELECT a_1, 'x''y' FROM \"t\"", "wsw.s'swsn" },
	{ 0, "a--b\n1", "wcs0" },
	{ 0, "a-b -", "w.ws." },
	{ 0, "/* 'a' */x/**/", "cwc" },
	{ 0, "/*/ x", "!" },
	{ 0, "/* /* */ */", "cs.." },
	{ WB_LEX_NESTED, "/* /* */ */x", "cw" },
	{ WB_LEX_NESTED, "/* /* */", "!" },
	{ 0, "'a\\'b'", "'w!" },
	{ WB_LEX_BACKSLASH, "'a\\'b'", "'" },
	{ WB_LEX_BACKSLASH, "\"a\\\"b\"", "n" },
	{ WB_LEX_BACKSLASH, "'\\\\'x", "'w" },
	{ WB_LEX_E_STRING, "E'it\\'s' e'\\\\'", "'s'" },
	{ WB_LEX_E_STRING, "'\\' nameE'x\\'", "'sw'" },
	{ WB_LEX_E_STRING, "E'a\\\\'\n 'b\\';'", "'" },
	{ WB_LEX_E_STRING, "E'a' 'b\\'", "'s'" },
	{ WB_LEX_E_STRING, "U&'\\0041' N'x' B'1'", "w.'sw'sw'" },
	{ WB_LEX_RAW | WB_LEX_BACKSLASH, "r'\\' R\"a\\\" xr'a'", "'s'sw'" },
	{ 0, "E'a\\'", "w'" },
	{ WB_LEX_DOLLAR, "$$a;'$$ $t$ $$ $T$ $t$", "'s'" },
	{ WB_LEX_DOLLAR, "foo$tag$ $1", "ws.0" },
	{ WB_LEX_DOLLAR, "$1a$ $\xc3\xa9$;$\xc3\xa9$", ".0.s'" },
	{ WB_LEX_DOLLAR, "1$a$;$a$", "0'" },
	{ WB_LEX_DOLLAR, "$$a$", "!" },
	{ WB_LEX_DOLLAR, "$a$x$$a$$a", "'.w" },
	{ 0, "$$", ".." },
	{ WB_LEX_HASH, "#it's\n1", "cs0" },
	{ WB_LEX_SLASH_COMMENT, "//it's;\n1 / 2", "cs0s.s0" },
	{ 0, "// 1", "..s0" },
	{ WB_LEX_Q_STRING, "q'[it's; x]' Q'!a'b!' nq'(')' NQ'{}'", "'s's's'" },
	{ WB_LEX_Q_STRING, "q'\xc2\xa7it's\xc2\xa7' xq'a' nq q", "'sw'swsw" },
	{ WB_LEX_Q_STRING, "q']a]' q'[open]", "'s!" },
	{ 0, "q'[it's", "w'w" },
	{ 0, "a #b", "ws.w" },
	{ WB_LEX_DASH_SPACE, "5--1 -- c\n--\t--\x01--", "0..0scsc" },
	{ WB_LEX_DASH_SPACE, "--", "c" },
	{ WB_LEX_BRACKET, "[case[x] [a]]", "nsn." },
	{ 0, "[a]", ".w." },
	{ WB_LEX_BACKTICK, "`a``;b`", "n" },
	{ WB_LEX_EXECUTABLE, "/*!40101 SET x */", "...0swsws.." },
	{ WB_LEX_EXECUTABLE, "/*M! a */ /* b */", "..w.sws..sc" },
	{ 0, "/*! a */", "c" },
	{ 0, "1.5 .5 1e10 0x1F a.b", "0s.0s0s0sw.w" },
	{ 0, "'open", "!" },
	{ 0, "\"open", "!" },
};

static void test_scan_tokens_as_listed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(token_cases); i++) {
		char got[256];

		tokens(token_cases[i].rules, token_cases[i].text, strlen(token_cases[i].text), got);
		if (strcmp(got, token_cases[i].tokens) != 0)
			print_message("%s\n", token_cases[i].text);
		assert_string_equal(got, token_cases[i].tokens);
	}
}

/* A scan of a text that is cut anywhere says MORE at that token's beginning, or gives the token
 * that the whole text gives. */
static void test_scan_of_cut_text_more_or_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(token_cases); i++) {
		const char *text = token_cases[i].text;
		size_t len = strlen(text);

		for (size_t begin = 0, whole_end; begin < len; begin = whole_end) {
			int32_t whole =
				lex_scan(token_cases[i].rules, text, len, begin, 1, &whole_end);

			for (size_t cut = begin; cut <= len; cut++) {
				char *copy = malloc(
					cut + 1); /* so that reading over the cut is found out */
				size_t end;
				int32_t token;

				memcpy(copy, text, cut);
				token = lex_scan(token_cases[i].rules, copy, cut, begin, 0, &end);
				free(copy);
				if (token == WB_TOKEN_MORE) {
					assert_int_equal(end, begin);
					continue;
				}
				assert_int_equal(token, whole);
				assert_int_equal(end, whole_end);
			}
		}
	}
}

/* lex_skip, against a loop over lex_scan. */
static int32_t slow_skip(uint32_t rules, char stop, const char *text, size_t len, size_t *at)
{
	size_t begin = 0, end;

	for (;; begin = end) {
		int32_t token = lex_scan(rules, text, len, begin, 1, &end);

		*at = token == WB_TOKEN_TORN ? len : begin;
		if (token == WB_TOKEN_END || token == WB_TOKEN_TORN ||
		    (token == WB_TOKEN_MARK && text[begin] == stop))
			return token;
	}
}

static void skip_like_scan(uint32_t rules, const char *text, size_t len)
{
	size_t want_at, at, from = 0;
	int32_t want = slow_skip(rules, ';', text, len, &want_at), got;

	got = lex_skip(rules, ';', text, len, 0, 1, &at);
	if (got != want || at != want_at)
		print_message("%.*s\n", (int)len, text);
	assert_int_equal(got, want);
	assert_int_equal(at, want_at);
	/* and a byte more each time */
	for (size_t cut = 0; cut <= len; cut++) {
		got = lex_skip(rules, ';', text, cut, from, cut == len, &at);
		if (got != WB_TOKEN_MORE)
			break;
		assert_true(at >= from && at <= cut);
		from = at;
	}
	assert_int_equal(got, want);
	assert_int_equal(at, want_at);
}

static void test_skip_random_texts_same_as_scan(void **state)
{
	static const char *const bits[] = { "'", "''", "\"", "`",   "[", "]",  "--",
					    "-", "/*", "*/", "/*!", "$", "$$", "$a$",
					    "E", "E'", "\\", "\n",  " ", "a",  "1",
					    ";", "#",  "\t", "!",   "M", "e1", "\xc3\xa9" };
	const uint32_t rules[] = { 0, ALL_PG, ALL_MY, ALL_LITE, ALL_PG | ALL_MY | ALL_LITE };
	char text[256];

	(void)state;
	srand(4711);
	for (int round = 0; round < 60000; round++) {
		int count = 1 + rand() % 14;
		size_t len = 0;

		for (int i = 0; i < count; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s",
						bits[(size_t)rand() % COUNT(bits)]);
		skip_like_scan(rules[(size_t)rand() % COUNT(rules)], text, len);
	}
}

/* ------------------------------------------------------------------ splitting */

/* Every statement of a text as "[flags|begin..token|token..end]", fed `step` bytes at a time. */
static void split_all(uint32_t rules, const char *text, size_t step, char *out, size_t size)
{
	struct wb_lex lex = { .size = sizeof(lex) };
	size_t len = strlen(text), begin = 0, have = step < len ? step : len, used = 0;

	out[0] = '\0';
	for (;;) {
		struct wb_piece piece = { .size = sizeof(piece) };
		int found = lex_split(rules, &lex, text + begin, have - begin, have == len, &piece,
				      NULL);

		if (found == 0 && have == len)
			return;
		if (found == 0) {
			have = have + step < len ? have + step : len;
			continue;
		}
		lex.scanned = 0;
		used += (size_t)snprintf(out + used, size - used, "[%x|%.*s|%.*s]", piece.flags,
					 (int)(piece.token - piece.begin),
					 text + begin + piece.begin, (int)(piece.end - piece.token),
					 text + begin + piece.token);
		begin += piece.next;
	}
}

static const struct {
	uint32_t rules;
	const char *text, *pieces;
} split_cases[] = {
	{ 0, "SELECT 1; SELECT 2;", "[0||SELECT 1][0||SELECT 2]" },
	{ 0, "SELECT 1;\n-- note\nSELECT 2\n", "[0||SELECT 1][0|-- note\n|SELECT 2]" },
	{ 0, "SELECT 1\n ;", "[0||SELECT 1]" },
	{ 0, ";;; ;", "" },
	{ 0, "", "" },
	{ 0, " -- nothing\n/* here */", "" },
	{ 0, "-- gone\n; SELECT 1", "[0||SELECT 1]" },
	{ 0, "SELECT ';' || \";\" /* ; */ -- ;\n;", "[0||SELECT ';' || \";\" /* ; */ -- ;]" },
	{ 0, "SELECT 1; SELECT 'x", "[0||SELECT 1][400||SELECT 'x]" },
	{ 0, "SELECT 1; /* x", "[0||SELECT 1][400||/* x]" },
	{ 0, "BEGIN; begin work; START TRANSACTION; START x",
	  "[2||BEGIN][2||begin work][2||START TRANSACTION][0||START x]" },
	{ 0, "COMMIT;END;ABORT;ROLLBACK;", "[4||COMMIT][4||END][4||ABORT][4||ROLLBACK]" },
	{ 0, "ROLLBACK TO a;rollback work /**/ to savepoint b;ROLLBACK WORK",
	  "[0||ROLLBACK TO a][0||rollback work /**/ to savepoint b][4||ROLLBACK WORK]" },
	{ 0, "BEGINNING; ENDED;", "[0||BEGINNING][0||ENDED]" },
	{ WB_LEX_DOLLAR, "DO $x$ BEGIN; END; $x$; SELECT 2",
	  "[0||DO $x$ BEGIN; END; $x$][0||SELECT 2]" },
	{ ALL_MY, "SELECT 5--1;/*!40101 SET x=1 */;", "[0||SELECT 5--1][0||/*!40101 SET x=1 */]" },
	{ 0, "\r\n SELECT 1;\r\n", "[0||SELECT 1]" },
};

static void test_split_any_chunks_as_listed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(split_cases); i++) {
		for (size_t step = 1; step <= strlen(split_cases[i].text) + 1; step++) {
			char got[512];

			split_all(split_cases[i].rules, split_cases[i].text, step, got,
				  sizeof(got));
			assert_string_equal(got, split_cases[i].pieces);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan_tokens_as_listed),
		cmocka_unit_test(test_scan_of_cut_text_more_or_same),
		cmocka_unit_test(test_skip_random_texts_same_as_scan),
		cmocka_unit_test(test_split_any_chunks_as_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
