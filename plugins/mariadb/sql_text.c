/* SPDX-License-Identifier: MIT */
/* SQL in a text of our own, and texts in hex. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "maria.h"

static bool make_room(struct maria_text *t, size_t len)
{
	char *grown;

	if (t->failed)
		return false;
	if (t->len + len + 1 <= t->room)
		return true;
	grown = realloc(t->data, (t->len + len + 1) * 2);
	if (!grown) {
		t->failed = true;
		return false;
	}
	t->data = grown;
	t->room = (t->len + len + 1) * 2;
	return true;
}

void maria_text_add(struct maria_text *t, const char *format, ...)
{
	va_list values, again;
	int n;

	va_start(values, format);
	va_copy(again, values);
	n = vsnprintf(NULL, 0, format, values);
	va_end(values);
	if (n >= 0 && make_room(t, (size_t)n)) {
		vsnprintf(t->data + t->len, (size_t)n + 1, format, again);
		t->len += (size_t)n;
	}
	va_end(again);
}

void maria_text_literal(struct maria_text *t, const char *value)
{
	maria_text_add(t, "_utf8mb4 X'");
	for (; *value; value++)
		maria_text_add(t, "%02x", (unsigned char)*value);
	maria_text_add(t, "'");
}

void maria_text_quoted(struct maria_text *t, const char *name)
{
	maria_text_add(t, "`");
	for (; *name; name++)
		maria_text_add(t, *name == '`' ? "``" : "%c", *name);
	maria_text_add(t, "`");
}

void maria_text_name(struct maria_text *t, const char *schema, const char *name)
{
	maria_text_quoted(t, schema);
	maria_text_add(t, ".");
	maria_text_quoted(t, name);
}

void maria_text_hex(struct maria_text *t, const char *name)
{
	for (; *name; name++)
		maria_text_add(t, "%02X", (unsigned char)*name);
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A field of hex as text; returns what is behind it and one blank. */
const char *maria_read_hex(const char *at, char *out, size_t size)
{
	size_t n = 0;

	for (; digit(at[0]) >= 0 && digit(at[1]) >= 0; at += 2)
		if (n + 1 < size)
			out[n++] = (char)(digit(at[0]) << 4 | digit(at[1]));
	out[n] = '\0';
	return *at == ' ' ? at + 1 : at;
}
