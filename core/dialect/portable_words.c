/* SPDX-License-Identifier: MIT */
#include "portable_words.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* The text with the quote doubled, and the backslash as well where it would escape. */
static void doubled(struct buf *out, char quote, bool backslash, const char *text)
{
	const char special[] = { quote, backslash ? '\\' : quote, '\0' };

	for (;;) {
		size_t plain = strcspn(text, special);

		buf_add(out, text, plain);
		text += plain;
		if (!*text)
			return;
		buf_char(out, *text);
		buf_char(out, *text++);
	}
}

static bool fits(const struct wb_portable *how, const char *text)
{
	const size_t most = WB_HAS(how, literal_max) ? how->literal_max : 0;

	return !most || strlen(text) <= most;
}

void add_literal(const struct composer *c, const char *text)
{
	const uint32_t flags = c->how->flags;
	bool escape = text && flags & WB_PORTABLE_E_STRING && strchr(text, '\\');

	if (!text || !fits(c->how, text)) {
		buf_str(c->out, "NULL");
		return;
	}
	if (!*text && flags & WB_PORTABLE_EMPTY_IS_NULL)
		text = " ";
	if (escape)
		buf_char(c->out, 'E');
	buf_char(c->out, '\'');
	doubled(c->out, '\'', escape || flags & WB_PORTABLE_BACKSLASH, text);
	buf_char(c->out, '\'');
}

static void add_name(const struct composer *c, const char *name)
{
	const char *quotes =
		GAP(c->how, name_quotes, c->how->flags & WB_PORTABLE_BACKTICK ? "``" : "\"\"");

	buf_char(c->out, quotes[0]);
	doubled(c->out, quotes[1], false, name);
	buf_char(c->out, quotes[1]);
}

/* One of our tables, in full: a script may have changed where names are looked for. */
static void add_table(const struct composer *c, const char *table)
{
	if (c->args->home && *c->args->home) {
		add_name(c, c->args->home);
		buf_char(c->out, '.');
	}
	buf_str(c->out, table);
}

/* A column of ours that is a reserved word in the standard or in some database: in quotes, which must not
 * make another name of it than one without them is. */
static void add_reserved(const struct composer *c, const char *column, size_t len)
{
	bool upper = c->how->flags & WB_PORTABLE_UPPER;
	char name[16];

	for (size_t i = 0; i <= len && i < sizeof(name); i++)
		name[i] = i == len ? '\0'
			  : upper  ? (char)toupper((unsigned char)column[i])
				   : column[i];
	add_name(c, name);
}

/* Is it one that has to be quoted? */
static void add_column(const struct composer *c, const char *column, size_t len)
{
	if (strncmp(column, "at", len) == 0 || strncmp(column, "session", len) == 0)
		add_reserved(c, column, len);
	else
		buf_add(c->out, column, len);
}

/* The column in brackets or braces at `format`; returns where they end. */
static const char *compose_column(const struct composer *c, const char *format)
{
	bool time = *format == '{';
	size_t len = strcspn(++format, "]}");

	if (time)
		buf_str(c->out, GAP(c->how, time_text, ""));
	add_column(c, format, len);
	if (time)
		buf_str(c->out, GAP(c->how, time_text_end, ""));
	return format + len;
}

void compose(const struct composer *c, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	for (; *format; format++) {
		size_t plain = strcspn(format, "[{%");
		int64_t number;

		buf_add(c->out, format, plain);
		format += plain;
		if (!*format)
			break;
		if (*format != '%') {
			format = compose_column(c, format);
			continue;
		}
		switch (*++format) {
		case 't':
			add_table(c, va_arg(values, const char *));
			break;
		case 'l':
			add_literal(c, va_arg(values, const char *));
			break;
		case 'n':
			add_name(c, va_arg(values, const char *));
			break;
		case 's':
			buf_str(c->out, va_arg(values, const char *));
			break;
		default:
			number = va_arg(values, int64_t);
			if (*format == 'z' && !number)
				buf_str(c->out, "NULL");
			else
				buf_printf(c->out, "%" PRId64, number);
		}
	}
	va_end(values);
}
