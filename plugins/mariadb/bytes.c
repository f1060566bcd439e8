/* SPDX-License-Identifier: MIT */
/* SHOW CREATE TABLE has the default of a binary column as it is: bytes in quotes, which need be no
 * text. They are written in hexadecimal, so that a dump, a revision and the server agree on them. */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/hex.h>

#include "schema.h"

/* How many bytes the character at `at` has; 0: it is none. */
static size_t character(const char *at)
{
	const unsigned char c = (unsigned char)at[0];
	const size_t len = c < 0x80   ? 1
			   : c < 0xc2 ? 0
			   : c < 0xe0 ? 2
			   : c < 0xf0 ? 3
			   : c < 0xf5 ? 4
				      : 0;

	for (size_t i = 1; i < len; i++)
		if (((unsigned char)at[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

static bool is_text(const char *at)
{
	for (size_t len; *at; at += len)
		if (!(len = character(at)))
			return false;
	return true;
}

/* Behind the name or literal that begins here. */
static const char *behind_quotes(const char *at)
{
	const char quote = *at++;

	for (; *at; at++)
		if (*at == '\\' && quote == '\'' && at[1])
			at++;
		else if (*at == quote && at[1] == quote)
			at++;
		else if (*at == quote)
			return at + 1;
	return at;
}

/* A literal's bytes. */
static void add_bytes(struct kit_text *out, const char *at, const char *end)
{
	struct kit_sink to = { .own = out };

	kit_text_add(out, "0x");
	for (at++; at < end - 1; at++) {
		char byte = *at;

		if (byte == '\\' && at + 2 < end)
			byte = *++at == '0' ? '\0' : maria_unescaped(*at);
		else if (byte == '\'')
			at++;
		kit_put_hex(&to, &byte, 1);
	}
}

static void add_literal(struct kit_text *out, const char *at, const char *end)
{
	for (const char *p = at; p < end; p += character(p))
		if (!character(p)) {
			add_bytes(out, at, end);
			return;
		}
	kit_text_append(out, at, (size_t)(end - at));
}

bool maria_bytes_in_hex(char **text)
{
	struct kit_text out = { 0 };
	char *done;

	if (is_text(*text))
		return true;
	for (const char *at = *text, *end; *at; at = end) {
		end = *at == '\'' || *at == '`' ? behind_quotes(at) : at + 1;
		if (*at == '\'')
			add_literal(&out, at, end);
		else
			kit_text_append(&out, at, (size_t)(end - at));
	}
	done = kit_text_take(&out);
	if (!done)
		return false;
	free(*text);
	*text = done;
	return true;
}
