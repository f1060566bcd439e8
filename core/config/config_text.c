/* SPDX-License-Identifier: MIT */
#include "config_text.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/text.h"

struct scan {
	const char *begin, *end;
	const char *path;
	struct problems *problems;
};

static int complain(const struct scan *s, const char *at, const char *what)
{
	return problem_add(s->problems, WB_E_CONFIG, s->path,
			   (uint32_t)text_lines(s->begin, (size_t)(at - s->begin)) + 1, "%s", what);
}

/* Behind the string that begins at `at`; NULL: it has no end. */
static const char *skip_string(const struct scan *s, const char *at)
{
	for (at++; at < s->end; at++) {
		if (*at == '"')
			return at + 1;
		if (*at == '\\' && at + 1 < s->end)
			at++;
	}
	return NULL;
}

static const char *skip_line(const struct scan *s, const char *at)
{
	const char *end = memchr(at, '\n', (size_t)(s->end - at));

	return end ? end : s->end;
}

static const char *skip_comment(const struct scan *s, const char *at)
{
	const char *end = memmem(at + 2, (size_t)(s->end - at) - 2, "*/", 2);

	return end ? end + 2 : NULL;
}

static const char *skip_word(const struct scan *s, const char *at)
{
	while (at < s->end && (isalnum((unsigned char)*at) || strchr("_-*", *at)))
		at++;
	return at;
}

/* libconfig 1.5 reads an integer with atoi unless an L follows. */
static int check_number(const struct scan *s, const char *at, const char *end)
{
	char *stop;
	unsigned long long value;

	errno = 0;
	value = strtoull(at, &stop, at[0] == '0' && (at[1] | 32) == 'x' ? 16 : 10);
	if (stop < end && strchr(".eE", *stop))
		return 0;
	if (!errno &&
	    value <= (stop < end && (*stop | 32) == 'l' ? (unsigned long long)LLONG_MAX : INT_MAX))
		return 0;
	return complain(s, at, "this number is too large: write it as a text, in quotes");
}

/* Look at what is at `*at`, and pass over it. */
static int scan_one(const struct scan *s, const char **at)
{
	const char *p = *at, *next = p + 1;

	if (*p == '"') {
		next = skip_string(s, p);
		if (!next)
			return complain(s, p, "the string that begins here has no end");
	} else if (*p == '#' || (*p == '/' && p + 1 < s->end && p[1] == '/')) {
		next = skip_line(s, p);
	} else if (*p == '/' && p + 1 < s->end && p[1] == '*') {
		next = skip_comment(s, p);
		if (!next)
			return complain(s, p, "the comment that begins here has no end");
	} else if (*p == '@') {
		return complain(s, p, "@include is not supported");
	} else if (isalpha((unsigned char)*p) || *p == '*') {
		next = skip_word(s, p);
	} else if (isdigit((unsigned char)*p)) {
		next = skip_word(s, p);
		*at = next;
		/* a fraction is another word, and may be as long as it likes */
		if (next < s->end && *next == '.') {
			*at = skip_word(s, next + 1);
			return 0;
		}
		return check_number(s, p, s->end);
	}
	*at = next;
	return 0;
}

int config_text_check(const char *text, size_t len, const char *path, struct problems *problems)
{
	struct scan s = { text, text + len, path, problems };
	size_t good = text_check_utf8(text, len);
	int status = 0;

	if (good < len)
		return complain(&s, text + good, text[good] ? "not valid UTF-8" : "a NUL byte");
	good = text_check_shown(text, len);
	if (good < len)
		return complain(&s, text + good,
				"a control character, or one that turns text round");
	while (text < s.end && status == 0)
		status = scan_one(&s, &text);
	return status;
}
