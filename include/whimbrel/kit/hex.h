/* SPDX-License-Identifier: MIT */
/** Texts in hexadecimal, as what is remembered of a session has them: letters of either case are read. */
#ifndef WHIMBREL_KIT_HEX_H
#define WHIMBREL_KIT_HEX_H

#include <whimbrel/kit/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Append `len` bytes as twice as many digits, in capitals. */
void kit_put_hex(struct kit_sink *out, const char *data, size_t len);
void kit_text_hex(struct kit_text *text, const char *value);

/** Read the digits that `at` begins with into `out`, which ends with NUL and is cut to fit `size` bytes (at least 1); returns
 *  what stands behind them and one blank. */
const char *kit_hex_read(const char *at, char *out, size_t size);

/** The same, for free(), and go on behind it. NULL: there is no memory. */
char *kit_hex_take(const char **at);

#ifdef __cplusplus
}
#endif

#endif
