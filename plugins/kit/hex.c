/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/hex.h>

static const char digits[] = "0123456789ABCDEF";

void kit_put_hex(struct kit_sink *out, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char pair[2] = { digits[(unsigned char)data[i] >> 4], digits[data[i] & 15] };

		kit_put(out, pair, 2);
	}
}

void kit_text_hex(struct kit_text *text, const char *value)
{
	struct kit_sink to = { .own = text };

	kit_put_hex(&to, value, strlen(value));
}

static int digit(char c)
{
	const char *at = c ? strchr(digits, c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c) : NULL;

	return at ? (int)(at - digits) : -1;
}

const char *kit_hex_read(const char *at, char *out, size_t size)
{
	size_t n = 0;

	for (; digit(at[0]) >= 0 && digit(at[1]) >= 0; at += 2)
		if (n + 1 < size)
			out[n++] = (char)(digit(at[0]) << 4 | digit(at[1]));
	out[n] = '\0';
	return *at == ' ' ? at + 1 : at;
}

char *kit_hex_take(const char **at)
{
	const size_t size = strspn(*at, "0123456789ABCDEFabcdef") / 2 + 1;
	char *out = malloc(size);

	if (out)
		*at = kit_hex_read(*at, out, size);
	return out;
}
