/* SPDX-License-Identifier: MIT */
/* One token at a time. */
#include "lex_token.h"

#include <string.h>

#include "lex.h"

#define B LEX_BLANK
#define D LEX_DIGIT
#define L LEX_LETTER
#define S LEX_DOLLAR
#define L16 L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L

/* clang-format off */
const unsigned char lex_classes[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, B, B, B, B, B, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	B, 0, 0, 0, S, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	D, D, D, D, D, D, D, D, D, D, 0, 0, 0, 0, 0, 0,
	0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, L,
	0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0,
	L16, L16, L16, L16, L16, L16, L16, L16,
};
/* clang-format on */

/* A text being scanned. */
struct scan {
	uint32_t rules;
	const char *text;
	size_t len, begin;
	bool last;
	size_t end; /* of the token */
};

/* The end of the text cut a token. */
static int32_t cut(struct scan *s)
{
	s->end = s->last ? s->len : s->begin;
	return s->last ? WB_TOKEN_TORN : WB_TOKEN_MORE;
}

/* The same for one that the end of the last text ends well. */
static int32_t ended(struct scan *s, int32_t token)
{
	s->end = s->last ? s->len : s->begin;
	return s->last ? token : WB_TOKEN_MORE;
}

static int32_t mark(struct scan *s)
{
	s->end = s->begin + 1;
	return WB_TOKEN_MARK;
}

static int32_t run(struct scan *s, int classes, int32_t token)
{
	size_t i = s->begin + 1;

	while (i < s->len && lex_is(s->text[i], classes))
		i++;
	if (i == s->len)
		return ended(s, token);
	s->end = i;
	return token;
}

static int32_t number(struct scan *s)
{
	size_t i = s->begin + 1;

	for (; i < s->len; i++) {
		if (lex_is(s->text[i], LEX_DIGIT | LEX_LETTER))
			continue;
		if (s->text[i] != '.')
			break;
		if (i + 1 == s->len)
			return ended(s, WB_TOKEN_NUMBER);
		if (!lex_is_digit(s->text[i + 1]))
			break;
	}
	if (i == s->len)
		return ended(s, WB_TOKEN_NUMBER);
	s->end = i;
	return WB_TOKEN_NUMBER;
}

/* Behind the quote that closes what was opened by a quote at `i`; 0 when the end cut it. */
static size_t close_quote(const struct scan *s, size_t i, char quote, bool escapes, bool doubled)
{
	const char *text = s->text;

	for (i++; i < s->len; i++) {
		if (escapes) {
			while (i < s->len && text[i] != quote && text[i] != '\\')
				i++;
		} else {
			const char *found = memchr(text + i, quote, s->len - i);

			i = found ? (size_t)(found - text) : s->len;
		}
		if (i >= s->len)
			return 0;
		if (text[i] == '\\' && escapes) {
			i++;
			continue;
		}
		if (!doubled)
			return i + 1;
		if (i + 1 == s->len)
			return s->last ? i + 1 : 0;
		if (text[i + 1] != quote)
			return i + 1;
		i++;
	}
	return 0;
}

static int32_t quoted(struct scan *s, char quote, int32_t token)
{
	bool escapes = quote != '`' && quote != ']' && (s->rules & WB_LEX_BACKSLASH);

	s->end = close_quote(s, s->begin, quote, escapes, quote != ']');
	return s->end ? token : cut(s);
}

/* E'…'. White space with a line feed and another quote behind it continue the string, by the same
 * rules. */
static int32_t escaped_string(struct scan *s)
{
	size_t quote = s->begin + 1, end, i;

	for (;;) {
		bool feed = false;

		end = close_quote(s, quote, '\'', true, true);
		if (!end)
			return cut(s);
		for (i = end; i < s->len && lex_is(s->text[i], LEX_BLANK); i++)
			feed |= s->text[i] == '\n';
		if (i == s->len && !s->last)
			return cut(s);
		if (i == s->len || !feed || s->text[i] != '\'')
			break;
		quote = i;
	}
	s->end = end;
	return WB_TOKEN_STRING;
}

static int32_t raw_string(struct scan *s)
{
	s->end = close_quote(s, s->begin + 1, s->text[s->begin + 1], false, false);
	return s->end ? WB_TOKEN_STRING : cut(s);
}

/* q'[…]': the quote stands at `quote`. */
static int32_t q_string(struct scan *s, size_t quote)
{
	static const char brackets[] = "[]{}<>()";
	const char *open = s->text + quote + 1, *end = s->text + s->len, *bracket, *found;
	char close[8];
	size_t n = 1;

	/* one character, in UTF-8 */
	while (open + n < end && n < 4 && ((unsigned char)open[n] & 0xc0) == 0x80)
		n++;
	if (open + n >= end)
		return cut(s);
	bracket = memchr(brackets, *open, sizeof(brackets) - 1);
	memcpy(close, open, n);
	if (bracket && (bracket - brackets) % 2 == 0)
		close[0] = bracket[1];
	close[n] = '\'';
	found = memmem(open + n, (size_t)(end - open) - n, close, n + 1);
	if (!found)
		return cut(s);
	s->end = (size_t)(found - s->text) + n + 1;
	return WB_TOKEN_STRING;
}

static int32_t line_comment(struct scan *s)
{
	const char *feed = memchr(s->text + s->begin, '\n', s->len - s->begin);

	if (!feed)
		return ended(s, WB_TOKEN_COMMENT);
	s->end = (size_t)(feed - s->text);
	return WB_TOKEN_COMMENT;
}

