/* SPDX-License-Identifier: MIT */
/* Lists of names as the server takes them. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

char *pg_array(const char *const *names, size_t count)
{
	size_t size = 3;
	char *text, *at;

	for (size_t i = 0; i < count; i++)
		size += 2 * strlen(names[i]) + 3;
	text = at = malloc(size);
	if (!text)
		return NULL;
	*at++ = '{';
	for (size_t i = 0; i < count; i++) {
		if (i)
			*at++ = ',';
		*at++ = '"';
		for (const char *p = names[i]; *p; p++) {
			if (*p == '"' || *p == '\\')
				*at++ = '\\';
			*at++ = *p;
		}
		*at++ = '"';
	}
	*at++ = '}';
	*at = '\0';
	return text;
}

/* A pattern as a regular expression, for free. */
static char *expression_of(const char *pattern)
{
	char *text = malloc(2 * strlen(pattern) + 3), *at = text;

	if (!text)
		return NULL;
	*at++ = '^';
	for (; *pattern; pattern++) {
		if (*pattern == '*' || *pattern == '?') {
			*at++ = '.';
			if (*pattern == '*')
				*at++ = '*';
			continue;
		}
		if (*pattern == '\\' && pattern[1])
			pattern++;
		if (ispunct((unsigned char)*pattern) && *pattern != '_')
			*at++ = '\\';
		*at++ = *pattern;
	}
	*at++ = '$';
	*at = '\0';
	return text;
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
