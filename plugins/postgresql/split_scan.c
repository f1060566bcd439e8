/* SPDX-License-Identifier: MIT */
/* The way through a statement, token by token, as psql goes it. */
#include <string.h>
#include <strings.h>

#include "split.h"

enum { WORD = 1, STOP = 2, LETTER = 4 };

/* Bytes of words; and those at which the scan through a statement has to stop and think. */
static unsigned char classes[256];

void pg_load_split(void)
{
	static const char stops[] = "'\"-/$();\\";

	for (int c = 0; c < 256; c++) {
		unsigned char class = 0;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80)
			class = WORD | LETTER;
		else if ((c >= '0' && c <= '9') || c == '$')
			class = WORD;
		if (c && strchr(stops, c))
			class |= STOP;
		classes[c] = class;
	}
}

bool pg_is_word(char c)
{
	return classes[(unsigned char)c] & WORD;
}

/* Is the $ at `i` inside a name? One begins with a letter, which may follow digits; but 1e5 is a
 * number. */
static bool in_word(const struct pg_text *t, size_t i)
{
	size_t first = i, letter, digit;

	while (first > t->floor && pg_is_word(t->text[first - 1]))
		first--;
	for (letter = first; letter < i && !(classes[(unsigned char)t->text[letter]] & LETTER);
	     letter++)
		;
	if (letter == i)
		return false;
	if (letter == first || (t->text[letter] | 0x20) != 'e')
		return true;
	for (digit = letter + 1; digit < i && !(classes[(unsigned char)t->text[digit]] & LETTER) &&
				 t->text[digit] != '$';
	     digit++)
		;
	return digit < i || digit == letter + 1;
}

/* Where the token begins that a quote at `i` belongs to, and whether a backslash escapes in it. */
static size_t string_begin(const struct pg_text *t, size_t i, uint32_t *rules)
{
	bool plain = t->text[i] == '\'' && (t->state->mode & PG_MODE_BACKSLASH);
	size_t first = i;
	char c;

	*rules = PG_LEXICAL;
	while (first > t->floor && pg_is_word(t->text[first - 1]))
		first--;
	if (t->text[i] == '\'' && first + 1 == i) {
		c = (char)(t->text[first] | 0x20);
		if (c == 'e')
			return first;
		plain &= c != 'b' && c != 'x';
	}
	if (first == i && i >= t->floor + 2 && t->text[i - 1] == '&' &&
	    (t->text[i - 2] | 0x20) == 'u' && (i == t->floor + 2 || !pg_is_word(t->text[i - 3])))
		plain = false;
	if (plain)
		*rules |= WB_LEX_BACKSLASH;
	return i;
}

/* psql ends a line comment at a carriage return as well. */
int32_t pg_scan(uint32_t rules, const struct pg_text *t, size_t i, size_t *end)
{
	int32_t token = pg_host->scan(rules, t->text, t->len, i, t->last, end);

	if (token == WB_TOKEN_COMMENT && t->text[i] == '-') {
		const char *cr = memchr(t->text + i, '\r', *end - i);

		if (cr)
			*end = (size_t)(cr - t->text);
	}
	return token;
}

/* ------------------------------------------------------------------ the way through a statement */

/* A word of a routine's definition. */
static void take_word(struct wb_lex *state, const char *word, size_t len)
{
	if (state->slot[SLOT_DEPTH])
		return;
	if (len == 5 && strncasecmp(word, "begin", len) == 0)
		state->slot[SLOT_BLOCK]++;
	else if (len == 4 && strncasecmp(word, "case", len) == 0 && state->slot[SLOT_BLOCK])
		state->slot[SLOT_BLOCK]++;
	else if (len == 3 && strncasecmp(word, "end", len) == 0 && state->slot[SLOT_BLOCK])
		state->slot[SLOT_BLOCK]--;
}

/* A letter right behind the digits of $1 is a part of it since version 15 ("param_junk" in psql's
 * scanner), so no quote behind it is an E'…'. */
static bool is_parameter(const struct pg_text *t, size_t from, size_t end)
{
	return t->text[from] == '$' && end > from + 1 && t->text[from + 1] >= '0' &&
	       t->text[from + 1] <= '9';
}

/* Pass a quote, a comment or a word, whatever begins at `*at`: 0, or what cut it off. */
static int32_t pass_token(struct pg_text *t, size_t *at)
{
	uint32_t rules;
	size_t from = string_begin(t, *at, &rules), end;
	int32_t token = pg_scan(rules, t, from, &end);

	if (token == WB_TOKEN_MORE || token == WB_TOKEN_TORN) {
		*at = token == WB_TOKEN_TORN ? t->len : from;
		return token;
	}
	if (is_parameter(t, from, end)) {
		if (end == t->len && !t->last) {
			*at = from;
			return WB_TOKEN_MORE;
		}
		end += end < t->len && (classes[(unsigned char)t->text[end]] & LETTER);
	}
	if (token == WB_TOKEN_WORD && t->state->slot[SLOT_ROUTINE])
		take_word(t->state, t->text + from, end - from);
	*at = t->floor = end;
	return 0;
}

/* Where it stands, a statement ends, or a command of psql begins. */
static bool ends_statement(const struct pg_text *t, size_t at)
{
	const int64_t *slot = t->state->slot;

	return t->text[at] == '\\' ||
	       (t->text[at] == ';' && !slot[SLOT_DEPTH] && !slot[SLOT_BLOCK]);
}

/* False: what begins at `*at` is no mark, but a token to be scanned. */
static bool pass_mark(struct pg_text *t, size_t *at)
{
	int64_t *depth = &t->state->slot[SLOT_DEPTH];

	switch (t->text[*at]) {
	case '(':
		++*depth;
		break;
	case ')':
		*depth -= *depth > 0;
		break;
	case ';':
		break;
	case '$':
		if (!in_word(t, *at))
			return false;
		while (*at < t->len && pg_is_word(t->text[*at]))
			++*at;
		return true;
	default:
		return false;
	}
	++*at;
	return true;
}

/* With more text the last word may go on, which is left then. */
static int32_t end_text(const struct pg_text *t, size_t *at)
{
	const int64_t *slot = t->state->slot;

	*at = t->len;
	if (t->last)
		return slot[SLOT_DEPTH] || slot[SLOT_BLOCK] ? WB_TOKEN_TORN : WB_TOKEN_END;
	while (*at > t->floor && pg_is_word(t->text[*at - 1]))
		--*at;
	/* a prefix of a string: U& */
	if (*at == t->len && *at > t->floor && t->text[*at - 1] == '&')
		for (--*at; *at > t->floor && pg_is_word(t->text[*at - 1]); --*at)
			;
	return WB_TOKEN_MORE;
}

int32_t pg_pass_statement(struct pg_text *t, size_t *at)
{
	const unsigned char stop = t->state->slot[SLOT_ROUTINE] ? STOP | LETTER : STOP;
	size_t i = *at;
	int32_t token;

	for (;;) {
		while (i < t->len && !(classes[(unsigned char)t->text[i]] & stop))
			i++;
		if (i == t->len)
			return end_text(t, at);
		*at = i;
		if (ends_statement(t, i))
			return WB_TOKEN_MARK;
		if (pass_mark(t, &i))
			continue;
		/* in a word that began before: a routine's words are tokens from their beginning,
		 * but not behind a digit */
		token = pass_token(t, at);
		if (token)
			return token;
		i = *at;
	}
}