static int32_t dash(struct scan *s)
{
	size_t next = s->begin + 1;

	if (next == s->len)
		return ended(s, WB_TOKEN_MARK);
	if (s->text[next] != '-')
		return mark(s);
	if (!(s->rules & WB_LEX_DASH_SPACE))
		return line_comment(s);
	if (++next == s->len)
		return ended(s, WB_TOKEN_COMMENT);
	return (unsigned char)s->text[next] <= ' ' || s->text[next] == 127 ? line_comment(s)
									   : mark(s);
}

/* What begins with a slash. */
static int32_t slash(struct scan *s)
{
	const char *text = s->text, *found;
	size_t i = s->begin + 2, depth = 1;

	if (i > s->len)
		return ended(s, WB_TOKEN_MARK);
	if (text[i - 1] == '/' && (s->rules & WB_LEX_SLASH_COMMENT))
		return line_comment(s);
	if (text[i - 1] != '*')
		return mark(s);
	if (s->rules & WB_LEX_EXECUTABLE) {
		if (i == s->len || (text[i] == 'M' && i + 1 == s->len))
			return cut(s);
		if (text[i] == '!' || (text[i] == 'M' && text[i + 1] == '!'))
			return mark(s);
	}
	while (i < s->len && (found = memchr(text + i, '/', s->len - i))) {
		size_t at = (size_t)(found - text);

		if (at > i && text[at - 1] == '*') {
			if (--depth == 0) {
				s->end = at + 1;
				return WB_TOKEN_COMMENT;
			}
			i = at + 1;
		} else if ((s->rules & WB_LEX_NESTED) && at + 1 < s->len && text[at + 1] == '*') {
			depth++;
			i = at + 2;
		} else {
			i = at + 1;
		}
	}
	return cut(s);
}

/* $tag$…$tag$, or a $ that is none. */
static int32_t dollar(struct scan *s)
{
	const char *open = s->text + s->begin, *p;
	size_t i = s->begin + 1, size;

	if (i < s->len && lex_is(s->text[i], LEX_LETTER))
		while (i < s->len && lex_is(s->text[i], LEX_LETTER | LEX_DIGIT))
			i++;
	if (i == s->len && !s->last)
		return cut(s);
	if (i == s->len || s->text[i] != '$')
		return mark(s);
	size = i + 1 - s->begin;
	p = memmem(s->text + i + 1, s->len - i - 1, open, size);
	if (!p)
		return cut(s);
	s->end = (size_t)(p - s->text) + size;
	return WB_TOKEN_STRING;
}

static int32_t word(struct scan *s)
{
	if ((s->rules & WB_LEX_RAW) && (s->text[s->begin] | 0x20) == 'r') {
		if (s->begin + 1 == s->len)
			return ended(s, WB_TOKEN_WORD);
		if (s->text[s->begin + 1] == '\'' || s->text[s->begin + 1] == '"')
			return raw_string(s);
	}
	if ((s->rules & WB_LEX_E_STRING) && (s->text[s->begin] | 0x20) == 'e') {
		if (s->begin + 1 == s->len)
			return ended(s, WB_TOKEN_WORD);
		if (s->text[s->begin + 1] == '\'')
			return escaped_string(s);
	}
	if (s->rules & WB_LEX_Q_STRING) {
		size_t q = s->begin + ((s->text[s->begin] | 0x20) == 'n');

		if (q + 1 < s->len && (s->text[q] | 0x20) == 'q' && s->text[q + 1] == '\'')
			return q_string(s, q + 1);
	}
	return run(s, LEX_LETTER | LEX_DIGIT | LEX_DOLLAR, WB_TOKEN_WORD);
}

static int32_t other(struct scan *s)
{
	switch (s->text[s->begin]) {
	case '\'':
		return quoted(s, '\'', WB_TOKEN_STRING);
	case '"':
		return quoted(s, '"', WB_TOKEN_NAME);
	case '`':
		return s->rules & WB_LEX_BACKTICK ? quoted(s, '`', WB_TOKEN_NAME) : mark(s);
	case '[':
		return s->rules & WB_LEX_BRACKET ? quoted(s, ']', WB_TOKEN_NAME) : mark(s);
	case '#':
		return s->rules & WB_LEX_HASH ? line_comment(s) : mark(s);
	case '$':
		return s->rules & WB_LEX_DOLLAR ? dollar(s) : mark(s);
	case '-':
		return dash(s);
	case '/':
		return slash(s);
	default:
		return mark(s);
	}
}

static int32_t scan(struct scan *s)
{
	if (s->begin >= s->len) {
		s->end = s->begin;
		return s->last ? WB_TOKEN_END : WB_TOKEN_MORE;
	}
	switch (lex_classes[(unsigned char)s->text[s->begin]]) {
	case LEX_BLANK:
		return run(s, LEX_BLANK, WB_TOKEN_SPACE);
	case LEX_DIGIT:
		return number(s);
	case LEX_LETTER:
		return word(s);
	default:
		return other(s);
	}
}

int32_t lex_scan(uint32_t rules, const char *text, size_t len, size_t begin, int32_t last,
		 size_t *out_end)
{
	struct scan s = {
		.rules = rules, .text = text, .len = len, .begin = begin, .last = last != 0
	};
	int32_t token = scan(&s);

	*out_end = s.end;
	return token;
}
