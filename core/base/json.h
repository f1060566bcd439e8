/* SPDX-License-Identifier: MIT */
/* Writing JSON for other programs. */
#ifndef WB_CORE_JSON_H
#define WB_CORE_JSON_H

#include <stdint.h>

#include "buf.h"

/* Append a text in quotes; NULL is null. Bytes that are no UTF-8 become question marks. */
void json_text(struct buf *out, const char *text);
/* Append `"key":` and a value, and a comma in front unless it is the first one in its braces. */
void json_member(struct buf *out, const char *key, const char *text);
void json_number(struct buf *out, const char *key, int64_t number);
/* The key alone: a list or an object follows. */
void json_key(struct buf *out, const char *key);

#endif
