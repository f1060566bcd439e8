/* SPDX-License-Identifier: MIT */
/* What a full comparison has found to be the same is the same next time, as long as nothing that it
 * depended on has changed: notes of that, in the user's cache. */
#ifndef WB_CORE_SCHEMA_CACHE_H
#define WB_CORE_SCHEMA_CACHE_H

#include "fingerprint.h"

/* Was any schema? Else it is of no use to read one first. */
bool schema_cache_knows(const struct fingerprint *expected);
/* Was this schema found to be what is expected? */
bool schema_cache_has(const struct fingerprint *expected, const struct fingerprint *schema);
/* It was now. Where no note can be kept the next comparison is a full one again. */
void schema_cache_add(const struct fingerprint *expected, const struct fingerprint *schema);

#endif
