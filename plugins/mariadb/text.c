/* SPDX-License-Identifier: MIT */
/* Names and literals that every sql_mode and every character set of a session reads alike. */
#include <string.h>

#include <whimbrel/kit/hex.h>

#include "maria.h"

/* Printable ASCII but for quotes and backslashes is the same in every mode; all else, the empty
 * text too, is written in hex. */
static bool is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~' || text[i] == '\'' || text[i] == '\\')
			return false;
	return len > 0;
}

static void put_literal(struct kit_sink *out, const char *text, size_t len)
{
	if (is_plain(text, len)) {
		kit_put_quoted(out, '\'', false, text, len);
		return;
	}
	kit_put(out, "_utf8mb4 X'", 11);
	kit_put_hex(out, text, len);
	kit_put(out, "'", 1);
}

const struct kit_dialect maria_sql = { .quote = '`', .literal = put_literal };

/* For people's SQL: as anyone would write it, in the server's usual mode. */
int maria_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
		struct wb_error *err)
{
	const struct maria_conn *c = conn;
	struct kit_sink to = { .engines = out };
	const size_t len = text.len;
	size_t letters = 0;

	if (literal) {
		if (memchr(text.at, '\\', len) && c && (c->lex_mode & MARIA_NO_BACKSLASH))
			put_literal(&to, text.at, len);
		else
			kit_put_quoted(&to, '\'', true, text.at, len);
		return 0;
	}
	if (memchr(text.at, '\0', len))
		return maria_host->fail(err, WB_E_UNSUPPORTED,
					"MariaDB has no name with a NUL byte in it");
	for (size_t i = 0; i < len; i++)
		letters += (text.at[i] & 0xc0) != 0x80;
	if (letters == 0 || letters > 64)
		return maria_host->fail(err, WB_E_UNSUPPORTED,
					"a name of %zu characters: MariaDB takes 1 to 64", letters);
	kit_put_quoted(&to, '`', false, text.at, len);
	return 0;
}
