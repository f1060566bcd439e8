/* SPDX-License-Identifier: MIT */
#include "say.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define PAINTS 7

static const char paints[PAINTS][8] = {
	[PAINT_NONE] = "\033[0m",   [PAINT_ID] = "\033[33m",   [PAINT_GOOD] = "\033[32m",
	[PAINT_BAD] = "\033[1;31m", [PAINT_WARN] = "\033[35m", [PAINT_MARK] = "\033[1;36m",
	[PAINT_FAINT] = "\033[2m",
};

const char *paint_code(bool color, enum paint paint)
{
	return color ? paints[paint] : "";
}

static bool is_paint(const char *text)
{
	for (size_t i = 0; i < PAINTS; i++)
		if (text == paints[i])
			return true;
	return false;
}

/* ------------------------------------------------------------------ escaping */

/* The character at `text` and its length; 0: it is no UTF-8 (RFC 3629). */
static size_t decode(const unsigned char *text, size_t len, uint32_t *out)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = text[0] < 0x80           ? 1
		      : (text[0] >> 5) == 0x06 ? 2
		      : (text[0] >> 4) == 0x0e ? 3
		      : (text[0] >> 3) == 0x1e ? 4
					       : 0;
	uint32_t c = size == 1 ? text[0] : text[0] & (0x7fu >> size);

	if (!size || size > len)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (text[i] & 0x3fu);
	}
	if (c < least[size] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return size;
}

/* Control characters, and what turns the direction of text or breaks a line. */
static bool is_harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* What is shown of what stands at `text`: at most ESCAPE_MAX bytes and a NUL. How much of the text it
 * stands for. */
#define ESCAPE_MAX 8

static size_t escape(const char *text, size_t len, bool lines, char out[ESCAPE_MAX + 1])
{
	uint32_t c = 0;
	size_t size = decode((const unsigned char *)text, len, &c);

	if (!size) {
		snprintf(out, ESCAPE_MAX + 1, "\\x%02x", (unsigned char)*text);
		return 1;
	}
	if (c == '\t' || !is_harmful(c) || (lines && c == '\n')) {
		memcpy(out, text, size);
		out[size] = '\0';
	} else if (lines && c == '\r' && len > 1 && text[1] == '\n') {
		out[0] = '\0';
	} else if (c == '\n' || c == '\r') {
		snprintf(out, ESCAPE_MAX + 1, "\\%c", c == '\n' ? 'n' : 'r');
	} else {
		snprintf(out, ESCAPE_MAX + 1, c < 0x80 ? "\\x%02x" : "\\u%04x", (unsigned)c);
	}
	return size;
}

static void write_escaped(FILE *out, const char *text, size_t len, bool lines)
{
	char shown[ESCAPE_MAX + 1];
	size_t from = 0, size;

	for (size_t at = 0; at < len; at += size) {
		size = escape(text + at, len - at, lines, shown);
		if (strlen(shown) == size && memcmp(text + at, shown, size) == 0)
			continue;
		fwrite(text + from, 1, at - from, out);
		fputs(shown, out);
		from = at + size;
	}
	fwrite(text + from, 1, len - from, out);
}

void say_lines(FILE *out, const char *text, size_t len)
{
	write_escaped(out, text, len, true);
}

char *say_escaped(const char *text, char *out, size_t most)
{
	char shown[ESCAPE_MAX + 1];
	size_t len = strlen(text), used = 0;

	for (size_t at = 0; at < len;) {
		at += escape(text + at, len - at, false, shown);
		if (used + strlen(shown) >= most)
			break;
		memcpy(out + used, shown, strlen(shown));
		used += strlen(shown);
	}
	out[used] = '\0';
	return out;
}

/* ------------------------------------------------------------------ formats */

/* One conversion: %-*.*zs */
struct conversion {
	bool left, zero;
	int width, precision; /* -1: none */
	char length;          /* 0, 'l', 'L' for ll, 'z' */
	char type;
};

static int read_number(const char **format, va_list *args)
{
	int number = 0;

	if (**format == '*') {
		(*format)++;
		return va_arg(*args, int);
	}
	while (**format >= '0' && **format <= '9')
		number = number * 10 + *(*format)++ - '0';
	return number;
}

static struct conversion read_conversion(const char **format, va_list *args)
{
	struct conversion c = { .precision = -1 };

	for (; **format == '-' || **format == '0'; (*format)++) {
		c.left = c.left || **format == '-';
		c.zero = c.zero || **format == '0';
	}
	c.width = read_number(format, args);
	if (**format == '.') {
		(*format)++;
		c.precision = read_number(format, args);
	}
	for (; **format == 'l' || **format == 'z'; (*format)++)
		c.length = c.length == 'l' ? 'L' : **format;
	c.type = *(*format)++;
	return c;
}

static void pad(FILE *out, int count)
{
	fprintf(out, "%*s", count > 0 ? count : 0, "");
}

/* Columns are counted in characters of the text, as escapes are rare. */
static void write_text(FILE *out, const struct conversion *c, const char *text)
{
	const size_t len = c->precision < 0 ? strlen(text) : strnlen(text, (size_t)c->precision);
	int columns = 0;

	if (is_paint(text)) {
		fputs(text, out);
		return;
	}
	for (size_t i = 0; i < len; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	if (!c->left)
		pad(out, c->width - columns);
	write_escaped(out, text, len, false);
	if (c->left)
		pad(out, c->width - columns);
}

static void write_number(FILE *out, const struct conversion *c, unsigned long long value,
			 bool minus)
{
	char digits[32];

	snprintf(digits, sizeof(digits), c->type == 'x' ? "%s%llx" : "%s%llu", minus ? "-" : "",
		 value);
	for (int i = (int)strlen(digits); c->zero && i < c->width; i++)
		putc('0', out);
	if (!c->left && !c->zero)
		pad(out, c->width - (int)strlen(digits));
	fputs(digits, out);
	if (c->left)
		pad(out, c->width - (int)strlen(digits));
}

static void write_signed(FILE *out, const struct conversion *c, long long value)
{
	write_number(out, c, value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value,
		     value < 0);
}

static void write_conversion(FILE *out, const struct conversion *c, va_list *args)
{
	char one[2] = "";

	switch (c->type) {
	case 's':
		write_text(out, c, va_arg(*args, const char *));
		break;
	case 'c':
		one[0] = (char)va_arg(*args, int);
		write_text(out, c, one);
		break;
	case 'f':
		fprintf(out, "%*.*f", c->width, c->precision < 0 ? 6 : c->precision,
			va_arg(*args, double));
		break;
	case 'd':
	case 'i':
		write_signed(out, c,
			     c->length == 'L'   ? va_arg(*args, long long)
			     : c->length == 'l' ? va_arg(*args, long)
			     : c->length == 'z' ? va_arg(*args, ssize_t)
						: va_arg(*args, int));
		break;
	default: /* u, x */
		write_number(out, c,
			     c->length == 'L'   ? va_arg(*args, unsigned long long)
			     : c->length == 'l' ? va_arg(*args, unsigned long)
			     : c->length == 'z' ? va_arg(*args, size_t)
						: va_arg(*args, unsigned),
			     false);
	}
}

void say(FILE *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	while (*format) {
		struct conversion conversion;

		if (*format != '%' || format[1] == '%') {
			format += *format == '%';
			putc(*format++, out);
			continue;
		}
		format++;
		conversion = read_conversion(&format, &args);
		write_conversion(out, &conversion, &args);
	}
	va_end(args);
}

void say_dying(const char *words)
{
	ssize_t written = write(STDERR_FILENO, words, strlen(words));

	(void)written;
}
