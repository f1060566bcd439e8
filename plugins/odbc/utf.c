/* SPDX-License-Identifier: MIT */
/* ODBC's wide characters are UTF-16, ours UTF-8. What is no letter in the one becomes U+FFFD in the other. */
#include <stdlib.h>
#include <string.h>

#include "odbc.h"

#define REPLACEMENT UINT32_C(0xfffd)

/* The letter at `*at`, which is moved behind it. */
static uint32_t next_letter(const char *text, size_t len, size_t *at)
{
	unsigned char first = (unsigned char)text[(*at)++];
	int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
	uint32_t letter = more ? first & (0x3fU >> more) : first;

	if (first >= 0x80 && !more)
		return REPLACEMENT;
	for (; more; more--) {
		if (*at == len || ((unsigned char)text[*at] & 0xc0) != 0x80)
			return REPLACEMENT;
		letter = letter << 6 | ((unsigned char)text[(*at)++] & 0x3f);
	}
	return letter > 0x10ffff ? REPLACEMENT : letter;
}

SQLWCHAR *odbc_wide(const char *text, size_t len, size_t *out_len)
{
	SQLWCHAR *wide = malloc((len + 1) * sizeof(*wide));
	size_t count = 0;

	for (size_t at = 0; wide && at < len;) {
		uint32_t letter = next_letter(text, len, &at);

		if (letter >= 0x10000) {
			wide[count++] = (SQLWCHAR)(0xd800 + ((letter - 0x10000) >> 10));
			letter = 0xdc00 + ((letter - 0x10000) & 0x3ff);
		}
		wide[count++] = (SQLWCHAR)letter;
	}
	if (wide)
		wide[count] = 0;
	*out_len = count;
	return wide;
}

static void add_letter(struct kit_text *out, uint32_t letter)
{
	char bytes[4];
	size_t len = letter < 0x80 ? 1 : letter < 0x800 ? 2 : letter < 0x10000 ? 3 : 4;
	static const unsigned char heads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = len; i-- > 1; letter >>= 6)
		bytes[i] = (char)(0x80 | (letter & 0x3f));
	bytes[0] = (char)(heads[len] | letter);
	kit_text_append(out, bytes, len);
}

void odbc_narrow(struct kit_text *out, const SQLWCHAR *wide, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint32_t letter = wide[i];

		if (letter >= 0xd800 && letter < 0xdc00 && i + 1 < len && wide[i + 1] >= 0xdc00 &&
		    wide[i + 1] < 0xe000)
			letter = 0x10000 + ((letter - 0xd800) << 10) + (wide[++i] - 0xdc00U);
		else if (letter >= 0xd800 && letter < 0xe000)
			letter = REPLACEMENT;
		add_letter(out, letter);
	}
}

static SQLRETURN exec(const struct odbc_conn *c, SQLHSTMT stmt, const char *sql, size_t len)
{
	SQLRETURN said = SQL_ERROR;
	SQLWCHAR *wide;
	char *copy;

	if (c->bytes) {
		copy = strndup(sql, len);
		if (copy)
			said = SQLExecDirect(stmt, (SQLCHAR *)copy, (SQLINTEGER)len);
		free(copy);
		return said;
	}
	wide = odbc_wide(sql, len, &len);
	if (wide)
		said = SQLExecDirectW(stmt, wide, (SQLINTEGER)len);
	free(wide);
	return said;
}

SQLRETURN odbc_exec(struct odbc_conn *c, SQLHSTMT stmt, const char *sql, size_t len)
{
	struct kit_text text = { 0 };
	SQLRETURN said = SQL_ERROR;

	if (!c->one_line || !memmem(sql, len, "--", 2))
		return exec(c, stmt, sql, len);
	odbc_block_comments(sql, len, &text);
	if (!text.failed)
		said = exec(c, stmt, text.data, text.len);
	kit_text_release(&text);
	return said;
}

bool odbc_is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}
