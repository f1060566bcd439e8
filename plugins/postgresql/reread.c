/* SPDX-License-Identifier: MIT */
/* What the server writes in words that it does not read again as what they were: made so that it
 * does. For `a IN ('x', 'y')` with a varchar it has an array of varchar, cast to text[] as a whole,
 * and writes `(ARRAY['x'::character varying, …])::text[]`: read again, each element is cast by
 * itself, and another expression than the first comes of it. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

static const char opening[] = "(ARRAY['", closing[] = "])::";

/* Behind the literal that begins here; NULL: it has no end. */
static const char *skip_quoted(const char *p)
{
	char quote = *p++;

	for (; *p; p++) {
		if (*p != quote)
			continue;
		if (p[1] != quote)
			return p + 1;
		p++;
	}
	return NULL;
}

/* The bracket that closes what `p` stands in. */
static const char *find_end(const char *p)
{
	int depth = 0;

	while (p && *p) {
		if (*p == '\'' || *p == '"') {
			p = skip_quoted(p);
			continue;
		}
		if (*p == '[' || *p == '(')
			depth++;
		else if ((*p == ']' || *p == ')') && depth-- == 0)
			return p;
		p++;
	}
	return NULL;
}

/* The array that begins at `p`: where its brackets end, and the type of its elements. */
static const char *read_array(const char *p, const char **out_type, size_t *out_len)
{
	const char *element = p + sizeof(opening) - 2, *type = skip_quoted(element),
		   *end = find_end(element);

	if (!type || strncmp(type, "::", 2) != 0 || !end ||
	    strncmp(end, closing, sizeof(closing) - 1) != 0)
		return NULL;
	*out_type = type;
	*out_len = strcspn(type, ",](\"");
	return type[*out_len] == ',' || type[*out_len] == ']' ? end + 1 : NULL;
}

char *pg_reread(const char *text)
{
	const char *at = strstr(text, opening), *type;
	char *fresh, *to;
	size_t len;

	if (!at)
		return NULL;
	/* every array has its type once more, and two brackets */
	fresh = to = malloc(2 * strlen(text) + 1);
	for (; fresh && at; at = strstr(text, opening)) {
		const char *end = read_array(at, &type, &len), *behind = end ? end : at + 1;

		to = mempcpy(to, text, (size_t)(behind - text));
		if (end)
			to = stpcpy(mempcpy(to, type, len), "[]");
		text = behind;
	}
	if (fresh)
		memcpy(to, text, strlen(text) + 1);
	return fresh;
}
