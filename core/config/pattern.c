/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "base/kind.h"
#include "base/text.h"
#include "base/vec.h"

/* What databases call objects of their own, besides the engine's kinds. */
static const char *const classes[] = {
	"rule",
	"statistics",
	"function",
	"procedure",
	"package",
	"package body",
	"aggregate",
	"collation",
	"conversion",
	"cast",
	"operator",
	"operator class",
	"operator family",
	"publication",
	"event trigger",
	"server",
	"foreign data wrapper",
	"text search configuration",
	"text search dictionary",
	"text search parser",
	"text search template",
	"access method",
	"language",
	"transform",
};

#define CLASS_COUNT (sizeof(classes) / sizeof(classes[0]))

/* All that can be left out by its kind: what has a name of its own and is no part of a CREATE TABLE. */
static size_t list_kinds(const char *out[KIND_LAST + CLASS_COUNT])
{
	size_t count = 0;

	for (int32_t kind = WB_KIND_NAMESPACE; kind <= KIND_LAST; kind++)
		if (kind_excluded_as(kind))
			out[count++] = kind_excluded_as(kind);
	memcpy(out + count, classes, sizeof(classes));
	return count + CLASS_COUNT;
}

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

int pattern_check_kind(const char *pattern, struct wb_error *err)
{
	const char *kinds[KIND_LAST + CLASS_COUNT];
	const size_t count = list_kinds(kinds);
	size_t len;
	const char *name = pattern_name(pattern, &len), *nearest;
	AUTO_FREE char *kind = text_dup(pattern, len);

	if (!kind)
		return wb_error_nomem(err);
	if (!*name || name[strspn(name, ".")] == '\0')
		return wb_error_set(err, WB_E_CONFIG, "\"%s\" names nothing: [KIND:]NAME", pattern);
	for (size_t i = 0; i < count; i++)
		if (!len || strcmp(kinds[i], kind) == 0)
			return 0;
	if (strcmp(kind, "column") == 0 || strstr(kind, "key") || strstr(kind, "constraint"))
		return wb_error_set(err, WB_E_CONFIG,
				    "\"%s\": a %s is a part of its table, and can't be left out by "
				    "itself",
				    pattern, kind);
	nearest = text_nearest(kind, kinds, count);
	return wb_error_set(err, WB_E_CONFIG, "\"%s\": there is no kind \"%s\"%s%s%s", pattern,
			    kind, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
			    nearest ? "\"?" : "");
}
