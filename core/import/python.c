/* SPDX-License-Identifier: MIT */
#include "python.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

/* Blanks, ends of lines and comments. */
static const char *skip(const char *at)
{
	for (;;) {
		at += strspn(at, " \t\r\n\\");
		if (*at != '#')
			return at;
		at += strcspn(at, "\n");
	}
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* What stands behind `NAME =`; NULL. */
static const char *find_value(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = text; at && *at; at = strchr(at, '\n'), at += at ? 1 : 0) {
		const char *value = at + len;

		if (strncmp(at, name, len) != 0 || is_word(*value))
			continue;
		value += strspn(value, " \t");
		if (*value == ':')
			value += strcspn(value, "=\n");
		if (*value == '=' && value[1] != '=')
			return value + 1;
	}
	return NULL;
}

/* One string in quotes, without escapes: where it ends; NULL: it is none. Without those, u'' and r'' say nothing else. */
static const char *read_string(const char *at, struct string_vec *out)
{
	char quote;
	size_t len;

	if (*at && strchr("uUrR", *at))
		at++;
	quote = *at;
	if ((quote != '\'' && quote != '"') || (at[1] == quote && at[2] == quote))
		return NULL;
	len = strcspn(at + 1, quote == '"' ? "\"\\\n" : "'\\\n");
	if (at[1 + len] != quote || string_vec_add_len(out, at + 1, len) < 0)
		return NULL;
	return at + len + 2;
}

/* Strings with commas between, up to the bracket that ends them. */
static const char *read_list(const char *at, struct string_vec *out)
{
	at = skip(at);
	while (at && *at && !strchr(")]}", *at)) {
		at = read_string(at, out);
		if (!at)
			return NULL;
		at = skip(at);
		if (*at == ',')
			at = skip(at + 1);
		else if (!strchr(")]}", *at))
			return NULL;
	}
	return at && *at ? at + 1 : NULL;
}

/* Does the value end here? */
static bool ends(const char *at)
{
	at += strspn(at, " \t\r;");
	return !*at || *at == '\n' || *at == '#';
}

int python_texts(const char *text, const char *name, struct string_vec *out, uint32_t *out_line)
{
	const char *at = find_value(text, name);

	if (!at)
		return 0;
	*out_line = (uint32_t)text_lines(text, (size_t)(at - text)) + 1;
	at += strspn(at, " \t");
	if (strncmp(at, "None", 4) == 0)
		return ends(at + 4) ? 1 : -1;
	if (strncmp(at, "set()", 5) == 0)
		return 1;
	at = *at && strchr("([{", *at) ? read_list(at + 1, out) : read_string(at, out);
	if (!at)
		return -1;
	at += strspn(at, " \t");
	/* 'a', 'b' without brackets */
	while (*at == ',' && !ends(at + 1)) {
		at = read_string(at + 1 + strspn(at + 1, " \t"), out);
		if (!at)
			return -1;
		at += strspn(at, " \t");
	}
	at += *at == ',';
	return ends(at) ? 1 : -1;
}

const char *python_docstring(const char *text, size_t *out_len)
{
	const char *at = skip(text), *end;

	if (strncmp(at, "\xEF\xBB\xBF", 3) == 0)
		at = skip(at + 3);
	at += *at == 'r' || *at == 'u';
	if (strncmp(at, "\"\"\"", 3) == 0 || strncmp(at, "'''", 3) == 0) {
		end = strstr(at + 3, *at == '"' ? "\"\"\"" : "'''");
		*out_len = end ? (size_t)(end - at) - 3 : 0;
		return end ? at + 3 : NULL;
	}
	if (*at != '"' && *at != '\'')
		return NULL;
	*out_len = strcspn(at + 1, *at == '"' ? "\"\n" : "'\n");
	return at + 1;
}
