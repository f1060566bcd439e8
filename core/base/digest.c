/* SPDX-License-Identifier: MIT */
#include "digest.h"

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
