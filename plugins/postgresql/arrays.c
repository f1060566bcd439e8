/* SPDX-License-Identifier: MIT */
/* Lists of names as the server takes them. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

char *pg_array(const char *const *names, size_t count)
{
	struct kit_text text = { 0 };

	for (size_t i = 0; i < count; i++) {
		kit_text_add(&text, i ? ",\"" : "{\"");
		for (const char *p = names[i]; *p; p++) {
			if (*p == '"' || *p == '\\')
				kit_text_add(&text, "\\");
			kit_text_append(&text, p, 1);
		}
		kit_text_add(&text, "\"");
	}
	kit_text_add(&text, count ? "}" : "{}");
	return kit_text_take(&text);
}

/* A pattern as a regular expression, for free. */
static char *expression_of(const char *pattern)
{
	struct kit_text text = { 0 };

	kit_text_add(&text, "^");
	for (; *pattern; pattern++) {
		if (*pattern == '*' || *pattern == '?') {
			kit_text_add(&text, *pattern == '*' ? ".*" : ".");
			continue;
		}
		if (*pattern == '\\' && pattern[1])
			pattern++;
		if (ispunct((unsigned char)*pattern) && *pattern != '_')
			kit_text_add(&text, "\\");
		kit_text_append(&text, pattern, 1);
	}
	kit_text_add(&text, "$");
	return kit_text_take(&text);
}

char *pg_expressions(const struct wb_scope *scope, bool *failed)
{
	char **list = calloc(scope->namespace_count + 1, sizeof(*list)), *text = NULL;

	*failed = !list;
	for (size_t i = 0; list && scope->namespaces && i < scope->namespace_count; i++)
		*failed = !(list[i] = expression_of(scope->namespaces[i])) || *failed;
	if (!*failed && scope->namespaces)
		*failed = !(text = pg_array((const char *const *)list, scope->namespace_count));
	for (size_t i = 0; list && i < scope->namespace_count; i++)
		free(list[i]);
	free(list);
	return text;
}
