/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "base/kind.h"

static int fold(char c, bool any_case)
{
	return any_case && c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* Behind one character of UTF-8. */
static const char *behind(const char *text)
{
	for (text++; ((unsigned char)*text & 0xc0) == 0x80; text++)
		;
	return text;
}

bool pattern_match(const char *pattern, const char *text, bool any_case)
{
	const char *star = NULL, *again = NULL;

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			again = text;
			continue;
		}
		if (!*text && !*pattern)
			return true;
		if (*text && *pattern == '?') {
			pattern++;
			text = behind(text);
			continue;
		}
		if (*text && *pattern) {
			const char *plain = *pattern == '\\' && pattern[1] ? pattern + 1 : pattern;

			if (fold(*plain, any_case) == fold(*text, any_case)) {
				pattern = plain + 1;
				text++;
				continue;
			}
		}
		/* let the last star take one character more */
		if (!star || !*again)
			return false;
		pattern = star;
		text = again = behind(again);
	}
}

const char *pattern_name(const char *pattern, size_t *kind_len)
{
	const char *colon = strchr(pattern, ':');

	/* a backslash makes it a name's */
	*kind_len = colon && colon > pattern && colon[-1] != '\\' ? (size_t)(colon - pattern) : 0;
	return *kind_len ? colon + 1 : pattern;
}

int pattern_check_plain(const char *pattern, struct wb_error *err)
{
	if (pattern[strcspn(pattern, ".:")])
		return wb_error_set(err, WB_E_CONFIG,
				    "\"%s\" is no name of a schema: one, with * and ?, and nothing "
				    "else",
				    pattern);
	return 0;
}

static bool is_engine_kind(const char *kind, size_t len)
{
	for (int32_t i = WB_KIND_NAMESPACE; i <= KIND_LAST; i++) {
		const char *own = kind_excluded_as(i);

		if (own && strlen(own) == len && memcmp(own, kind, len) == 0)
			return true;
	}
	return false;
}

int pattern_check_kind(const char *pattern, struct wb_error *err)
{
	size_t len;
	const char *name = pattern_name(pattern, &len);

	if (!*name || name[strspn(name, ".")] == '\0')
		return wb_error_set(err, WB_E_CONFIG, "\"%s\" names nothing: [KIND:]NAME", pattern);
	return len && !is_engine_kind(pattern, len);
}
