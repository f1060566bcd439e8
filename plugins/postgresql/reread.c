/* SPDX-License-Identifier: MIT */
/* What the server writes in words that it does not read again as what they were: made so that it
 * does. For `a IN ('x', 'y')` with a varchar it has an array of varchar, cast to text[] as a whole,
 * and writes `(ARRAY['x'::character varying, …])::text[]`: read again, each element is cast by
 * itself, and another expression than the first comes of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ arrays */

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

static char *reread_arrays(const char *text)
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

/* ------------------------------------------------------------------ names of constants */

/* The name that a column has by itself where it is a constant of this type. */
static bool is_own_name(const char *type, size_t len, const char *name, size_t name_len)
{
	static const char *const names[][2] = {
		{ "bigint", "int8" },
		{ "boolean", "bool" },
		{ "character", "bpchar" },
		{ "character varying", "varchar" },
		{ "double precision", "float8" },
		{ "integer", "int4" },
		{ "real", "float4" },
		{ "smallint", "int2" },
		{ "time with time zone", "timetz" },
		{ "time without time zone", "time" },
		{ "timestamp with time zone", "timestamptz" },
		{ "timestamp without time zone", "timestamp" },
	};
	char plain[64];
	size_t size = 0;

	for (size_t i = 0; i < len && size + 1 < sizeof(plain); i++) {
		if (type[i] == '(')
			while (i < len && type[i] != ')')
				i++;
		else if (type[i] == '.')
			size = 0;
		else if (type[i] != '[' && type[i] != ']')
			plain[size++] = type[i];
	}
	plain[size] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(plain, names[i][0]) == 0)
			return strlen(names[i][1]) == name_len &&
			       strncmp(names[i][1], name, name_len) == 0;
	return size == name_len && strncmp(plain, name, name_len) == 0;
}

/* Behind a constant: `::type AS name`, where the name says nothing; where the type ends, and all of it. */
static const char *skip_name(const char *p, const char **out_type_end)
{
	static const char small[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	const char *type = p + 2, *as = strstr(p, " AS "), *name;
	size_t len;

	if (strncmp(p, "::", 2) != 0 || !as || as == type)
		return NULL;
	for (const char *c = type; c < as; c++)
		if (!strchr(small, *c) && !strchr(" .,()[]", *c))
			return NULL;
	name = as + 4;
	len = strspn(name, small);
	if (!len || !(name[len] == ',' || name[len] == '\n' || name[len] == ';' || !name[len]) ||
	    !is_own_name(type, (size_t)(as - type), name, len))
		return NULL;
	*out_type_end = as;
	return name + len;
}

/* A constant that got its type from another one has no name in a UNION, and once it was written with that type
 * it has that of the type: which the server then writes as well. */
static char *reread_names(const char *text)
{
	char *fresh = strstr(text, " AS ") ? malloc(strlen(text) + 1) : NULL, *to = fresh;
	const char *type_end, *behind;

	while (fresh && *text) {
		const char *end = *text == '\'' || *text == '"'     ? skip_quoted(text)
				  : strncmp(text, "NULL::", 6) == 0 ? text + 4
								    : NULL;

		behind = end && *text != '"' ? skip_name(end, &type_end) : NULL;
		to = mempcpy(to, text,
			     behind ? (size_t)(type_end - text)
			     : end  ? (size_t)(end - text)
				    : 1);
		text = behind ? behind : end ? end : text + 1;
	}
	if (fresh)
		*to = '\0';
	return fresh;
}

char *pg_reread(const char *text)
{
	char *named = reread_names(text), *fresh = reread_arrays(named ? named : text);

	if (!fresh)
		return named;
	free(named);
	return fresh;
}

/* ------------------------------------------------------------------ one form */

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
