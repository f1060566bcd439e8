/* SPDX-License-Identifier: MIT */
/* The tokens of a statement, as sqlite3_complete() has them. */
#include <string.h>

#include "sqlite.h"

bool sqlite_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* Behind blanks and comments; `len` when the text ends there, also inside a comment. */
static size_t pass_blanks(const char *text, size_t len, size_t i)
{
	while (i < len) {
		const char *end;

		if (sqlite_is_blank(text[i])) {
			i++;
		} else if (text[i] == '-' && i + 1 < len && text[i + 1] == '-') {
			end = memchr(text + i, '\n', len - i);
			i = end ? (size_t)(end - text) + 1 : len;
		} else if (text[i] == '/' && i + 1 < len && text[i + 1] == '*') {
			end = i + 2 < len ? memmem(text + i + 2, len - i - 2, "*/", 2) : NULL;
			i = end ? (size_t)(end - text) + 2 : len;
		} else {
			break;
		}
	}
	return i;
}

void sqlite_next(const char *text, size_t len, size_t from, struct sqlite_word *out)
{
	size_t i = pass_blanks(text, len, from);
	const char *end;

	out->begin = i;
	out->token = TOKEN_OTHER;
	if (i >= len) {
		out->token = TOKEN_END;
	} else if (is_word(text[i])) {
		while (i < len && is_word(text[i]))
			i++;
		out->token = TOKEN_WORD;
	} else if (text[i] == '\'' || text[i] == '"' || text[i] == '`' || text[i] == '[') {
		end = memchr(text + i + 1, text[i] == '[' ? ']' : text[i], len - i - 1);
		i = end ? (size_t)(end - text) + 1 : len;
		out->token = TOKEN_QUOTED;
	} else {
		out->token = text[i] == ';' ? TOKEN_SEMICOLON : TOKEN_OTHER;
		i++;
	}
	out->end = i;
	/* a dash or a slash may begin a comment */
	out->cut = i >= len && out->token != TOKEN_SEMICOLON;
}

bool sqlite_one_of(const char *text, const struct sqlite_word *w, const char *const *words)
{
	for (; *words; words++)
		if (sqlite_word_is(text, w, *words))
			return true;
	return false;
}
