/* SPDX-License-Identifier: MIT */
/* What the server writes in words that it does not read again as what they were: made so that it
 * does. For `a IN ('x', 'y')` with a varchar it has an array of varchar, cast to text[] as a whole,
 * and writes `(ARRAY['x'::character varying, …])::text[]`: read again, each element is cast by
 * itself, and another expression than the first comes of it. */
#include <stdio.h>
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

/* One element, 'x'::type: where it ends; NULL: it is something else. */
static const char *skip_element(const char *p)
{
	const char *type = *p == '\'' ? skip_quoted(p) : NULL;
	size_t len;

	if (!type || strncmp(type, "::", 2) != 0)
		return NULL;
	len = strcspn(type, ",](\"");
	return type[len] == ',' || type[len] == ']' ? type + len : NULL;
}

/* Write the array that begins at `p`, with each element cast by itself. Where it ends; NULL: it is
 * none of these. */
static const char *spread(const char *p, FILE *out)
{
	const char *first = p + sizeof(opening) - 2, *end = first, *type;
	int len;

	for (end = skip_element(first); end && *end == ','; end = skip_element(end + 2))
		if (end[1] != ' ')
			return NULL;
	if (!end || strncmp(end, closing, sizeof(closing) - 1) != 0)
		return NULL;
	type = end + sizeof(closing) - 3;
	len = (int)strcspn(type, "[)");
	if (strncmp(type + len, "[]", 2) != 0)
		return NULL;
	for (const char *at = first, *behind; at < end; at = behind + 2) {
		behind = skip_element(at);
		fprintf(out, "%s(%.*s)%.*s", at == first ? "ARRAY[" : ", ", (int)(behind - at), at,
			len, type);
	}
	fputc(']', out);
	return type + len + 2;
}

char *pg_one_form(const char *text)
{
	char *form = NULL;
	size_t size;
	FILE *out = strstr(text, opening) || strstr(text, "ARRAY[('") ? open_memstream(&form, &size)
								      : NULL;

	if (!out)
		return NULL;
	while (*text) {
		const char *at = strstr(text, opening), *behind;

		fwrite(text, 1, at ? (size_t)(at - text) : strlen(text), out);
		if (!at)
			break;
		behind = spread(at, out);
		if (!behind)
			fputc(*at, out);
		text = behind ? behind : at + 1;
	}
	fclose(out);
	return form;
}
