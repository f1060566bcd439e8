/* SPDX-License-Identifier: MIT */
/* Writing SQL that every sql_mode and every character set of a session reads alike. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "maria.h"

void maria_add(struct wb_text *out, const char *text)
{
	maria_host->append(out, text, strlen(text));
}

static void add_doubled(struct wb_text *out, char quote, const char *text, size_t len)
{
	maria_host->append(out, &quote, 1);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == quote)
			maria_host->append(out, &quote, 1);
		maria_host->append(out, text + i, 1);
	}
	maria_host->append(out, &quote, 1);
}

void maria_name(struct wb_text *out, const char *text, size_t len)
{
	add_doubled(out, '`', text, len);
}

/* Printable ASCII but for quotes and backslashes is the same in every mode; all else, the empty
 * text too, is written in hex. */
static bool is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~' || text[i] == '\'' || text[i] == '\\')
			return false;
	return len > 0;
}

void maria_literal(struct wb_text *out, const char *text, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	if (is_plain(text, len)) {
		add_doubled(out, '\'', text, len);
		return;
	}
	maria_add(out, "_utf8mb4 X'");
	for (size_t i = 0; i < len; i++) {
		char pair[2] = { digits[(unsigned char)text[i] >> 4], digits[text[i] & 15] };

		maria_host->append(out, pair, 2);
	}
	maria_add(out, "'");
}

static void add_table(struct wb_text *out, const char *home, const char *table)
{
	if (home && *home) {
		maria_name(out, home, strlen(home));
		maria_add(out, ".");
	}
	maria_add(out, table);
}

static void add_value(struct wb_text *out, const char *text)
{
	if (text)
		maria_literal(out, text, strlen(text));
	else
		maria_add(out, "NULL");
}

void maria_write(struct wb_text *out, const char *home, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	while (*format) {
		const char *sign = strchr(format, '%');
		size_t plain = sign ? (size_t)(sign - format) : strlen(format);
		char number[32];
		const char *text;

		maria_host->append(out, format, plain);
		format += plain;
		if (!sign)
			break;
		switch (format[1]) {
		case 's':
			maria_add(out, va_arg(values, const char *));
			break;
		case 'l':
			add_value(out, va_arg(values, const char *));
			break;
		case 'n':
			text = va_arg(values, const char *);
			maria_name(out, text, strlen(text));
			break;
		case 't':
			add_table(out, home, va_arg(values, const char *));
			break;
		default:
			snprintf(number, sizeof(number), "%" PRId64, va_arg(values, int64_t));
			maria_add(out, number);
		}
		format += 2;
	}
	va_end(values);
}

/* For people's SQL: as anyone would write it, in the server's usual mode. */
static void add_usual_literal(struct wb_text *out, const char *text, size_t len)
{
	maria_add(out, "'");
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\'' || text[i] == '\\')
			maria_host->append(out, text[i] == '\'' ? "'" : "\\", 1);
		maria_host->append(out, text + i, 1);
	}
	maria_add(out, "'");
}

int maria_quote(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		struct wb_error *err)
{
	const struct maria_conn *c = conn;
	size_t letters = 0;

	if (literal) {
		if (memchr(text, '\\', len) && c && (c->lex_mode & MARIA_NO_BACKSLASH))
			maria_literal(out, text, len);
		else
			add_usual_literal(out, text, len);
		return 0;
	}
	if (memchr(text, '\0', len))
		return maria_host->fail(err, WB_E_UNSUPPORTED,
					"MariaDB has no name with a NUL byte in it");
	for (size_t i = 0; i < len; i++)
		letters += (text[i] & 0xc0) != 0x80;
	if (letters == 0 || letters > 64)
		return maria_host->fail(err, WB_E_UNSUPPORTED,
					"a name of %zu characters: MariaDB takes 1 to 64", letters);
	maria_name(out, text, len);
	return 0;
}
