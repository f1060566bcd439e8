/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4). By nettle, a small library that uses the processor's own instructions where
 * there are some: every byte of every revision goes through here. */
#ifndef WB_CORE_DIGEST_H
#define WB_CORE_DIGEST_H

#include <nettle/sha2.h>
#include <stddef.h>
#include <stdint.h>

#include "variables.h"

#define DIGEST_HEX_SIZE (2 * SHA256_DIGEST_SIZE + 1)

struct digest {
	struct sha256_ctx state;
};

void digest_init(struct digest *d);
void digest_add(struct digest *d, const void *bytes, size_t len);
/* Texts and numbers with their ends, so that no two lists of them are the same bytes. NULL is another text than "". */
void digest_text(struct digest *d, const char *text);
void digest_number(struct digest *d, uint64_t number);
/* The values that a text is filled in with; -1 when there is no memory. */
int digest_values(struct digest *d, const char *text, const struct variables *variables);
/* In hex digits of lower case; what comes after needs another digest_init. */
void digest_hex(struct digest *d, char out[DIGEST_HEX_SIZE]);

#endif
