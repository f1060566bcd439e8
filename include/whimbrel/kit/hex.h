/* SPDX-License-Identifier: MIT */
/** Texts in hexadecimal, as what is remembered of a session has them: letters of either case are read. */
#ifndef WHIMBREL_KIT_HEX_H
#define WHIMBREL_KIT_HEX_H

#include <whimbrel/kit/text.h>

#ifdef __cplusplus
extern "C" {
#endif

void kit_put_hex(struct kit_sink *out, const char *data, size_t len);
void kit_text_hex(struct kit_text *text, const char *value);

/** A word of it, cut to fit; returns what stands behind it and one blank. */
const char *kit_hex_read(const char *at, char *out, size_t size);

/** The same, for free(), and go on behind it. NULL: there is no memory. */
char *kit_hex_take(const char **at);

#ifdef __cplusplus
}
#endif

#endif
