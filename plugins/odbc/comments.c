/* SPDX-License-Identifier: MIT */
/* libsqliteodbc 0.99991 makes one line of a statement: a comment in dashes swallows all behind it, and the driver says
 * that all went well. Such a driver gets these comments in slashes and stars. */
#include <string.h>

#include "odbc.h"

/* A comment in dashes, to the end of its line. */
static size_t add_line(struct kit_text *out, const char *text, size_t len)
{
	const char *newline = memchr(text, '\n', len);
	const size_t all = newline ? (size_t)(newline - text) : len;

	kit_text_add(out, "/*");
	for (size_t i = 2; i < all; i++) {
		kit_text_append(out, text + i, 1);
		if (text[i] == '*' && i + 1 < all && text[i + 1] == '/')
			kit_text_add(out, " ");
	}
	kit_text_add(out, " */");
	return all;
}

static size_t add_block(struct kit_text *out, const char *text, size_t len)
{
	const char *end = len > 2 ? memmem(text + 2, len - 2, "*/", 2) : NULL;
	const size_t all = end ? (size_t)(end - text) + 2 : len;

	kit_text_append(out, text, all);
	return all;
}

/* What stands between two tokens: blanks and comments. */
static void add_between(struct kit_text *out, const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		const size_t left = len - at;

		if (left > 1 && memcmp(text + at, "--", 2) == 0) {
			at += add_line(out, text + at, left);
		} else if (left > 1 && memcmp(text + at, "/*", 2) == 0) {
			at += add_block(out, text + at, left);
		} else {
			kit_text_append(out, text + at++, 1);
		}
	}
}

void odbc_block_comments(const char *sql, size_t len, struct kit_text *out)
{
	struct kit_words w;
	size_t from = 0;

	for (kit_words_begin(&w, sql, len, 0); !kit_words_ended(&w); kit_words_next(&w)) {
		add_between(out, sql + from, w.begin - from);
		kit_text_append(out, sql + w.begin, w.end - w.begin);
		from = w.end;
	}
	add_between(out, sql + from, len - from);
}
