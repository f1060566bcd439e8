/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void text_auto_free(void *pointer_to_pointer)
{
	free(*(void **)pointer_to_pointer);
}

char *text_dup(const char *text, size_t len)
{
	char *copy = malloc(len + 1);

	if (!copy)
		return NULL;
	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *text_format(const char *format, ...)
{
	va_list args;
	char *out;
	int len;

	va_start(args, format);
	len = vasprintf(&out, format, args);
	va_end(args);
	return len < 0 ? NULL : out;
}

bool text_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

size_t text_trim(const char **text, size_t len)
{
	const char *p = *text;

	while (len && is_blank(p[len - 1]))
		len--;
	while (len && is_blank(*p)) {
		p++;
		len--;
	}
	*text = p;
	return len;
}

/* The length of the UTF-8 sequence at `p`, 0 if it is none. */
static size_t utf8_sequence(const unsigned char *p, size_t len)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t more;

	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	more = p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (len <= more || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i <= more; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return more + 1;
}

size_t text_check_utf8(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i = 0;

	while (i < len) {
		size_t n;

		/* eight plain bytes at a time: no high bit, and no byte that is zero */
		while (len - i >= 8) {
			uint64_t word;

			memcpy(&word, p + i, 8);
			if ((word | (word - UINT64_C(0x0101010101010101))) &
			    UINT64_C(0x8080808080808080))
				break;
			i += 8;
		}
		if (i == len)
			break;
		if (p[i] && p[i] < 0x80) {
			i++;
			continue;
		}
		n = p[i] ? utf8_sequence(p + i, len - i) : 0;
		if (!n)
			return i;
		i += n;
	}
	return len;
}

/* U+061C, U+200E, U+200F, U+2028 to 202E, U+2066 to 2069, and C1: in UTF-8 all are easy to tell. */
static bool is_harmful(const unsigned char *p, size_t len)
{
	if (*p < 0x20 || *p == 0x7f)
		return *p != '\t' && *p != '\n' && *p != '\r';
	if (len > 1 && *p == 0xc2)
		return p[1] < 0xa0;
	if (len > 1 && *p == 0xd8)
		return p[1] == 0x9c;
	if (len < 3 || *p != 0xe2)
		return false;
	return (p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f || (p[2] >= 0xa8 && p[2] <= 0xae))) ||
	       (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}

size_t text_check_shown(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const bool plain = text[i] >= ' ' && text[i] < 0x7f;

		if (!plain && is_harmful((const unsigned char *)text + i, len - i))
			return i;
	}
	return len;
}

size_t text_lines(const char *text, size_t len)
{
	const char *end = text + len;
	size_t lines = 0;

	while (len && (text = memchr(text, '\n', (size_t)(end - text)))) {
		lines++;
		text++;
	}
	return lines;
}

unsigned text_distance(const char *a, const char *b)
{
	size_t len_a = strlen(a), len_b = strlen(b);
	unsigned row[64];

	if (len_a > 63 || len_b > 63)
		return 64;
	for (size_t j = 0; j <= len_b; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= len_a; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= len_b; j++) {
			int same = tolower((unsigned char)a[i - 1]) ==
				   tolower((unsigned char)b[j - 1]);
			unsigned best = diagonal + !same;

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[len_b];
}

const char *text_nearest(const char *word, const char *const *words, size_t count)
{
	const char *nearest = NULL;
	unsigned best = (unsigned)strlen(word) / 3 + 2;

	for (size_t i = 0; i < count; i++) {
		unsigned distance = text_distance(word, words[i]);

		/* what was typed is no suggestion: it is there, and not what was asked for */
		if (distance && distance < best) {
			best = distance;
			nearest = words[i];
		}
	}
	return nearest;
}

int64_t text_duration_ms(const char *text)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = { { "", 1000 },     { "ms", 1 },    { "s", 1000 },
		      { "min", 60000 }, { "m", 60000 }, { "h", 3600000 } };
	char *end;
	long long value;

	if (!isdigit((unsigned char)text[0]))
		return -1;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || value > 1000000000)
		return -1;
	while (*end == ' ')
		end++;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(end, units[i].name) == 0)
			return value * units[i].ms;
	return -1;
}

void text_hex(const unsigned char *bytes, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}
