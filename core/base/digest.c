/* SPDX-License-Identifier: MIT */
#include "digest.h"

#include <stdio.h>
#include <string.h>

#include "error.h"

#include <nettle/version.h>

#include "text.h"

void digest_init(struct digest *d)
{
	sha256_init(&d->state);
}

void digest_add(struct digest *d, const void *bytes, size_t len)
{
	sha256_update(&d->state, len, bytes);
}

void digest_hex(struct digest *d, char out[DIGEST_HEX_SIZE])
{
	uint8_t bytes[SHA256_DIGEST_SIZE];

#if NETTLE_VERSION_MAJOR >= 4
	sha256_digest(&d->state, bytes);
#else
	sha256_digest(&d->state, sizeof(bytes), bytes);
#endif
	text_hex(bytes, sizeof(bytes), out);
}

void digest_text(struct digest *d, const char *text)
{
	digest_add(d, text ? text : "\x01", text ? strlen(text) + 1 : 1);
}

void digest_number(struct digest *d, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	digest_text(d, text);
}

int digest_values(struct digest *d, const char *text, const struct variables *variables)
{
	struct buf value = { .secret = true };
	struct wb_error why = WB_ERROR_INIT;
	bool failed = false;

	for (text = strstr(text, "${"); text && !failed; text = strstr(text + 2, "${")) {
		struct reference ref = { 0 };

		reference_read(text, strlen(text), true, &ref);
		if (!ref.len || ref.escaped)
			continue;
		ref.form = 0;
		buf_clear(&value);
		if (reference_expand(variables, &ref, &value, &why) < 0)
			wb_error_clear(&why);
		digest_text(d, buf_text(&value));
		failed = value.failed;
	}
	buf_release(&value);
	return failed ? -1 : 0;
}
