/* SPDX-License-Identifier: MIT */
#include "comment_lines.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

static bool ends_with(const char *text, size_t len, const char *word)
{
	const size_t n = strlen(word);

	return len >= n && strncasecmp(text + len - n, word, n) == 0;
}

/* `-- expect: 3`, `-- whimbrel:allow`, and what looks like the beginning of a section. */
static bool speaks_to_us(const char *line, size_t len)
{
	const char *end = line + len, *at = line;

	while ((at = memchr(at, ':', (size_t)(end - at)))) {
		const size_t before = (size_t)(at - line);

		if (ends_with(line, before, "expect") || ends_with(line, before, "whimbrel") ||
		    ends_with(line, before, "migrate"))
			return true;
		at++;
	}
	return false;
}

/* Two dashes begin a comment in every dialect only with a blank behind them; in some a carriage
 * return ends it, or a backslash at its end carries it on. */
static bool is_idle(const char *line, size_t len)
{
	len = text_trim(&line, len);
	if (len == 0)
		return true;
	return len >= 2 && memcmp(line, "--", 2) == 0 &&
	       (len == 2 || line[2] == ' ' || line[2] == '\t') && line[len - 1] != '\\' &&
	       !memchr(line, '\r', len) && !speaks_to_us(line, len);
}

/* A comment in slashes and stars that no dialect takes for more: not for code that some run, nor for a
 * hint, nor for one with another in it, which some nest. */
static bool is_plain_block(const char *text, size_t len)
{
	return len > 2 && memcmp(text, "/*", 2) == 0 && !strchr("!M+", text[2]) && text[2] &&
	       !memmem(text + 2, len - 2, "/*", 2) && !speaks_to_us(text, len);
}

static size_t comment_begin(const char *text, size_t len, size_t at)
{
	while (at < len && strchr(" \t\r\n", text[at]) && text[at])
		at++;
	return at;
}

/* Where the line feed stands that ends such a comment, which nothing else shares its lines with; 0: it is
 * another one. */
static size_t block_feed(const char *text, size_t len)
{
	const char *close = len > 3 && text[1] == '*' ? memmem(text + 2, len - 2, "*/", 2) : NULL;
	const char *feed = close ? memchr(close, '\n', len - (size_t)(close - text)) : NULL;
	const char *behind = close ? close + 2 : NULL;
	size_t rest = feed ? (size_t)(feed - behind) : 1;

	return feed && text_trim(&behind, rest) == 0 &&
			       is_plain_block(text, (size_t)(close + 2 - text))
		       ? (size_t)(feed - text)
		       : 0;
}

size_t comment_lines_end(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		const char *feed = memchr(text + at, '\n', len - at);
		const size_t begin = comment_begin(text, len, at);

		if (begin < len && text[begin] == '/') {
			const size_t end = block_feed(text + begin, len - begin);

			feed = end ? text + begin + end : NULL;
		} else if (feed && !is_idle(text + at, (size_t)(feed - (text + at)))) {
			feed = NULL;
		}
		if (!feed)
			break;
		at = (size_t)(feed - text) + 1;
	}
	return at;
}

bool comment_stays_open(const char *text, size_t len, size_t *out_begin, size_t *out_end)
{
	const size_t begin = comment_begin(text, len, 0);
	const char *feed =
		begin + BLOCK_HEAD < len ? memrchr(text + begin, '\n', len - begin) : NULL;

	if (!feed || (size_t)(feed - text) < begin + BLOCK_HEAD ||
	    memmem(text + begin + 2, len - begin - 2, "*/", 2) ||
	    !is_plain_block(text + begin, len - begin))
		return false;
	*out_begin = begin;
	*out_end = (size_t)(feed - text);
	return true;
}
