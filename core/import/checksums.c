/* SPDX-License-Identifier: MIT */
#include "checksums.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"

char *checksum_sha256(const char *text, size_t len)
{
	char hex[DIGEST_HEX_SIZE];
	struct digest digest;

	digest_init(&digest);
	digest_add(&digest, text, len);
	digest_hex(&digest, hex);
	return text_dup(hex, strlen(hex));
}

char *checksum_sha384(const char *text, size_t len)
{
	char hex[2 * SHA384_DIGEST_SIZE + 1];
	unsigned char digest[SHA384_DIGEST_SIZE];
	struct sha512_ctx state;

	sha384_init(&state);
	sha384_update(&state, len, (const uint8_t *)text);
	sha384_digest(&state, sizeof(digest), digest);
	text_hex(digest, sizeof(digest), hex);
	return text_dup(hex, strlen(hex));
}

static uint32_t crc32_add(uint32_t crc, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		crc ^= (unsigned char)text[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (UINT32_C(0xEDB88320) & (0 - (crc & 1)));
	}
	return crc;
}

char *checksum_crc32_lines(const char *text, size_t len)
{
	const char *end = text + len;
	uint32_t crc = UINT32_MAX;

	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	while (text < end) {
		size_t line = 0;

		while (text + line < end && text[line] != '\n' && text[line] != '\r')
			line++;
		crc = crc32_add(crc, text, line);
		text += line;
		if (text < end)
			text += text + 1 < end && text[0] == '\r' && text[1] == '\n' ? 2 : 1;
	}
	crc = ~crc;
	return text_format("%ld", crc > INT32_MAX ? (long)crc - (long)UINT32_MAX - 1 : (long)crc);
}
