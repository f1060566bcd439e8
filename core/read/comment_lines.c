/* SPDX-License-Identifier: MIT */
#include "comment_lines.h"

#include <stdbool.h>
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

size_t comment_lines_end(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		const char *feed = memchr(text + at, '\n', len - at);

		if (!feed || !is_idle(text + at, (size_t)(feed - (text + at))))
			break;
		at = (size_t)(feed - text) + 1;
	}
	return at;
}
