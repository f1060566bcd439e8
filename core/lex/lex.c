/* SPDX-License-Identifier: MIT */
#include "lex.h"

#include <string.h>

#include "lex_token.h"

/* Is the text at `i` inside a bare word, so that a $ there is a part of it? Looks back to `floor`,
 * a token's beginning. A run that begins with a digit is a number, and no number holds a $. */
static bool in_word(const char *text, size_t floor, size_t i)
{
	size_t first = i;

	while (first > floor && lex_is_word(text[first - 1]))
		first--;
	return first < i && !lex_is_digit(text[first]);
}

/* Do a letter and a quote begin a string together? */
static bool is_prefix(uint32_t rules, char letter, char quote)
{
	if (quote != '\'' && quote != '"')
		return false;
	return ((rules & WB_LEX_E_STRING) && (letter | 0x20) == 'e' && quote == '\'') ||
	       ((rules & WB_LEX_RAW) && (letter | 0x20) == 'r') ||
	       ((rules & WB_LEX_Q_STRING) && (letter | 0x20) == 'q' && quote == '\'');
}

/* Where a token begins that a quote at `i` belongs to: at the E of E'…', the r of r'…', the n of nq'…', else at
 * the quote itself. */
static size_t string_begin(uint32_t rules, const char *text, size_t floor, size_t i)
{
	size_t from = i - 1;

	if (i == floor || !is_prefix(rules, text[from], text[i]))
		return i;
	if ((text[from] | 0x20) == 'q' && from > floor && (text[from - 1] | 0x20) == 'n')
		from--;
	return from == floor || !lex_is_word(text[from - 1]) ? from : i;
}

/* The bytes at which lex_skip has to stop and think. */
static void mark_bytes(uint32_t rules, char stop, unsigned char table[256])
{
	memset(table, 0, 256);
	table['\''] = table['"'] = table['-'] = table['/'] = 1;
	table['$'] = (rules & WB_LEX_DOLLAR) != 0;
	table['#'] = (rules & WB_LEX_HASH) != 0;
	table['['] = (rules & WB_LEX_BRACKET) != 0;
	table['`'] = (rules & WB_LEX_BACKTICK) != 0;
	table[(unsigned char)stop] = 1;
}

/* Where to go on with more text after one that was passed to its end: at the last word, which may
 * become E'…' or go on. */
static size_t resume_at(const char *text, size_t floor, size_t len)
{
	while (len > floor && lex_is_word(text[len - 1]))
		len--;
	return len;
}

int32_t lex_skip(uint32_t rules, char stop, const char *text, size_t len, size_t begin,
		 int32_t last, size_t *out_at)
{
	unsigned char table[256];
	size_t floor = begin, i = begin;

	mark_bytes(rules, stop, table);
	for (;;) {
		size_t from, end;
		int32_t token;

		while (i < len && !table[(unsigned char)text[i]])
			i++;
		if (i >= len)
			break;
		if (text[i] == stop) {
			*out_at = i;
			return WB_TOKEN_MARK;
		}
		if (text[i] == '$' && in_word(text, floor, i)) {
			while (i < len && lex_is_word(text[i]))
				i++;
			continue;
		}
		from = string_begin(rules, text, floor, i);
		token = lex_scan(rules, text, len, from, last, &end);
		if (token == WB_TOKEN_MORE || token == WB_TOKEN_TORN) {
			*out_at = token == WB_TOKEN_TORN ? len : from;
			return token;
		}
		floor = i = end;
	}
	*out_at = last ? len : resume_at(text, floor, len);
	return last ? WB_TOKEN_END : WB_TOKEN_MORE;
}
